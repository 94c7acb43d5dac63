#include "elman/autograd/kept_forms.h"

#include <algorithm>
#include <utility>

namespace elman {

KeptForms::Form::Form(const FormKey& form_key, std::unique_ptr<Form> form_next)
    : key(form_key), next(std::move(form_next)), values(Shape{static_cast<std::int64_t>(form_key.scalars)}) {}

KeptForms::Form* KeptForms::find(Form* first, const FormKey& key) {
  Form* form = first;
  while (form != nullptr && form->key != key) form = form->next.get();
  return form;
}

KeptForms::Form& KeptForms::find_or_add(const FormKey& key) {
  if (Form* form = find(first_.load(std::memory_order_acquire), key)) return *form;
  const std::lock_guard<std::mutex> lock(adding_);
  if (Form* form = find(owner_.get(), key)) return *form;
  owner_ = std::make_unique<Form>(key, std::move(owner_));
  first_.store(owner_.get(), std::memory_order_release);
  return *owner_;
}

std::uint64_t newest_version(const VariableState& parameter, const FormKey& key) {
  std::uint64_t newest = parameter.version;
  for (const VariableState* other : key.others) {
    if (other != nullptr) newest = std::max(newest, other->version);
  }
  return newest;
}

}  // namespace elman
