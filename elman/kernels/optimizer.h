// Parameter updates in one vectorised pass.
#pragma once

#include <cstddef>

#include "elman/scalar.h"

namespace elman::kernels {

// Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019). Before the update g = gradient * gradient_scale.
// weight_decay: Adam adds weight_decay * w to g; AdamW (decoupled) multiplies w by 1 - learning_rate * weight_decay.
struct AdamArguments {
  Scalar learning_rate = 0;
  Scalar beta1 = 0;
  Scalar beta2 = 0;
  Scalar epsilon = 0;
  Scalar weight_decay = 0;
  bool decoupled = false;
  Scalar correction1 = 1;  // 1 - beta1^t
  Scalar correction2 = 1;  // 1 - beta2^t
  Scalar gradient_scale = 1;
};
void adam(std::size_t n, const AdamArguments& arguments, const Scalar* gradient, Scalar* m, Scalar* v, Scalar* w);

// SGD with momentum as in PyTorch: g = gradient * gradient_scale + weight_decay * w; velocity = momentum * velocity +
// (1 - dampening) * g (first step: g); w -= learning_rate * (nesterov ? g + momentum * velocity : velocity).
// velocity may be null if momentum is 0.
struct SgdArguments {
  Scalar learning_rate = 0;
  Scalar momentum = 0;
  Scalar dampening = 0;
  Scalar weight_decay = 0;
  bool nesterov = false;
  bool first_step = false;
  Scalar gradient_scale = 1;
};
void sgd(std::size_t n, const SgdArguments& arguments, const Scalar* gradient, Scalar* velocity, Scalar* w);

// mean += weight * (value - mean).
void move_mean(std::size_t n, Scalar weight, const Scalar* value, Scalar* mean);

}  // namespace elman::kernels
