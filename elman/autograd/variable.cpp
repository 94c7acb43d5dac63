#include "elman/autograd/variable.h"

#include <utility>

namespace elman {

Parameter::Parameter(Tensor value) : owned_(std::make_shared<Owned>()) {
  VariableState& state = owned_->state;
  state.grad = Tensor(value.shape());
  state.value = std::move(value);
  state.requires_grad = true;
  state.is_parameter = true;
  state.packed_forms = &owned_->packed_forms;
}

Tensor& Parameter::mutable_value() {
  ++owned_->state.version;
  return owned_->state.value;
}

void Parameter::zero_grad() { owned_->state.grad.fill(0); }

}  // namespace elman
