// Keeps a few steep batches from throwing the parameters far away (Pascanu et al. 2013).
#pragma once

#include <span>

#include "elman/autograd/variable.h"
#include "elman/system/thread_pool.h"

namespace elman::optim {

// The length of all gradients taken as one vector, summed in double in a fixed order. Not finite where a gradient is
// not: the caller decides what to do then. Parameters should not be listed twice.
// Shared between the threads of `pool` where there is one; the result is the same.
double gradient_norm(std::span<const NamedParameter> parameters, system::ThreadPool* pool = nullptr);

// What gradients of that norm are to be multiplied by: 1 or, beyond max_norm, max_norm / (norm + 1e-6) as in PyTorch.
// 1 where the norm is not finite. Throws UsageError unless max_norm is positive.
double clip_factor(double norm, double max_norm);

// Scales the gradients and returns the norm they had; does not touch them where it is not finite. Cheaper in training
// is to hand clip_factor(gradient_norm(...), ...) to Optimizer::step.
double clip_gradient_norm(std::span<const NamedParameter> parameters, double max_norm);

}  // namespace elman::optim
