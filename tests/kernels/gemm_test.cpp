#include "elman/kernels/gemm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/kernels/kernel_fixture.h"
#include "tests/kernels/numbers.h"

namespace elman::kernels {
namespace {

using test::aligned;
using test::Numbers;
using test::untouched;

class Gemm : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(Gemm);

// W (n, k) as a product sees it after maps and scales.
std::vector<Scalar> mapped(const PackedShape& shape, const PackSource& source) {
  std::vector<Scalar> w;
  for (int i = 0; i < shape.n; ++i) {
    const int row = source.n_map == nullptr ? i : source.n_map[i];
    for (int j = 0; j < shape.k; ++j) {
      const int column = source.k_map == nullptr ? j : source.k_map[j];
      const bool there = row >= 0 && column >= 0;
      const Scalar scale = source.n_scale == nullptr ? 1 : source.n_scale[i];
      w.push_back(there ? scale * source.w[row * source.row_stride + column * source.column_stride] : 0);
    }
  }
  return w;
}

// Row i of C, computed one number at a time.
std::vector<Scalar> expected_row(const PackedShape& shape, const std::vector<Scalar>& w, const GemmArguments& g,
                                 int i) {
  std::vector<Scalar> row;
  for (int j = 0; j < shape.n; ++j) {
    Scalar sum = g.accumulate ? g.c[i * g.ldc + j] : g.bias != nullptr ? g.bias[j] : 0;
    for (int l = 0; l < shape.k; ++l) sum += g.a[i * g.lda + l] * w[j * shape.k + l];
    row.push_back(sum);
  }
  return row;
}

// A random product of whole numbers; whatever surrounds C must stay as it is.
void check_product(Numbers& numbers, system::ThreadPool& pool, int m, const PackedShape& shape) {
  const int ldw = shape.k + numbers.between(0, 2);
  const std::vector<Scalar> weights = numbers.whole((shape.n + 1) * (ldw + 1));
  const auto n_map = numbers.index(shape.n, shape.n, -1);
  const auto k_map = numbers.index(shape.k, shape.k, -1);
  std::vector<Scalar> scale = numbers.whole(shape.n);
  for (Scalar& s : scale) s /= 2;
  PackSource source = {.w = weights.data(), .row_stride = ldw};
  if (numbers.flip()) source = {.w = weights.data(), .row_stride = 1, .column_stride = shape.n + 1};
  if (numbers.flip()) source.n_map = n_map.data();
  if (numbers.flip()) source.k_map = k_map.data();
  if (numbers.flip()) source.n_scale = scale.data();
  const auto packed = aligned(packed_size(shape));
  pack(pool, shape, source, packed.get());

  GemmArguments g = {.m = m, .lda = shape.k + numbers.between(0, 3), .packed = packed.get()};
  const std::vector<Scalar> a = numbers.whole(m * static_cast<int>(g.lda) + 1);
  const std::vector<Scalar> bias = numbers.whole(shape.n);
  g.a = a.data() + 1;
  if (numbers.flip()) g.bias = bias.data();
  g.accumulate = numbers.flip();
  g.ldc = shape.n + numbers.between(0, 3);
  std::vector<Scalar> c = numbers.whole(m * static_cast<int>(g.ldc) + 1);
  g.c = c.data() + 1;
  std::vector<Scalar> expected = c;
  const std::vector<Scalar> w = mapped(shape, source);
  for (int i = 0; i < m; ++i) {
    const std::vector<Scalar> row = expected_row(shape, w, g, i);
    std::copy(row.begin(), row.end(), expected.begin() + 1 + i * g.ldc);
  }
  gemm(pool, shape, g);
  ASSERT_EQ(c, expected) << m << " x " << shape.n << " x " << shape.k << ", panels of " << shape.vectors;
}

TEST_P(Gemm, AgreesWithATripleLoop) {
  Numbers numbers(1);
  system::ThreadPool pool(1);
  for (int round = 0; round < 300; ++round) {
    const PackedShape shape = {.n = numbers.size(150), .k = numbers.size(40), .vectors = numbers.between(3, 4)};
    ASSERT_NO_FATAL_FAILURE(check_product(numbers, pool, numbers.size(60), shape));
  }
}

TEST_P(Gemm, AgreesWithATripleLoopWhenThreadsShareIt) {
  Numbers numbers(2);
  for (int threads = 2; threads <= 3; ++threads) {
    system::ThreadPool pool(threads);
    ASSERT_NO_FATAL_FAILURE(check_product(numbers, pool, 5, {.n = 700, .k = 160}));  // shared by panels
    ASSERT_NO_FATAL_FAILURE(check_product(numbers, pool, 650, {.n = 21, .k = 60}));  // shared by rows
    ASSERT_NO_FATAL_FAILURE(check_product(numbers, pool, 1, {.n = 1021, .k = 521, .vectors = 3}));
  }
}

// The product of numbers that round, of rows begin .. end.
std::vector<Scalar> rounded_product(system::ThreadPool& pool, const PackedShape& shape, system::Range rows) {
  Numbers numbers(3);
  const auto weights = numbers.real(shape.n * shape.k);
  const auto a = numbers.real(200 * shape.k);
  const auto bias = numbers.real(shape.n);
  const auto packed = aligned(packed_size(shape));
  pack(pool, shape, {.w = weights.data(), .row_stride = shape.k}, packed.get());
  const int m = rows.end - rows.begin;
  std::vector<Scalar> c(static_cast<std::size_t>(m * shape.n));
  gemm(pool, shape,
       {.m = m,
        .a = a.data() + rows.begin * shape.k,
        .lda = shape.k,
        .packed = packed.get(),
        .bias = bias.data(),
        .c = c.data(),
        .ldc = shape.n});
  return c;
}

TEST_P(Gemm, ARowHasTheSameBitsWhateverTheOtherRowsAre) {
  system::ThreadPool pool(1);
  for (const PackedShape shape : {PackedShape{.n = 133, .k = 37}, PackedShape{.n = 250, .k = 11, .vectors = 3}}) {
    const std::vector<Scalar> whole = rounded_product(pool, shape, {0, 61});
    for (int rows = 1; rows <= 13; ++rows) {
      std::vector<Scalar> parts;
      for (int row = 0; row < 61; row += rows) {
        const std::vector<Scalar> part = rounded_product(pool, shape, {row, std::min(61, row + rows)});
        parts.insert(parts.end(), part.begin(), part.end());
      }
      ASSERT_EQ(parts, whole) << rows << " rows at a time";
    }
  }
}

TEST_P(Gemm, ThreadsNeverChangeABit) {
  system::ThreadPool one(1);
  for (const PackedShape shape : {PackedShape{.n = 30, .k = 90}, PackedShape{.n = 900, .k = 15, .vectors = 3}}) {
    const std::vector<Scalar> alone = rounded_product(one, shape, {0, 200});
    for (int threads = 2; threads <= 3; ++threads) {
      system::ThreadPool pool(threads);
      EXPECT_EQ(rounded_product(pool, shape, {0, 200}), alone) << threads << " threads";
    }
  }
}

TEST_P(Gemm, RoundsLikeAPlainSum) {
  system::ThreadPool pool(1);
  const PackedShape shape = {.n = 70, .k = 300};
  Numbers numbers(3);
  const auto weights = numbers.real(shape.n * shape.k);
  const auto a = numbers.real(200 * shape.k);
  const auto bias = numbers.real(shape.n);
  const std::vector<Scalar> c = rounded_product(pool, shape, {0, 7});
  const double tolerance = sizeof(Scalar) == 8 ? 1e-13 : 1e-4;
  for (int i = 0; i < 7; ++i) {
    for (int j = 0; j < shape.n; ++j) {
      double sum = bias[static_cast<std::size_t>(j)];
      for (int l = 0; l < shape.k; ++l) {
        sum += static_cast<double>(a[i * shape.k + l]) * static_cast<double>(weights[j * shape.k + l]);
      }
      ASSERT_NEAR(static_cast<double>(c[static_cast<std::size_t>(i * shape.n + j)]), sum, tolerance);
    }
  }
}

TEST_P(Gemm, RefusesPanelsOfAnUnknownWidth) {
  EXPECT_THROW(packed_size({.n = 5, .k = 5, .vectors = 5}), std::invalid_argument);
}

}  // namespace
}  // namespace elman::kernels
