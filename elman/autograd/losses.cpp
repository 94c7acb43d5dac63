#include "elman/autograd/losses.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

Variable cross_entropy(Tape& tape, Variable logits, std::span<const std::int32_t> target,
                       const CrossEntropyOptions& options) {
  const auto classes = static_cast<int>(logits.columns());
  const auto rows = static_cast<int>(logits.rows());
  const Scalar smoothing = options.label_smoothing;
  if (static_cast<int>(target.size()) != rows) {
    throw UsageError("cross_entropy: " + std::to_string(target.size()) + " targets for logits of shape " +
                     logits.shape().to_string());
  }
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw UsageError("cross_entropy: label_smoothing is " + std::to_string(smoothing) + ", expected 0 <= s < 1");
  }
  auto* kept = tape.array<std::int32_t>(target.size());
  Scalar* factor = tape.scratch(target.size());
  int counted = 0;
  for (std::size_t r = 0; r < target.size(); ++r) {
    const bool counts = target[r] != options.ignore;
    if (counts && (target[r] < 0 || target[r] >= classes)) {
      throw UsageError("cross_entropy: target " + std::to_string(target[r]) + " in row " + std::to_string(r) + " of " +
                       std::to_string(classes) + " classes");
    }
    kept[r] = counts ? target[r] : 0;
    factor[r] = counts ? 1 : 0;
    counted += counts ? 1 : 0;
  }
  const Scalar weight =
      options.reduction == Reduction::mean ? Scalar(1) / static_cast<Scalar>(std::max(counted, 1)) : 1;
  Scalar* probability = tape.scratch(static_cast<std::size_t>(logits.value().size()));
  Scalar* row_loss = tape.scratch(target.size());
  kernels::cross_entropy(rows, classes, logits.data(), kept, smoothing, probability, row_loss);
  double total = 0;
  for (int r = 0; r < rows; ++r) {
    if (factor[r] != 0) total += row_loss[r];
  }
  Variable loss = tape.make(Shape{}, logits.requires_grad());
  loss.state()->value[0] = static_cast<Scalar>(total * weight);
  if (loss.requires_grad()) {
    tape.record([&tape, logits, loss, kept, factor, probability, rows, classes, smoothing, weight] {
      if (!loss.has_grad()) return;
      const Scalar d_loss = loss.grad()[0] * weight;
      for (int r = 0; r < rows; ++r) factor[r] *= d_loss;
      kernels::cross_entropy_backward(rows, classes, probability, kept, smoothing, factor, tape.grad(logits));
    });
  }
  return loss;
}

Variable mean_squared_error(Tape& tape, Variable prediction, Variable target, Reduction reduction) {
  require_shape("mean_squared_error", "target", target, prediction.shape());
  const std::int64_t count = prediction.value().size();
  const Scalar weight =
      reduction == Reduction::mean ? Scalar(1) / static_cast<Scalar>(std::max<std::int64_t>(count, 1)) : 1;
  double total = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double difference = static_cast<double>(prediction.value()[i]) - target.value()[i];
    total += difference * difference;
  }
  Variable loss = tape.make(Shape{}, prediction.requires_grad());
  loss.state()->value[0] = static_cast<Scalar>(total * weight);
  // d_prediction += 2 (prediction - target) * weight
  if (loss.requires_grad()) {
    tape.record([&tape, prediction, target, loss, count, weight] {
      if (!loss.has_grad()) return;
      const Scalar factor = 2 * weight * loss.grad()[0];
      Scalar* d_prediction = tape.grad(prediction);
      for (std::int64_t i = 0; i < count; ++i) {
        d_prediction[i] += factor * (prediction.value()[i] - target.value()[i]);
      }
    });
  }
  return loss;
}

}  // namespace elman::ops
