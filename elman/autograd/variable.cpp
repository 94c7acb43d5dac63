#include "elman/autograd/variable.h"

#include <atomic>
#include <utility>

#include "elman/autograd/kept_forms.h"

namespace elman {

namespace {

struct Owned {
  VariableState state;
  KeptForms forms;
};

std::uint64_t new_version() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Parameter::Parameter(Tensor value) {
  const auto owned = std::make_shared<Owned>();
  state_ = {owned, &owned->state};
  state_->value = std::move(value);
  state_->requires_grad = true;
  state_->is_parameter = true;
  state_->version = new_version();
  state_->forms = &owned->forms;
}

Tensor& Parameter::mutable_value() {
  state_->version = new_version();
  return state_->value;
}

Tensor& Parameter::grad() {
  if (!state_->grad.defined()) state_->grad = Tensor(state_->value.shape());
  return state_->grad;
}

const Tensor& Parameter::grad() const { return Parameter(*this).grad(); }

void Parameter::zero_grad() {
  if (state_->grad.defined()) state_->grad.fill(0);
}

}  // namespace elman
