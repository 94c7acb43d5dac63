#include "elman/optim/adam.h"

#include <cmath>
#include <string>
#include <utility>

#include "elman/error.h"

namespace elman::optim {

namespace {

void require(bool good, const char* what, double found) {
  if (!good) throw UsageError(std::string("adam: ") + what + ", found " + std::to_string(found));
}

// From the rounded beta, which is the one that the kernel computes with.
Scalar correction(Scalar beta, std::int64_t steps) {
  return static_cast<Scalar>(1 - std::pow(static_cast<double>(beta), static_cast<double>(steps)));
}

}  // namespace

Adam::Adam(std::vector<NamedParameter> parameters, const AdamOptions& options)
    : Adam(std::move(parameters), options, false) {}

Adam::Adam(std::vector<NamedParameter> parameters, const AdamOptions& options, bool decoupled)
    : Optimizer(std::move(parameters), options.learning_rate) {
  require(options.beta1 >= 0 && options.beta1 < 1, "beta1 must be in [0, 1)", options.beta1);
  require(options.beta2 >= 0 && options.beta2 < 1, "beta2 must be in [0, 1)", options.beta2);
  require(options.epsilon >= 0, "epsilon must be 0 or more", options.epsilon);
  require(options.weight_decay >= 0, "weight_decay must be 0 or more", options.weight_decay);
  arguments_.beta1 = static_cast<Scalar>(options.beta1);
  arguments_.beta2 = static_cast<Scalar>(options.beta2);
  arguments_.epsilon = static_cast<Scalar>(options.epsilon);
  arguments_.weight_decay = static_cast<Scalar>(options.weight_decay);
  arguments_.decoupled = decoupled;
  mean_ = add_state("exp_avg");
  mean_of_squares_ = add_state("exp_avg_sq");
}

void Adam::begin_step(double gradient_scale) {
  arguments_.learning_rate = static_cast<Scalar>(learning_rate());
  arguments_.correction1 = correction(arguments_.beta1, step_count());
  arguments_.correction2 = correction(arguments_.beta2, step_count());
  arguments_.gradient_scale = static_cast<Scalar>(gradient_scale);
}

void Adam::update(std::size_t parameter, system::Range range, const Scalar* gradient, Scalar* value) {
  kernels::adam(static_cast<std::size_t>(range.end - range.begin), arguments_, gradient,
                state_tensor(mean_, parameter) + range.begin, state_tensor(mean_of_squares_, parameter) + range.begin,
                value);
}

AdamW::AdamW(std::vector<NamedParameter> parameters, const AdamWOptions& options)
    : Adam(std::move(parameters),
           {options.learning_rate, options.beta1, options.beta2, options.epsilon, options.weight_decay}, true) {}

}  // namespace elman::optim
