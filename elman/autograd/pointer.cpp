#include "elman/autograd/pointer.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/autograd/counted_targets.h"
#include "elman/kernels/losses.h"
#include "elman/kernels/pointer.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

kernels::Pointer pointer_of(Tape& tape, const char* op, const PointerScores& scores, const PointerSource& source) {
  const std::int64_t rows = scores.logits.rows();
  require_shape(op, "gate", scores.gate, Shape{rows, 1});
  require_shape(op, "weights", scores.weights, Shape{rows, source.steps.count});
  if (static_cast<std::int64_t>(source.batch_index.size()) != rows) {
    throw UsageError(std::string(op) + ": " + std::to_string(source.batch_index.size()) + " batch indices for " +
                     std::to_string(rows) + " rows");
  }
  for (const std::int32_t item : source.batch_index) {
    if (item >= 0 && static_cast<std::size_t>(item) < source.length.size()) continue;
    throw UsageError(std::string(op) + ": batch index " + std::to_string(item) + " of a batch of " +
                     std::to_string(source.length.size()));
  }
  const std::int64_t columns = scores.logits.columns() + source.steps.count;
  for (const std::int32_t symbol : source.copies) {
    if (symbol >= -1 && symbol < columns) continue;
    throw UsageError(std::string(op) + ": a copy of symbol " + std::to_string(symbol) + " of " +
                     std::to_string(columns));
  }
  return {.rows = static_cast<int>(rows),
          .symbols = static_cast<int>(scores.logits.columns()),
          .source = tape.keep(source.steps),
          .length = tape.keep(source.length).data(),
          .batch_index = tape.keep(source.batch_index).data(),
          .copies = tape.keep(source.copies).data(),
          .gate = scores.gate.data(),
          .weights = scores.weights.data()};
}

}  // namespace

Variable pointer_loss(Tape& tape, const PointerScores& scores, const PointerSource& source,
                      std::span<const std::int32_t> target, const CrossEntropyOptions& options) {
  const kernels::Pointer pointer = pointer_of(tape, "pointer_loss", scores, source);
  const Scalar smoothing = options.label_smoothing;
  const std::int32_t columns = pointer.symbols + pointer.source.count;
  const CountedTargets counted = counted_targets(tape, "pointer_loss", target, pointer.rows, columns, options);
  const std::int32_t* const kept = counted.kept;
  Scalar* const factor = counted.factor;
  const Scalar weight = counted.weight;
  auto* generable = tape.array<std::int32_t>(target.size());
  std::transform(kept, kept + target.size(), generable,
                 [symbols = pointer.symbols](std::int32_t symbol) { return symbol < symbols ? symbol : 0; });

  const Variable logits = scores.logits;
  Scalar* probability = tape.scratch(static_cast<std::size_t>(logits.value().size()));
  Scalar* generated = tape.scratch(target.size());  // -log of the probability that the target is generated with
  Scalar* share = tape.scratch(target.size());
  Scalar* row_loss = tape.scratch(target.size());
  double total = 0;
  if (smoothing > 0) {  // all of it: what a uniform distribution loses
    kernels::cross_entropy(pointer.rows, pointer.symbols, logits.data(), generable, 1, probability, row_loss);
    total = smoothing * kernels::sum_of_losses(pointer.rows, factor, row_loss);
  }
  kernels::cross_entropy(pointer.rows, pointer.symbols, logits.data(), generable, 0, probability, generated);
  kernels::pointer_loss(pointer, kept, generated, share, row_loss);
  total += (1 - smoothing) * kernels::sum_of_losses(pointer.rows, factor, row_loss);

  const bool requires_grad = logits.requires_grad() || scores.gate.requires_grad() || scores.weights.requires_grad();
  Variable loss = tape.make(Shape{}, requires_grad);
  loss.state()->value[0] = static_cast<Scalar>(total * weight);
  if (!loss.requires_grad()) return loss;
  const Variable gate = scores.gate;
  const Variable weights = scores.weights;
  tape.record([&tape, pointer, logits, gate, weights, loss, kept, generable, factor, probability, generated, share,
               smoothing, weight] {
    if (!loss.has_grad()) return;
    const auto rows = static_cast<std::size_t>(pointer.rows);
    kernels::scale(rows, loss.grad()[0] * weight, factor);
    if (logits.requires_grad() && smoothing > 0) {
      Scalar* smoothed = tape.scratch(rows);
      kernels::fill(rows, 0, smoothed);
      kernels::add_scaled(rows, smoothing, factor, smoothed);
      kernels::cross_entropy_backward(pointer.rows, pointer.symbols, probability, generable, 1, smoothed,
                                      tape.grad(logits));
    }
    kernels::scale(rows, 1 - smoothing, factor);
    kernels::pointer_loss_backward(pointer, kept, generated, factor, tape.grad(gate), tape.grad(weights));
    kernels::multiply(rows, factor, share, factor);
    if (logits.requires_grad()) {
      kernels::cross_entropy_backward(pointer.rows, pointer.symbols, probability, generable, 0, factor,
                                      tape.grad(logits));
    }
  });
  return loss;
}

Variable pointer_log_probabilities(Tape& tape, const PointerScores& scores, const PointerSource& source) {
  const kernels::Pointer pointer = pointer_of(tape, "pointer_log_probabilities", scores, source);
  const std::int64_t columns = std::int64_t{pointer.symbols} + pointer.source.count;
  Variable made = tape.make(Shape{pointer.rows, columns}, false);
  Scalar* values = made.state()->value.data();
  for (int r = 0; r < pointer.rows; ++r) {
    kernels::log_softmax(1, pointer.symbols, scores.logits.data() + std::ptrdiff_t{r} * pointer.symbols,
                         values + r * columns);
  }
  kernels::pointer_log_probabilities(pointer, values);
  return made;
}

Variable covered_again(Tape& tape, Variable weights, Variable coverage) {
  require_shape("covered_again", "coverage", coverage, weights.shape());
  const auto count = static_cast<std::size_t>(weights.value().size());
  Variable sum = tape.make(Shape{}, weights.requires_grad() || coverage.requires_grad());
  sum.state()->value[0] = static_cast<Scalar>(kernels::covered_again(count, weights.data(), coverage.data()));
  if (sum.requires_grad()) {
    tape.record([&tape, weights, coverage, sum, count] {
      if (!sum.has_grad()) return;
      kernels::covered_again_backward(count, sum.grad()[0], weights.data(), coverage.data(), tape.grad(weights),
                                      tape.grad(coverage));
    });
  }
  return sum;
}

}  // namespace elman::ops
