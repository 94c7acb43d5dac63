#include "elman/autograd/variable.h"

#include <atomic>
#include <utility>

namespace elman {

namespace {

std::uint64_t new_version() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Parameter::Parameter(Tensor value) : owned_(std::make_shared<Owned>()) {
  VariableState& state = owned_->state;
  state.value = std::move(value);
  state.requires_grad = true;
  state.is_parameter = true;
  state.version = new_version();
  state.packed_forms = &owned_->packed_forms;
}

Tensor& Parameter::mutable_value() {
  owned_->state.version = new_version();
  return owned_->state.value;
}

Tensor& Parameter::grad() {
  VariableState& state = owned_->state;
  if (!state.grad.defined()) state.grad = Tensor(state.value.shape());
  return state.grad;
}

const Tensor& Parameter::grad() const { return Parameter(*this).grad(); }

void Parameter::zero_grad() {
  if (owned_->state.grad.defined()) owned_->state.grad.fill(0);
}

}  // namespace elman
