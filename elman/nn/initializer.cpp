#include "elman/nn/initializer.h"

namespace elman::nn {

Tensor Initializer::uniform(const Shape& shape, Scalar bound) const {
  if (!storage_) return Tensor::borrow(shape, nullptr);
  Tensor tensor(shape);
  if (random_ == nullptr) return tensor;
  for (Scalar& value : tensor.span()) value = static_cast<Scalar>(random_->uniform(-bound, bound));
  return tensor;
}

Tensor Initializer::normal(const Shape& shape, Scalar deviation) const {
  if (!storage_) return Tensor::borrow(shape, nullptr);
  Tensor tensor(shape);
  if (random_ == nullptr) return tensor;
  for (Scalar& value : tensor.span()) value = deviation * static_cast<Scalar>(random_->normal());
  return tensor;
}

Tensor Initializer::constant(const Shape& shape, Scalar value) const {
  return storage_ ? Tensor::full(shape, value) : Tensor::borrow(shape, nullptr);
}

}  // namespace elman::nn
