#include "elman/tensor/shape.h"

#include "elman/error.h"

namespace elman {

namespace {
constexpr std::int64_t max_elements = std::int64_t{1} << 40;
}

Shape::Shape(std::initializer_list<std::int64_t> sizes) : Shape(sizes.begin(), static_cast<int>(sizes.size())) {}

Shape::Shape(const std::int64_t* sizes, int rank) : rank_(rank) {
  if (rank < 0 || rank > max_rank) {
    throw UsageError("shape: " + std::to_string(rank) + " dimensions, at most " + std::to_string(max_rank) +
                     " are supported");
  }
  std::int64_t total = 1;
  for (int d = 0; d < rank; ++d) {
    if (sizes[d] < 0) throw UsageError("shape: size " + std::to_string(sizes[d]) + " is negative");
    if (sizes[d] > 0 && total > max_elements / sizes[d]) throw UsageError("shape: more than 2^40 elements");
    total *= sizes[d];
    sizes_[static_cast<std::size_t>(d)] = sizes[d];
  }
}

std::int64_t Shape::operator[](int dimension) const {
  const int d = dimension < 0 ? dimension + rank_ : dimension;
  if (d < 0 || d >= rank_) {
    throw UsageError("shape " + to_string() + " has no dimension " + std::to_string(dimension));
  }
  return sizes_[static_cast<std::size_t>(d)];
}

std::int64_t Shape::elements() const { return rows() * columns(); }

std::int64_t Shape::leading_elements() const {
  std::int64_t product = 1;
  for (int d = 0; d + 1 < rank_; ++d) product *= sizes_[static_cast<std::size_t>(d)];
  return product;
}

Shape Shape::with_columns(std::int64_t columns) const {
  if (rank_ == 0) return Shape{columns};
  std::array<std::int64_t, max_rank> sizes = sizes_;
  sizes[static_cast<std::size_t>(rank_ - 1)] = columns;
  return Shape(sizes.data(), rank_);
}

std::string Shape::to_string() const {
  std::string text = "(";
  for (int d = 0; d < rank_; ++d) {
    if (d > 0) text += ", ";
    text += std::to_string(sizes_[static_cast<std::size_t>(d)]);
  }
  return text + ")";
}

}  // namespace elman
