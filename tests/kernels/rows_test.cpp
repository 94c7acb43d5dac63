#include "elman/kernels/rows.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using test::tolerance;

constexpr std::size_t longest = 70;  // past four vectors of the widest target, with every tail

class Rows : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(Rows);

TEST_P(Rows, AreGatheredAndScatteredByIndex) {
  const std::vector<std::int32_t> index{2, 0, 2};
  for (std::size_t n = 0; n <= longest; ++n) {
    const std::vector<Scalar> x = random(3 * n);
    const std::vector<Scalar> before = random(3 * n);
    std::vector<Scalar> gathered(3 * n), scattered = before;
    kernels::gather_rows(3, n, x.data(), index.data(), gathered.data());
    kernels::scatter_add_rows(3, n, x.data(), index.data(), scattered.data());
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(gathered[i * n + j], x[static_cast<std::size_t>(index[i]) * n + j]);
      EXPECT_EQ(scattered[j], before[j] + x[n + j]);
      EXPECT_EQ(scattered[n + j], before[n + j]);
      EXPECT_EQ(scattered[2 * n + j], before[2 * n + j] + x[j] + x[2 * n + j]);
    }
  }
}

TEST_P(Rows, AnIndexOfMinusOneGathersZerosAndScattersNothing) {
  const std::vector<Scalar> x{1, 2, 3, 4};
  const std::vector<std::int32_t> index{-1, 1};
  std::vector<Scalar> gathered(4, 9), scattered(4, 9);
  kernels::gather_rows(2, 2, x.data(), index.data(), gathered.data());
  kernels::scatter_add_rows(2, 2, x.data(), index.data(), scattered.data());
  EXPECT_EQ(gathered, (std::vector<Scalar>{0, 0, 3, 4}));
  EXPECT_EQ(scattered, (std::vector<Scalar>{9, 9, 12, 13}));
}

TEST_P(Rows, SlicesAreGatheredInEachBlock) {
  const std::vector<Scalar> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  // (2, 3, 2)
  const std::vector<std::int32_t> index{2, 2, 0, 1};
  std::vector<Scalar> y(16);
  kernels::gather_slices(2, 3, 2, x.data(), 4, index.data(), y.data());
  EXPECT_EQ(y, (std::vector<Scalar>{5, 6, 5, 6, 1, 2, 3, 4, 11, 12, 11, 12, 7, 8, 9, 10}));
}

TEST_P(Rows, BlocksLeaveWhatIsBesideThemAlone) {
  for (std::size_t n = 0; n <= longest; ++n) {
    const std::size_t x_stride = n + 2;
    const std::size_t y_stride = n + 3;
    const std::vector<Scalar> x = random(2 * x_stride);
    const std::vector<Scalar> before = random(2 * y_stride);
    std::vector<Scalar> copied = before, added = before;
    const auto signed_stride = [](std::size_t stride) { return static_cast<std::ptrdiff_t>(stride); };
    kernels::copy_block(2, n, x.data(), signed_stride(x_stride), copied.data(), signed_stride(y_stride));
    kernels::add_block(2, n, x.data(), signed_stride(x_stride), added.data(), signed_stride(y_stride));
    for (std::size_t r = 0; r < 2; ++r) {
      for (std::size_t j = 0; j < y_stride; ++j) {
        const std::size_t at = r * y_stride + j;
        EXPECT_EQ(copied[at], j < n ? x[r * x_stride + j] : before[at]);
        EXPECT_EQ(added[at], j < n ? before[at] + x[r * x_stride + j] : before[at]);
      }
    }
  }
}

TEST_P(Rows, LeadingDimensionsAreSwapped) {
  const std::vector<Scalar> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  // (2, 3, 2)
  const std::vector<Scalar> swapped{1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12};
  std::vector<Scalar> y(12);
  kernels::swap_leading(2, 3, 2, x.data(), y.data());
  EXPECT_EQ(y, swapped);
  kernels::add_swapped_leading(2, 3, 2, x.data(), y.data());
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(y[i], 2 * swapped[i]);
}

TEST_P(Rows, ThatAreNotKeptBecomeZero) {
  std::vector<Scalar> y{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<std::int32_t> kept{1, 3};
  kernels::clear_other_rows(4, 2, 2, kept.data(), y.data());
  EXPECT_EQ(y, (std::vector<Scalar>{0, 0, 3, 4, 0, 0, 7, 8}));
}

TEST_P(Rows, ColumnsAreFilledInEveryRow) {
  std::vector<Scalar> y{1, 2, 3, 4, 5, 6};
  const std::vector<std::int32_t> columns{2, 0};
  kernels::fill_columns(2, 3, 2, columns.data(), 9, y.data());
  EXPECT_EQ(y, (std::vector<Scalar>{9, 2, 9, 9, 5, 9}));
}

TEST_P(Rows, ColumnSumsLeaveTheGapBetweenRowsAlone) {
  for (int n = 0; n <= static_cast<int>(longest); ++n) {
    const int rows = between(0, 5);
    const int stride = n + between(0, 3);
    const auto width = static_cast<std::size_t>(n);
    // The last row ends with its last column: nothing may be read behind it.
    const std::vector<Scalar> dy = random(rows == 0 ? 0 : static_cast<std::size_t>((rows - 1) * stride + n));
    const std::vector<Scalar> before = random(width);
    std::vector<Scalar> sums = before;
    kernels::add_column_sums(rows, n, dy.data(), stride, sums.data());
    for (std::size_t j = 0; j < width; ++j) {
      double expected = before[j];
      for (int r = 0; r < rows; ++r) expected += dy[static_cast<std::size_t>(r * stride) + j];
      EXPECT_NEAR(sums[j], expected, tolerance(1e-6, 1e-15));
    }
  }
}

}  // namespace
}  // namespace elman
