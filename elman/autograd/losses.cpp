#include "elman/autograd/losses.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/autograd/counted_targets.h"
#include "elman/kernels/losses.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

Variable cross_entropy(Tape& tape, Variable logits, std::span<const std::int32_t> target,
                       const CrossEntropyOptions& options) {
  const auto classes = static_cast<int>(logits.columns());
  const auto rows = static_cast<int>(logits.rows());
  const Scalar smoothing = options.label_smoothing;
  const CountedTargets counted = counted_targets(tape, "cross_entropy", target, rows, classes, options);
  Scalar* probability = tape.scratch(static_cast<std::size_t>(logits.value().size()));
  Scalar* row_loss = tape.scratch(target.size());
  kernels::cross_entropy(rows, classes, logits.data(), counted.kept, smoothing, probability, row_loss);
  Variable loss = tape.make(Shape{}, logits.requires_grad());
  loss.state()->value[0] = static_cast<Scalar>(kernels::sum_of_losses(rows, counted.factor, row_loss) * counted.weight);
  if (loss.requires_grad()) {
    tape.record([&tape, logits, loss, counted, probability, rows, classes, smoothing] {
      if (!loss.has_grad()) return;
      kernels::scale(static_cast<std::size_t>(rows), loss.grad()[0] * counted.weight, counted.factor);
      kernels::cross_entropy_backward(rows, classes, probability, counted.kept, smoothing, counted.factor,
                                      tape.grad(logits));
    });
  }
  return loss;
}

Variable mean_squared_error(Tape& tape, Variable prediction, Variable target, Reduction reduction) {
  require_shape("mean_squared_error", "target", target, prediction.shape());
  const auto count = static_cast<std::size_t>(prediction.value().size());
  const Scalar weight =
      reduction == Reduction::mean ? Scalar(1) / static_cast<Scalar>(std::max<std::size_t>(count, 1)) : 1;
  Variable loss = tape.make(Shape{}, prediction.requires_grad());
  loss.state()->value[0] =
      static_cast<Scalar>(kernels::squared_error(count, prediction.data(), target.data()) * weight);
  // d_prediction += 2 (prediction - target) * weight
  if (loss.requires_grad()) {
    tape.record([&tape, prediction, target, loss, count, weight] {
      if (!loss.has_grad()) return;
      kernels::squared_error_backward(count, 2 * weight * loss.grad()[0], prediction.data(), target.data(),
                                      tape.grad(prediction));
    });
  }
  return loss;
}

namespace {

Variable error_measure(Tape& tape, const kernels::ErrorMeasure& measure, Variable prediction, Variable target,
                       Reduction reduction) {
  const auto count = static_cast<std::size_t>(target.value().size());
  const std::size_t predictions = count * static_cast<std::size_t>(measure.quantiles);
  const Scalar weight =
      reduction == Reduction::mean ? Scalar(1) / static_cast<Scalar>(std::max<std::size_t>(predictions, 1)) : 1;
  Variable loss = tape.make(Shape{}, prediction.requires_grad());
  loss.state()->value[0] =
      static_cast<Scalar>(kernels::error_sum(measure, count, prediction.data(), target.data()) * weight);
  if (loss.requires_grad()) {
    tape.record([&tape, prediction, target, loss, measure, count, weight] {
      if (!loss.has_grad()) return;
      kernels::error_sum_backward(measure, count, weight * loss.grad()[0], prediction.data(), target.data(),
                                  tape.grad(prediction));
    });
  }
  return loss;
}

}  // namespace

Variable absolute_error(Tape& tape, Variable prediction, Variable target, Reduction reduction) {
  require_shape("absolute_error", "target", target, prediction.shape());
  return error_measure(tape, {.kind = kernels::ErrorKind::absolute}, prediction, target, reduction);
}

Variable huber_error(Tape& tape, Variable prediction, Variable target, Scalar delta, Reduction reduction) {
  require_shape("huber_error", "target", target, prediction.shape());
  if (!(delta > 0)) throw UsageError("huber_error: delta is " + std::to_string(delta) + ", expected more than 0");
  return error_measure(tape, {.kind = kernels::ErrorKind::huber, .delta = delta}, prediction, target, reduction);
}

Variable quantile_error(Tape& tape, Variable prediction, Variable target, std::span<const Scalar> quantiles,
                        Reduction reduction) {
  const auto count = static_cast<std::int64_t>(quantiles.size());
  require_shape("quantile_error", "prediction", prediction, target.shape().with_columns(target.columns() * count));
  Scalar* kept = tape.scratch(quantiles.size());
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    if (!(quantiles[i] > 0 && quantiles[i] < 1)) {
      throw UsageError("quantile_error: a quantile is " + std::to_string(quantiles[i]) + ", expected 0 < q < 1");
    }
    kept[i] = quantiles[i];
  }
  return error_measure(tape,
                       {.kind = kernels::ErrorKind::pinball, .quantiles = static_cast<int>(count), .quantile = kept},
                       prediction, target, reduction);
}

}  // namespace elman::ops
