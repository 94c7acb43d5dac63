#include "elman/tensor/least_squares.h"

#include <algorithm>
#include <cmath>

#include "elman/kernels/least_squares.h"

namespace elman {

namespace {

constexpr double ridge = 1e-5;  // of a column's norm

// With a row below for each column of A.
ColumnMatrix extended(const ColumnMatrix& matrix, std::size_t more_rows) {
  ColumnMatrix longer{.rows = matrix.rows + more_rows, .values = {}};
  longer.values.resize(longer.rows * matrix.columns());
  for (std::size_t i = 0; i < matrix.columns(); ++i) {
    std::copy_n(matrix.column(i), matrix.rows, longer.column(i));
  }
  return longer;
}

}  // namespace

LeastSquares::LeastSquares(const ColumnMatrix& a, const ColumnMatrix& b)
    : a_(extended(a, a.columns())), b_(extended(b, a.columns())) {
  for (std::size_t i = 0; i < a.columns(); ++i) {
    double norm = 0;
    for (std::size_t r = 0; r < a.rows; ++r) norm += a.column(i)[r] * a.column(i)[r];
    a_.column(i)[a.rows + i] = ridge * std::sqrt(norm);
  }
  kernels::householder(a_.rows, a_.columns(), a_.values.data(), b_.columns(), b_.values.data());
}

std::vector<double> LeastSquares::solution(std::size_t first_columns) const {
  std::vector<double> x(first_columns * b_.columns());
  kernels::solve_triangle(a_.rows, first_columns, a_.values.data(), b_.columns(), b_.values.data(), x.data());
  return x;
}

std::vector<ChosenColumn> choose_columns(ColumnMatrix candidates, const ColumnMatrix& targets, std::size_t most) {
  most = std::min(most, candidates.columns());
  std::vector<std::size_t> chosen(most);
  std::vector<double> explained(most);
  std::vector<double> norms(candidates.columns());
  const std::size_t count =
      kernels::choose_orthogonal(candidates.rows, candidates.columns(), candidates.values.data(), targets.columns(),
                                 targets.values.data(), most, chosen.data(), explained.data(), norms.data());
  std::vector<ChosenColumn> columns;
  for (std::size_t i = 0; i < count; ++i) columns.push_back({chosen[i], explained[i]});
  return columns;
}

}  // namespace elman
