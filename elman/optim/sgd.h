// Stochastic gradient descent.
#pragma once

#include <vector>

#include "elman/kernels/optimizer.h"
#include "elman/optim/optimizer.h"

namespace elman::optim {

struct SGDOptions {
  double learning_rate = 1e-3;
  double momentum = 0;      // how much of the last step's velocity is kept
  double dampening = 0;     // how much of the gradient does not join the velocity
  double weight_decay = 0;  // L2 penalty: weight_decay * w joins the gradient
  bool nesterov = false;    // looks ahead (Sutskever et al. 2013); needs momentum and no dampening
};

// Stochastic gradient descent in PyTorch's form: velocity = momentum * velocity + (1 - dampening) * gradient, at
// first the gradient itself; w -= learning_rate * velocity. Its state is momentum_buffer, if there is momentum. Throws
// UsageError for options out of range.
class SGD : public Optimizer {
 public:
  explicit SGD(std::vector<NamedParameter> parameters, const SGDOptions& options = {});

 private:
  void begin_step(double gradient_scale) override;
  void update(std::size_t parameter, system::Range range, const Scalar* gradient, Scalar* value) override;

  kernels::SgdArguments arguments_;
  std::size_t velocity_ = 0;
};

}  // namespace elman::optim
