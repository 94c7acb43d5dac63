#include "elman/tensor/tensor.h"

#include <algorithm>
#include <new>

#include "elman/error.h"
#include "elman/kernels/pointwise.h"

namespace elman {

namespace {

constexpr std::align_val_t alignment{64};

std::shared_ptr<Scalar> allocate(std::int64_t elements) {
  const std::size_t bytes = static_cast<std::size_t>(std::max<std::int64_t>(elements, 1)) * sizeof(Scalar);
  auto* memory = static_cast<Scalar*>(::operator new(bytes, alignment));
  return {memory, [](Scalar* p) { ::operator delete(p, alignment); }};
}

}  // namespace

Tensor::Tensor(const Shape& shape) : shape_(shape), owner_(allocate(shape.elements())) {
  data_ = owner_.get();
  fill(0);
}

Tensor::Tensor(const Shape& shape, std::span<const Scalar> values) : shape_(shape) {
  if (static_cast<std::int64_t>(values.size()) != shape.elements()) {
    throw UsageError("tensor: " + std::to_string(values.size()) + " values for shape " + shape.to_string());
  }
  owner_ = allocate(shape.elements());
  data_ = owner_.get();
  std::copy(values.begin(), values.end(), data_);
}

Tensor::Tensor(const Shape& shape, std::initializer_list<Scalar> values)
    : Tensor(shape, std::span<const Scalar>(values.begin(), values.size())) {}

Tensor Tensor::full(const Shape& shape, Scalar value) {
  Tensor tensor(shape);
  tensor.fill(value);
  return tensor;
}

Tensor Tensor::borrow(const Shape& shape, Scalar* data) {
  Tensor tensor;
  tensor.shape_ = shape;
  tensor.data_ = data;
  return tensor;
}

Scalar Tensor::item() const {
  if (size() != 1) throw UsageError("tensor: item() of shape " + shape_.to_string() + ", expected one element");
  return data_[0];
}

Tensor Tensor::clone() const { return defined() ? Tensor(shape_, span()) : Tensor(); }

void Tensor::fill(Scalar value) { kernels::fill(static_cast<std::size_t>(size()), value, data_); }

void Tensor::copy_from(const Tensor& other) {
  if (other.shape_ != shape_) {
    throw UsageError("tensor: cannot copy shape " + other.shape_.to_string() + " into " + shape_.to_string());
  }
  std::copy_n(other.data_, other.size(), data_);
}

Tensor Tensor::reshape(const Shape& shape) const {
  if (shape.elements() != shape_.elements()) {
    throw UsageError("tensor: cannot reshape " + shape_.to_string() + " to " + shape.to_string());
  }
  Tensor tensor = *this;
  tensor.shape_ = shape;
  return tensor;
}

}  // namespace elman
