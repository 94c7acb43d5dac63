#include "elman/kernels/gemm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "elman/kernels/target.h"

namespace elman::kernels {
namespace {

constexpr Scalar untouched = 12345;

struct Free {
  void operator()(Scalar* p) const { std::free(p); }
};

// Exactly `size` scalars at an address that 64 divides, so that a sanitizer sees the first one past the end.
std::unique_ptr<Scalar[], Free> aligned(std::size_t size) {
  void* p = nullptr;
  if (posix_memalign(&p, 64, size * sizeof(Scalar) + 1) != 0) throw std::bad_alloc();
  std::fill_n(static_cast<Scalar*>(p), size, untouched);
  return std::unique_ptr<Scalar[], Free>(static_cast<Scalar*>(p));
}

class Numbers {
 public:
  explicit Numbers(unsigned seed) : engine_(seed) {}

  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
  bool flip() { return between(0, 1) == 1; }
  // 0 and 1 now and then.
  int size(int high) { return between(0, 9) == 0 ? between(0, 1) : between(1, high); }

  // Small whole numbers: every sum of products of them is exact, in whatever order.
  std::vector<Scalar> whole(int count) {
    std::vector<Scalar> v(static_cast<std::size_t>(count));
    for (Scalar& x : v) x = static_cast<Scalar>(between(-3, 3));
    return v;
  }
  std::vector<Scalar> real(int count) {
    std::vector<Scalar> v(static_cast<std::size_t>(count));
    for (Scalar& x : v) x = std::uniform_real_distribution<Scalar>(-1, 1)(engine_);
    return v;
  }
  // `count` entries of -1 .. below, or of 0 .. below.
  std::vector<std::int32_t> index(int count, int below, int lowest) {
    std::vector<std::int32_t> v(static_cast<std::size_t>(count));
    for (std::int32_t& i : v) i = between(below == 0 ? -1 : lowest, below - 1);
    return v;
  }

 private:
  std::mt19937 engine_;
};

class EachTarget : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    before_ = target_name();
    use_target(GetParam());
  }
  void TearDown() override { use_target(before_); }

 private:
  std::string before_;
};

class Gemm : public EachTarget {};
class Outer : public EachTarget {};
const auto target_parameter = [](const auto& parameter) { return parameter.param; };
INSTANTIATE_TEST_SUITE_P(Target, Gemm, ::testing::ValuesIn(available_targets()), target_parameter);
INSTANTIATE_TEST_SUITE_P(Target, Outer, ::testing::ValuesIn(available_targets()), target_parameter);

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

