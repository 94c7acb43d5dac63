// Least squares in double.
#pragma once

#include <cstddef>
#include <vector>

namespace elman {

// Columns of equal length, one after the other.
struct ColumnMatrix {
  std::size_t rows = 0;
  std::vector<double> values = {};  // (columns, rows)

  std::size_t columns() const { return rows == 0 ? 0 : values.size() / rows; }
  double* column(std::size_t index) { return values.data() + index * rows; }
  const double* column(std::size_t index) const { return values.data() + index * rows; }
};

// min |A x - b|^2 + |1e-5 D x|^2, D the norms of A's columns: what they share to the fifth digit is not blown up. By
// QR, so that the solutions for A's first 1, 2, ... columns come at no cost.
class LeastSquares {
 public:
  LeastSquares(const ColumnMatrix& a, const ColumnMatrix& b);
  // (b's columns, first_columns): for the first columns of A alone.
  std::vector<double> solution(std::size_t first_columns) const;
  std::vector<double> solution() const { return solution(a_.columns()); }

 private:
  ColumnMatrix a_;
  ColumnMatrix b_;
};

// A column of the candidates, and the share of the targets that it explains beyond those chosen before it.
struct ChosenColumn {
  std::size_t column = 0;
  double explained = 0;
};
// Forward orthogonal least squares (Billings 2013): up to `most` columns, in the order of choice.
std::vector<ChosenColumn> choose_columns(ColumnMatrix candidates, const ColumnMatrix& targets, std::size_t most);

}  // namespace elman
