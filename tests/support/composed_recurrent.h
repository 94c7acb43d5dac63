// The recurrent layers once more, from elementary ops and one step at a time: what the fused op has to agree with.
#pragma once

#include <span>

#include "elman/autograd/recurrent.h"
#include "elman/autograd/tape.h"
#include "elman/steps.h"

namespace elman::test {

// As ops::recurrent, for compact steps.
ops::RecurrentOutput composed_recurrent(Tape& tape, kernels::Cell cell, const Steps& steps,
                                        const ops::RecurrentInput& input,
                                        std::span<const ops::RecurrentWeights> weights, Variable h0 = {},
                                        Variable c0 = {});

}  // namespace elman::test
