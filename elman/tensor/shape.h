// The sizes of a tensor.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace elman {

// Up to four sizes, outermost first. A default shape has rank 0 and one element.
class Shape {
 public:
  static constexpr int max_rank = 4;

  Shape() = default;
  // Throws UsageError for more than max_rank sizes, a negative size, or more than 2^40 elements.
  Shape(std::initializer_list<std::int64_t> sizes);
  Shape(const std::int64_t* sizes, int rank);

  int rank() const { return rank_; }
  // Size of a dimension; negative ones count from the end. Throws UsageError if there is none.
  std::int64_t operator[](int dimension) const;
  std::int64_t elements() const;
  // The last size (1 at rank 0), and the product of all others: the tensor seen as (rows, columns).
  std::int64_t columns() const { return rank_ == 0 ? 1 : sizes_[rank_ - 1]; }
  std::int64_t rows() const { return rank_ == 0 ? 1 : leading_elements(); }
  // This shape with its last size replaced.
  Shape with_columns(std::int64_t columns) const;

  bool operator==(const Shape& other) const = default;
  std::string to_string() const;  // "(2, 3)"

 private:
  std::int64_t leading_elements() const;
  std::array<std::int64_t, max_rank> sizes_{};
  int rank_ = 0;
};

}  // namespace elman
