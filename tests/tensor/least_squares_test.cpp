#include "elman/tensor/least_squares.h"

#include <gtest/gtest.h>

#include <cmath>

#include "elman/random.h"

namespace elman::test {
namespace {

ColumnMatrix random_columns(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Random random(seed);
  ColumnMatrix matrix{.rows = rows, .values = std::vector<double>(rows * columns)};
  for (double& value : matrix.values) value = random.normal();
  return matrix;
}

// A weighted sum of columns.
ColumnMatrix combine(const ColumnMatrix& a, const std::vector<double>& x) {
  ColumnMatrix b{.rows = a.rows, .values = std::vector<double>(a.rows)};
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t r = 0; r < a.rows; ++r) b.values[r] += x[i] * a.column(i)[r];
  }
  return b;
}

TEST(LeastSquares, FindsTheWeightsOfASum) {
  const ColumnMatrix a = random_columns(50, 4, 1);
  const std::vector<double> x{2, -3, 0.5, 0};
  const std::vector<double> found = LeastSquares(a, combine(a, x)).solution();
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(found[i], x[i], 1e-8);
}

TEST(LeastSquares, LeavesAResidualThatIsOrthogonalToTheColumns) {
  const ColumnMatrix a = random_columns(40, 5, 2);
  const ColumnMatrix b = random_columns(40, 2, 3);
  const LeastSquares solved(a, b);
  for (const std::size_t columns : {1U, 3U, 5U}) {
    const std::vector<double> x = solved.solution(columns);
    ASSERT_EQ(x.size(), 2 * columns);
    for (std::size_t t = 0; t < 2; ++t) {
      for (std::size_t i = 0; i < columns; ++i) {
        double product = 0;
        for (std::size_t r = 0; r < a.rows; ++r) {
          double rest = b.column(t)[r];
          for (std::size_t k = 0; k < columns; ++k) rest -= x[t * columns + k] * a.column(k)[r];
          product += rest * a.column(i)[r];
        }
        EXPECT_NEAR(product, 0, 1e-7) << columns << " columns";
      }
    }
  }
}

TEST(LeastSquares, EqualColumnsShareTheWeight) {
  ColumnMatrix a = random_columns(30, 1, 4);
  const std::vector<double> once = a.values;
  a.values.insert(a.values.end(), once.begin(), once.end());
  const std::vector<double> x = LeastSquares(a, combine(a, {1, 1})).solution();
  EXPECT_NEAR(x[0], 1, 1e-3);
  EXPECT_NEAR(x[1], 1, 1e-3);
}

TEST(ChooseColumns, TakesThoseOfTheSumTheMostImportantFirst) {
  const ColumnMatrix a = random_columns(200, 20, 5);
  std::vector<double> x(20);
  x[7] = 5;
  x[3] = -2;
  x[11] = 0.5;
  const std::vector<ChosenColumn> chosen = choose_columns(a, combine(a, x), 3);
  ASSERT_EQ(chosen.size(), 3U);
  EXPECT_EQ(chosen[0].column, 7U);
  EXPECT_EQ(chosen[1].column, 3U);
  EXPECT_EQ(chosen[2].column, 11U);
  double explained = 0;
  for (const ChosenColumn& one : chosen) explained += one.explained;
  EXPECT_NEAR(explained, 1, 1e-9);
}

TEST(ChooseColumns, StopsWhereNothingIsIndependent) {
  ColumnMatrix a = random_columns(30, 2, 6);
  const ColumnMatrix sum = combine(a, {1, 2});
  a.values.insert(a.values.end(), sum.values.begin(), sum.values.end());
  EXPECT_EQ(choose_columns(a, random_columns(30, 1, 7), 3).size(), 2U);
}

}  // namespace
}  // namespace elman::test