TEST_P(Gemm, ARowHasTheSameBitsWhateverStandsBesideIt) {
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

// A weight gradient and the memory it is computed from.
struct OuterProblem {
  std::vector<Scalar> a, x, c;
  std::vector<std::int32_t> a_index, n_map, x_index;
  OuterArguments arguments;

  OuterProblem(Numbers& numbers, int rows, int n, int k, bool round) {
    const int lda = n + numbers.between(0, 3);
    const int ldx = k + numbers.between(0, 3);
    const int ldc = k + numbers.between(0, 3);
    const int stored = rows + 3;
    a = round ? numbers.real(stored * lda + 1) : numbers.whole(stored * lda + 1);
    x = round ? numbers.real(stored * ldx + 1) : numbers.whole(stored * ldx + 1);
    c = round ? numbers.real(2 * n * ldc + 1) : numbers.whole(2 * n * ldc + 1);
    a_index = numbers.index(rows, stored, 0);
    x_index = numbers.index(rows, stored, 0);
    // Every second row of C, the order reversed, some left out.
    for (int i = 0; i < n; ++i) n_map.push_back(numbers.between(0, 3) == 0 ? -1 : 2 * (n - 1 - i));
    arguments = {.rows = rows,
                 .n = n,
                 .k = k,
                 .a = a.data() + 1,
                 .lda = lda,
                 .x = x.data() + 1,
                 .ldx = ldx,
                 .c = c.data() + 1,
                 .ldc = ldc};
    if (numbers.flip()) arguments.a_index = a_index.data();
    if (numbers.flip()) arguments.x_index = x_index.data();
    if (numbers.flip()) arguments.n_map = n_map.data();
  }

  // C after the columns `n` of A and `k` of X were added.
  std::vector<Scalar> run(system::ThreadPool& pool, system::Range n, system::Range k) const {
    std::vector<Scalar> result = c;
    OuterArguments o = arguments;
    o.n = n.end - n.begin;
    o.k = k.end - k.begin;
    const auto scratch = aligned(outer_scratch_size(pool, o.rows, o.n, o.k));
    o.scratch = scratch.get();
    o.a += n.begin;
    o.x += k.begin;
    o.c = result.data() + 1 + (o.n_map == nullptr ? n.begin * o.ldc : 0) + k.begin;
    if (o.n_map != nullptr) o.n_map += n.begin;
    outer(pool, o);
    return result;
  }
  std::vector<Scalar> run(system::ThreadPool& pool) const { return run(pool, {0, arguments.n}, {0, arguments.k}); }

  std::vector<Scalar> expected() const {
    std::vector<Scalar> result = c;
    const OuterArguments& o = arguments;
    for (int i = 0; i < o.n; ++i) {
      const int to = o.n_map == nullptr ? i : o.n_map[i];
      if (to < 0) continue;
      for (int j = 0; j < o.k; ++j) {
        Scalar& sum = result[static_cast<std::size_t>(1 + to * o.ldc + j)];
        for (int r = 0; r < o.rows; ++r) {
          sum += o.a[(o.a_index == nullptr ? r : o.a_index[r]) * o.lda + i] *
                 o.x[(o.x_index == nullptr ? r : o.x_index[r]) * o.ldx + j];
        }
      }
    }
    return result;
  }
};

TEST_P(Outer, AgreesWithATripleLoop) {
  Numbers numbers(4);
  system::ThreadPool pool(1);
  for (int round = 0; round < 200; ++round) {
    const int rows = numbers.size(60);
    const int n = numbers.size(150);
    const int k = numbers.size(150);
    const OuterProblem problem(numbers, rows, n, k, false);
    ASSERT_EQ(problem.run(pool), problem.expected()) << rows << " rows, " << n << " x " << k;
  }
}

TEST_P(Outer, AgreesWithATripleLoopWhenThreadsShareIt) {
  Numbers numbers(5);
  for (int threads = 2; threads <= 3; ++threads) {
    system::ThreadPool pool(threads);
    for (int round = 0; round < 4; ++round) {
      const OuterProblem tall(numbers, 850, 90, 20, false);
      ASSERT_EQ(tall.run(pool), tall.expected());
      const OuterProblem wide(numbers, 450, 10, 210, false);
      ASSERT_EQ(wide.run(pool), wide.expected());
    }
  }
}

TEST_P(Outer, ThreadsNeverChangeABit) {
  Numbers numbers(6);
  system::ThreadPool one(1);
  for (int threads = 2; threads <= 3; ++threads) {
    system::ThreadPool pool(threads);
    const OuterProblem tall(numbers, 930, 70, 33, true);
    EXPECT_EQ(tall.run(pool), tall.run(one));
    const OuterProblem wide(numbers, 410, 10, 170, true);
    EXPECT_EQ(wide.run(pool), wide.run(one));
  }
}

TEST_P(Outer, AnElementHasTheSameBitsWhateverStandsBesideIt) {
  Numbers numbers(7);
  system::ThreadPool pool(1);
  for (int round = 0; round < 6; ++round) {
    const OuterProblem problem(numbers, 930, 43, 71, true);
    const std::vector<Scalar> whole = problem.run(pool);
    const system::Range n = {numbers.between(0, 20), numbers.between(20, 43)};
    const system::Range k = {numbers.between(0, 35), numbers.between(35, 71)};
    const std::vector<Scalar> part = problem.run(pool, n, k);
    std::vector<Scalar> expected = problem.c;
    const OuterArguments& o = problem.arguments;
    for (int i = n.begin; i < n.end; ++i) {
      const std::ptrdiff_t row = o.n_map == nullptr ? i : o.n_map[i];
      if (row < 0) continue;
      const std::ptrdiff_t begin = 1 + row * o.ldc + k.begin;
      std::copy_n(whole.begin() + begin, k.end - k.begin, expected.begin() + begin);
    }
    ASSERT_EQ(part, expected);
  }
}

}  // namespace
}  // namespace elman::kernels
