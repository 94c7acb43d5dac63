#include "elman/optim/sgd.h"

#include <string>
#include <utility>

#include "elman/error.h"

namespace elman::optim {

SGD::SGD(std::vector<NamedParameter> parameters, const SGDOptions& options)
    : Optimizer(std::move(parameters), options.learning_rate) {
  if (!(options.momentum >= 0)) {
    throw UsageError("sgd: momentum must be 0 or more, found " + std::to_string(options.momentum));
  }
  if (!(options.weight_decay >= 0)) {
    throw UsageError("sgd: weight_decay must be 0 or more, found " + std::to_string(options.weight_decay));
  }
  if (options.nesterov && (options.momentum == 0 || options.dampening != 0)) {
    throw UsageError("sgd: nesterov needs momentum and no dampening");
  }
  arguments_.momentum = static_cast<Scalar>(options.momentum);
  arguments_.dampening = static_cast<Scalar>(options.dampening);
  arguments_.weight_decay = static_cast<Scalar>(options.weight_decay);
  arguments_.nesterov = options.nesterov;
  if (options.momentum != 0) velocity_ = add_state("momentum_buffer");
}

void SGD::begin_step(double gradient_scale) {
  arguments_.learning_rate = static_cast<Scalar>(learning_rate());
  arguments_.first_step = step_count() == 1;
  arguments_.gradient_scale = static_cast<Scalar>(gradient_scale);
}

void SGD::update(std::size_t parameter, system::Range range, const Scalar* gradient, Scalar* value) {
  Scalar* velocity = arguments_.momentum != 0 ? state_tensor(velocity_, parameter) + range.begin : nullptr;
  kernels::sgd(static_cast<std::size_t>(range.end - range.begin), arguments_, gradient, velocity, value);
}

}  // namespace elman::optim
