// Contiguous scalars with a shape.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>

#include "elman/scalar.h"
#include "elman/tensor/shape.h"

namespace elman {

// A handle to contiguous row-major storage, aligned to 64 bytes if the tensor owns it. Copies share the storage;
// clone() makes one of its own. A tensor made with borrow() does not keep its memory alive.
class Tensor {
 public:
  Tensor() = default;                                          // no storage
  explicit Tensor(const Shape& shape);                         // zeros
  Tensor(const Shape& shape, std::span<const Scalar> values);  // throws UsageError unless the counts agree
  Tensor(const Shape& shape, std::initializer_list<Scalar> values);
  static Tensor full(const Shape& shape, Scalar value);
  static Tensor borrow(const Shape& shape, Scalar* data);

  bool defined() const { return data_ != nullptr; }
  const Shape& shape() const { return shape_; }
  std::int64_t size() const { return defined() ? shape_.elements() : 0; }
  Scalar* data() { return data_; }
  const Scalar* data() const { return data_; }
  std::span<Scalar> span() { return {data_, static_cast<std::size_t>(size())}; }
  std::span<const Scalar> span() const { return {data_, static_cast<std::size_t>(size())}; }
  Scalar& operator[](std::int64_t index) { return data_[index]; }
  Scalar operator[](std::int64_t index) const { return data_[index]; }
  // The only element. Throws UsageError unless there is exactly one.
  Scalar item() const;

  Tensor clone() const;
  void fill(Scalar value);
  // Copies the values of a tensor of the same shape; throws UsageError for another one.
  void copy_from(const Tensor& other);
  // The same storage under another shape; throws UsageError unless it has as many elements.
  Tensor reshape(const Shape& shape) const;
  bool owns() const { return owner_ != nullptr; }

 private:
  Shape shape_;
  Scalar* data_ = nullptr;
  std::shared_ptr<Scalar> owner_;
};

}  // namespace elman
