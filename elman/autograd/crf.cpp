#include "elman/autograd/crf.h"

#include "elman/autograd/check.h"
#include "elman/kernels/crf.h"

namespace elman::ops {

namespace {

void check(Variable emissions, const CrfWeights& weights, std::span<const std::int32_t> target, const Steps& steps) {
  const std::int64_t tags = emissions.columns();
  require_shape("crf_loss", "transitions", weights.transitions, Shape{tags, tags});
  require_shape("crf_loss", "start", weights.start, Shape{tags});
  require_shape("crf_loss", "end", weights.end, Shape{tags});
  if (tags < 1 || steps.count < 1) {
    throw UsageError("crf_loss: found " + std::to_string(tags) + " tags and " + std::to_string(steps.count) +
                     " steps, expected at least one of each");
  }
  if (static_cast<std::int64_t>(target.size()) != emissions.rows()) {
    throw UsageError("crf_loss: found " + std::to_string(target.size()) + " targets for emissions of shape " +
                     emissions.shape().to_string() + ", expected one for each row");
  }
  for (int t = 0; t < steps.count; ++t) {
    const std::int64_t first = steps.first[t];
    if (first < 0 || first + steps.alive[t] > emissions.rows()) {
      throw UsageError("crf_loss: step " + std::to_string(t) + " lies outside the " + std::to_string(emissions.rows()) +
                       " rows of emissions");
    }
    for (const std::int32_t tag : target.subspan(static_cast<std::size_t>(first), steps.alive[t])) {
      if (tag < 0 || tag >= tags) {
        throw UsageError("crf_loss: found target " + std::to_string(tag) + " at step " + std::to_string(t) +
                         ", expected one of " + std::to_string(tags) + " tags");
      }
    }
  }
}

}  // namespace

Variable crf_loss(Tape& tape, Variable emissions, const CrfWeights& weights, std::span<const std::int32_t> target,
                  const Steps& steps, Reduction reduction) {
  check(emissions, weights, target, steps);
  const auto size = static_cast<std::size_t>(emissions.value().size());
  kernels::CrfForward forward{.tags = static_cast<int>(emissions.columns()), .steps = tape.keep(steps)};
  forward.emissions = emissions.data();
  forward.transitions = weights.transitions.data();
  forward.start = weights.start.data();
  forward.end = weights.end.data();
  forward.target = tape.keep(target).data();
  forward.predicted = tape.scratch(size);
  forward.forward = tape.scratch(size);
  forward.loss = tape.array<double>(static_cast<std::size_t>(steps.batch()));
  kernels::crf_forward(tape.pool(), forward);
  double total = 0;
  for (int item = 0; item < steps.batch(); ++item) total += forward.loss[item];

  const double weight = reduction == Reduction::mean ? 1 / static_cast<double>(steps.live_rows()) : 1;
  Variable loss = tape.make(Shape{}, emissions.requires_grad() || weights.transitions.requires_grad() ||
                                         weights.start.requires_grad() || weights.end.requires_grad());
  loss.state()->value[0] = static_cast<Scalar>(total * weight);
  if (loss.requires_grad()) {
    tape.record([&tape, emissions, weights, loss, forward, weight] {
      if (!loss.has_grad()) return;
      kernels::CrfBackward back{.forward = forward, .factor = loss.grad()[0] * static_cast<Scalar>(weight)};
      back.d_emissions = tape.grad(emissions);
      back.d_transitions = tape.grad(weights.transitions);
      back.d_start = tape.grad(weights.start);
      back.d_end = tape.grad(weights.end);
      back.scratch = tape.scratch(kernels::crf_scratch_size(forward));
      kernels::crf_backward(tape.pool(), back);
    });
  }
  return loss;
}

}  // namespace elman::ops
