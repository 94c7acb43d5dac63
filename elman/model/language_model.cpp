#include "elman/model/language_model.h"

#include <algorithm>

#include "elman/autograd/ops.h"
#include "elman/model/recurrent_body.h"
#include "elman/model/transformer_body.h"

namespace elman::model {

namespace {

// One row for each kind.
std::unique_ptr<TextBody> make_body(const LanguageModelOptions& options, const nn::Initializer& init) {
  if (is_transformer(options)) return std::make_unique<TransformerBody>(options, init);
  return std::make_unique<RecurrentBody>(options, init);
}

Variable mean_square(Tape& tape, Variable x) { return ops::mean(tape, ops::multiply(tape, x, x)); }

}  // namespace

Steps rectangle(Tape& tape, std::int32_t rows, std::int32_t length) {
  auto* first = tape.array<std::int32_t>(static_cast<std::size_t>(length));
  auto* alive = tape.array<std::int32_t>(static_cast<std::size_t>(length));
  for (std::int32_t t = 0; t < length; ++t) first[t] = t * rows;
  std::fill_n(alive, length, rows);
  return {length, first, alive};
}

LanguageModel::LanguageModel(const LanguageModelOptions& options, const nn::Initializer& init) : options_(options) {
  check(options);
  body_ = make_body(options, init);
  add_module("", *body_);
  const std::int64_t embedded = embedded_size(options);
  if (const std::vector<std::int64_t> cutoffs = cutoffs_of(options); !cutoffs.empty()) {
    add_module("output", adaptive_.emplace(body_->width(), options.symbols, cutoffs, init));
    return;
  }
  if (!options.tied_embeddings) {
    add_module("output", output_.emplace(body_->width(), options.symbols, true, init));
    return;
  }
  if (embedded != body_->width()) add_module("narrow", narrow_.emplace(body_->width(), embedded, true, init));
  output_bias_ = add_parameter("output.bias", init.constant({options.symbols}, 0));
}

Variable LanguageModel::dropped(Tape& tape, Variable read, const Steps& steps) const {
  return options_.variational ? ops::variational_dropout(tape, read, steps, options_.dropout)
                              : ops::dropout(tape, read, options_.dropout);
}

Variable LanguageModel::scores(Tape& tape, Variable dropped) const {
  if (adaptive_) return adaptive_->log_probabilities(tape, dropped);
  if (output_) return output_->forward(tape, dropped);
  const Variable x = narrow_ ? narrow_->forward(tape, dropped) : dropped;
  return ops::linear(tape, x, body_->table(), output_bias_);
}

Variable LanguageModel::logits(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps, State* state) const {
  return scores(tape, dropped(tape, body_->read(tape, ids, steps, state), steps));
}

void LanguageModel::score(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> targets,
                          const Steps& steps, State* state, std::span<float> log_probabilities) const {
  const Variable read = dropped(tape, body_->read(tape, ids, steps, state), steps);
  const auto count = static_cast<std::int64_t>(targets.size());
  const Variable last = ops::slice_rows(tape, read, read.rows() - count, read.rows());
  if (adaptive_) {
    adaptive_->log_probabilities_of(tape, last, targets, log_probabilities);
    return;
  }
  const Variable all = ops::log_softmax(tape, scores(tape, last));
  for (std::int64_t row = 0; row < count; ++row) {
    const auto i = static_cast<std::size_t>(row);
    log_probabilities[i] = static_cast<float>(all.data()[row * all.columns() + targets[i]]);
  }
}

LanguageModel::Loss LanguageModel::loss(Tape& tape, std::span<const std::int32_t> ids,
                                        std::span<const std::int32_t> targets, const Steps& steps, State* state,
                                        Scalar label_smoothing) const {
  const Variable read = body_->read(tape, ids, steps, state);
  const Variable x = dropped(tape, read, steps);
  const Variable cross_entropy =
      adaptive_ ? adaptive_->loss(tape, x, targets, label_smoothing)
                : ops::cross_entropy(tape, scores(tape, x), targets, {.label_smoothing = label_smoothing});
  Variable total = cross_entropy;
  const auto add = [&](double factor, Variable penalty) {
    total = ops::add(tape, total, ops::scale(tape, penalty, static_cast<Scalar>(factor)));
  };
  if (options_.activation_penalty > 0) add(options_.activation_penalty, mean_square(tape, read));
  if (options_.change_penalty > 0 && steps.count > 1) {
    const std::int64_t batch = steps.batch();
    const Variable later = ops::slice_rows(tape, read, batch, read.rows());
    const Variable earlier = ops::slice_rows(tape, read, 0, read.rows() - batch);
    add(options_.change_penalty, mean_square(tape, ops::subtract(tape, later, earlier)));
  }
  return {total, cross_entropy};
}

}  // namespace elman::model
