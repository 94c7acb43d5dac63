#include "lessons/transformer_block.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace elman::lessons {

namespace {

// Row i has its 1 in column `order(i)`.
template <class Order>
Tensor permutation(Order order) {
  Tensor matrix({block_size, block_size});
  for (std::int64_t i = 0; i < block_size; ++i) matrix[i * block_size + order(i)] = 1;
  return matrix;
}

void set_weights(nn::TransformerEncoderLayer& layer, const Tensor& same, const Tensor& turned) {
  Tensor projections({3 * block_size, block_size});
  const Tensor* parts[] = {&same, &same, &turned};
  for (int part = 0; part < 3; ++part) {
    std::ranges::copy(parts[part]->span(), projections.data() + part * block_size * block_size);
  }
  layer.parameter("self_attn.in_proj_weight").mutable_value().copy_from(projections);
  for (const char* name : {"self_attn.out_proj.weight", "linear1.weight", "linear2.weight"}) {
    layer.parameter(name).mutable_value().copy_from(same);
  }
  for (const char* name : {"self_attn.in_proj_bias", "self_attn.out_proj.bias", "linear1.bias", "linear2.bias"}) {
    layer.parameter(name).mutable_value().fill(0);
  }
}

}  // namespace

TransformerBlock compute_block() {
  TransformerBlock block;
  Random random(0);
  Tape tape({.record = false});
  const Tensor same = permutation([](std::int64_t i) { return i; });
  const Tensor turned = permutation([](std::int64_t i) { return block_size - 1 - i; });
  block.symbols = Tensor({block_positions, block_size}, {1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0});
  const std::vector<std::int32_t> places{0, 1, 2};
  const nn::Positions positions({.size = block_size}, random);
  const Variable rows = positions.forward(tape, tape.constant(block.symbols), places);
  block.rows = rows.value().clone();
  const Variable query = ops::linear(tape, rows, tape.constant(same));
  const Variable key = ops::linear(tape, rows, tape.constant(same));
  const Variable value = ops::linear(tape, rows, tape.constant(turned));
  block.query = query.value().clone();
  block.key = key.value().clone();
  block.value = value.value().clone();

  const std::vector<std::int32_t> first{0, 1, 2};
  const std::vector<std::int32_t> alive{1, 1, 1};
  const std::int32_t length = block_positions;
  const Steps steps{static_cast<int>(block_positions), first.data(), alive.data()};
  const ops::AttentionPattern pattern = ops::self_attention_pattern(tape, steps, {&length, 1}, true);
  const ops::AttentionOutput attended = ops::multihead_attention(
      tape, {.heads = 1, .size = block_size, .mean_weights = true}, pattern, {query}, {key}, {value});
  block.weights = attended.weights.value().clone();
  block.context = attended.context.value().clone();
  const nn::LayerNorm norm(block_size, random);
  const Variable sum = ops::add(tape, rows, attended.context);
  const Variable normalised = norm.forward(tape, sum);
  const Variable made = ops::relu(tape, normalised);
  block.sum = sum.value().clone();
  block.normalised = normalised.value().clone();
  block.made = made.value().clone();
  block.output = norm.forward(tape, ops::add(tape, normalised, made)).value().clone();

  nn::TransformerEncoderLayer layer({.size = block_size, .heads = 1, .feed_forward = block_size, .norm_first = false},
                                    random);
  set_weights(layer, same, turned);
  block.by_layer = layer.forward(tape, rows, pattern).value().clone();
  return block;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double largest = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  return largest;
}

}  // namespace elman::lessons
