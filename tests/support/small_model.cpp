#include "tests/support/small_model.h"

#include <array>
#include <string>
#include <utility>

#include "elman/autograd/ops.h"
#include "tests/support/gradient_check.h"

namespace elman::test {

namespace {

ops::RecurrentWeights weights_of(const std::vector<Parameter>& p) { return {p[0], p[1], p[2], p[3]}; }

// Symbols that look random, without allocating for them.
std::int32_t symbol(int number, int row, int symbols) { return (number * 31 + row * row * 7 + row * 3) % symbols; }

}  // namespace

Parameter SmallModel::add(const char* name, Tensor value) {
  parameters_.push_back({name, Parameter(std::move(value))});
  return parameters_.back().parameter;
}

std::vector<Parameter> SmallModel::add_layer(const char* name, int input, int hidden, std::uint64_t seed) {
  std::vector<Parameter> layer;
  for (Tensor& w : random_recurrent_weights(cell_, input, hidden, true, seed)) {
    layer.push_back(add((name + std::to_string(layer.size())).c_str(), std::move(w)));
  }
  return layer;
}

SmallModel::SmallModel(kernels::Cell cell, int hidden, std::uint64_t seed) : cell_(cell) {
  embedding_ = add("embedding", random_tensor({symbols, hidden}, seed));
  forward_ = add_layer("forward", hidden, hidden, seed + 1);
  reverse_ = add_layer("reverse", hidden, hidden, seed + 10);
  decoder_ = add_layer("decoder", hidden, hidden, seed + 20);
  const Scalar bound = Scalar(1) / static_cast<Scalar>(hidden);
  query_ = add("query", random_tensor({hidden, hidden}, seed + 30, -bound, bound));
  key_ = add("key", random_tensor({hidden, 2 * hidden}, seed + 31, -bound, bound));
  v_ = add("v", random_tensor({hidden}, seed + 32));
  combine_ = add("combine", random_tensor({hidden, 3 * hidden}, seed + 33, -bound, bound));
  combine_bias_ = add("combine_bias", Tensor({hidden}));
  norm_ = add("norm", Tensor::full({hidden}, 1));
  norm_bias_ = add("norm_bias", Tensor({hidden}));
}

std::vector<NamedParameter> SmallModel::parameters() const { return parameters_; }

Variable SmallModel::loss(Tape& tape, int number) const {
  static const Sequences source({8, 7, 7, 4, 2, 1}, false);
  static const Sequences target({7, 6, 3, 3, 2, 2}, false);
  std::array<std::int32_t, 64> source_ids{};
  std::array<std::int32_t, 64> target_ids{};
  std::array<std::int32_t, 64> gold{};
  std::array<std::int32_t, 64> item{};
  for (int r = 0; r < 64; ++r) {
    source_ids[r] = symbol(number, r, symbols);
    target_ids[r] = symbol(number + 1, r, symbols);
    gold[r] = r % 9 == 8 ? -100 : symbol(number + 2, r, symbols);
  }
  for (int t = 0; t < target.count(); ++t) {
    for (int b = 0; b < target.steps().alive[t]; ++b) item[target.row(t, b)] = b;
  }
  const auto source_rows = static_cast<std::size_t>(source.rows());
  const auto target_rows = static_cast<std::size_t>(target.rows());

  const std::array encoder{weights_of(forward_), weights_of(reverse_)};
  const auto encoded =
      ops::recurrent(tape, cell_, source.steps(), {embedding_, std::span(source_ids).first(source_rows)}, encoder);
  const ops::RecurrentWeights decoder = weights_of(decoder_);
  const Variable h0 = ops::slice_rows(tape, encoded.h_n, 0, source.batch());
  const auto decoded =
      ops::recurrent(tape, cell_, target.steps(), {embedding_, std::span(target_ids).first(target_rows)}, {&decoder, 1},
                     ops::reshape(tape, h0, Shape{1, source.batch(), h0.columns()}));
  const Variable key = ops::linear(tape, encoded.output, key_);
  const Variable query = ops::linear(tape, decoded.output, query_);
  const auto attended = ops::attention(tape, kernels::Score::additive, query, std::span(item).first(target_rows),
                                       {key, encoded.output, source.steps(), source.lengths()}, v_);
  const Variable both = ops::concat_columns(tape, decoded.output, attended.context);
  const Variable combined = ops::tanh(tape, ops::linear(tape, both, combine_, combine_bias_));
  const Variable dropped = ops::dropout(tape, ops::layer_norm(tape, combined, norm_, norm_bias_), Scalar(0.2));
  return ops::cross_entropy(tape, ops::linear(tape, dropped, embedding_), std::span(gold).first(target_rows),
                            {.label_smoothing = Scalar(0.1)});
}

}  // namespace elman::test
