#include "elman/model/state.h"

#include <algorithm>
#include <utility>

#include "elman/tensor/rows.h"

namespace elman::model {

namespace {

// Storage for `size` scalars that grows by half at least, so that steps appended one by one are copied seldom.
void reserve(Tensor& storage, std::int64_t size) {
  if (storage.size() >= size) return;
  Tensor larger(Shape{std::max(size, storage.size() + storage.size() / 2)});
  std::copy_n(std::as_const(storage).data(), storage.size(), larger.data());
  storage = std::move(larger);
}

}  // namespace

std::size_t State::add(std::string name, int batch_axis, const Shape& shape) {
  parts_.push_back({std::move(name), batch_axis, shape, Tensor(Shape{shape.elements()})});
  return parts_.size() - 1;
}

std::size_t State::add(std::string name, int batch_axis, Variable value) {
  const std::size_t part = add(std::move(name), batch_axis, value.shape());
  set(part, value);
  return part;
}

Variable State::on(Tape& tape, std::size_t part) const { return tape.constant(tensor(part)); }

Tensor State::tensor(std::size_t part) const {
  Tensor storage = parts_[part].storage;  // a handle
  return Tensor::borrow(parts_[part].shape, storage.data());
}

void State::set(std::size_t part, Variable value) {
  Part& changed = parts_[part];
  changed.shape = value.shape();
  reserve(changed.storage, value.value().size());
  std::copy_n(value.data(), value.value().size(), changed.storage.data());
}

Tensor State::grow(std::size_t part) {
  Part& grown = parts_[part];
  grown.shape = Shape{grown.shape[0] + 1, grown.shape[1], grown.shape[2]};
  reserve(grown.storage, grown.shape.elements());
  return tensor(part);
}

void State::reorder(std::span<const std::int32_t> from) {
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const Tensor chosen = choose_along(tensor(part), parts_[part].batch_axis, from);
    parts_[part].shape = chosen.shape();
    parts_[part].storage = chosen.reshape(Shape{chosen.shape().elements()});
  }
}

}  // namespace elman::model
