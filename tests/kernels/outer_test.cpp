#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "elman/kernels/gemm.h"
#include "tests/kernels/kernel_fixture.h"
#include "tests/kernels/numbers.h"

namespace elman::kernels {
namespace {

using test::aligned;
using test::Numbers;

class Outer : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(Outer);

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

TEST_P(Outer, AnElementHasTheSameBitsWhateverTheOthersAre) {
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
