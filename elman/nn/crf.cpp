#include "elman/nn/crf.h"

namespace elman::nn {

namespace {
constexpr Scalar bound = Scalar(0.1);
}  // namespace

LinearChainCrf::LinearChainCrf(std::int64_t tags, const Initializer& init)
    : start_transitions(add_parameter("start_transitions", init.uniform({tags}, bound))),
      end_transitions(add_parameter("end_transitions", init.uniform({tags}, bound))),
      transitions(add_parameter("transitions", init.uniform({tags, tags}, bound))) {}

Variable LinearChainCrf::loss(Tape& tape, Variable emissions, std::span<const std::int32_t> target, const Steps& steps,
                              ops::Reduction reduction) const {
  return ops::crf_loss(tape, emissions, {transitions, start_transitions, end_transitions}, target, steps, reduction);
}

}  // namespace elman::nn
