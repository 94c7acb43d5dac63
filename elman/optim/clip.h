// Gradient clipping: keeps a few large gradients from moving the parameters far away (Pascanu et al. 2013).
#pragma once

#include <span>

#include "elman/autograd/variable.h"
#include "elman/system/thread_pool.h"

namespace elman::optim {

// The norm of all gradients as one vector, summed in double in a fixed order. Not finite if a gradient is not: the
// caller decides what to do then. Parameters should not be listed twice. Computed by the threads of `pool` if given,
// with the same result.
double gradient_norm(std::span<const NamedParameter> parameters, system::ThreadPool* pool = nullptr);

// What to multiply gradients of that norm by: 1 or, above max_norm, max_norm / (norm + 1e-6) as in PyTorch; 1 if the
// norm is not finite. Throws UsageError unless max_norm is positive.
double clip_factor(double norm, double max_norm);

// Scales the gradients and returns the norm that they had; leaves them as they are if it is not finite. In training it
// is cheaper to pass clip_factor(gradient_norm(...), ...) to Optimizer::step.
double clip_gradient_norm(std::span<const NamedParameter> parameters, double max_norm);

}  // namespace elman::optim
