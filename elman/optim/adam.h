// Adam and AdamW: step sizes that adapt to each parameter.
#pragma once

#include <vector>

#include "elman/kernels/optimizer.h"
#include "elman/optim/optimizer.h"

namespace elman::optim {

struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9;       // how much of the mean of gradients is kept at a step, in [0, 1)
  double beta2 = 0.999;     // how much of the mean of squared gradients is kept, in [0, 1)
  double epsilon = 1e-8;    // added to the root of that mean
  double weight_decay = 0;  // L2 penalty: weight_decay * w joins the gradient
};

// Adam (Kingma & Ba 2015). Its state is exp_avg and exp_avg_sq. Throws UsageError for options out of range.
class Adam : public Optimizer {
 public:
  explicit Adam(std::vector<NamedParameter> parameters, const AdamOptions& options = {});

 protected:
  Adam(std::vector<NamedParameter> parameters, const AdamOptions& options, bool decoupled);

 private:
  void begin_step(double gradient_scale) override;
  void update(std::size_t parameter, system::Range range, const Scalar* gradient, Scalar* value) override;

  kernels::AdamArguments arguments_;
  std::size_t mean_;
  std::size_t mean_of_squares_;
};

struct AdamWOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9;          // as in AdamOptions
  double beta2 = 0.999;        // as in AdamOptions
  double epsilon = 1e-8;       // as in AdamOptions
  double weight_decay = 1e-2;  // each step shrinks parameters by the factor 1 - learning_rate * weight_decay
};

// Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019).
class AdamW : public Adam {
 public:
  explicit AdamW(std::vector<NamedParameter> parameters, const AdamWOptions& options = {});
};

}  // namespace elman::optim
