// What the processor allows, on the instruction set that the kernels use, by `threads` at the same time.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"

#define HWY_TARGET_INCLUDE "benchmarks/limits.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/panel-inl.h"
#include "elman/system/thread_pool.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

constexpr int chains = 12;  // independent sums: more than a processor has multiply-adds under way

// x <- a x + b, which stays near b / (1 - a). Returns how many floating-point operations that were.
double multiply_adds(int rounds, Scalar* result) {
  constexpr Lanes d;
  const Vector a = hn::Set(d, Scalar(0.5));
  const Vector b = hn::Set(d, Scalar(0.25));
  Vector x[chains];
  ELMAN_UNROLL(8)
  for (int i = 0; i < chains; ++i) x[i] = hn::Set(d, static_cast<Scalar>(i));
  for (int round = 0; round < rounds; ++round) {
    for (Vector& chain : x) chain = hn::MulAdd(a, chain, b);
  }
  Vector sum = hn::Zero(d);
  for (const Vector& chain : x) sum = hn::Add(sum, chain);
  *result = hn::GetLane(sum);
  return 2.0 * chains * lane_count * rounds;
}

// From four places at once, which memory likes better than one.
void sum_of(std::size_t n, const Scalar* values, Scalar* result) {
  constexpr Lanes d;
  constexpr int streams = 4;
  const std::size_t part = n / streams / lane_count * lane_count;
  Vector sum[2 * streams];
  ELMAN_UNROLL(8)
  for (Vector& stream : sum) stream = hn::Zero(d);
  for (std::size_t at = 0; at + 2 * lane_count <= part; at += 2 * lane_count) {
    ELMAN_UNROLL(8)
    for (int i = 0; i < streams; ++i) {
      sum[2 * i] = hn::Add(sum[2 * i], hn::LoadU(d, values + i * part + at));
      sum[2 * i + 1] = hn::Add(sum[2 * i + 1], hn::LoadU(d, values + i * part + at + lane_count));
    }
  }
  ELMAN_UNROLL(8)
  for (int i = 1; i < 2 * streams; ++i) sum[0] = hn::Add(sum[0], sum[i]);
  *result = hn::GetLane(sum[0]);
}

// Reads all four, writes the last three, as Adam does, with next to no arithmetic.
void add_to_three(std::size_t n, const Scalar* gradient, Scalar* value, Scalar* mean, Scalar* square) {
  constexpr Lanes d;
  for (std::size_t at = 0; at + lane_count <= n; at += lane_count) {
    const Vector g = hn::LoadU(d, gradient + at);
    for (Scalar* to : {value + at, mean + at, square + at}) hn::StoreU(hn::Add(hn::LoadU(d, to), g), d, to);
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {
namespace {
double run_multiply_adds(int rounds, Scalar* result) { return ELMAN_DISPATCH(multiply_adds)(rounds, result); }
void run_sum(std::size_t n, const Scalar* values, Scalar* result) { ELMAN_DISPATCH(sum_of)(n, values, result); }
void run_add(std::size_t n, const Scalar* gradient, Scalar* value, Scalar* mean, Scalar* square) {
  ELMAN_DISPATCH(add_to_three)(n, gradient, value, mean, square);
}
}  // namespace
}  // namespace elman::kernels

namespace elman::benchmarks {
namespace {

// Each thread's own arrays, aligned as the kernels' are, and what it writes its result to.
struct Memory {
  Memory(int threads, int arrays, std::size_t size) : pool(threads), numbers(threads), results(threads) {
    for (std::vector<Tensor>& own : numbers) {
      for (int i = 0; i < arrays; ++i) own.push_back(made_up_tensor(Shape{static_cast<std::int64_t>(size)}, Seed::x));
    }
  }
  system::ThreadPool pool;
  std::vector<std::vector<Tensor>> numbers;  // [thread][array]
  std::vector<Scalar> results;
};

// A run of `what(worker)` on each of its threads.
template <class What>
std::function<void()> on_each_thread(const std::shared_ptr<Memory>& memory, What what) {
  return [=] { memory->pool.run([&](int worker) { what(worker); }); };
}

// Small pieces are gone through several times in a run, so that its start does not count.
int rounds_over(std::size_t scalars) { return static_cast<int>(1 + 20000000 / (scalars * sizeof(Scalar))); }

// What each of the threads has of it, so that together they have as much as was asked for.
std::size_t scalars_of(const Case& asked, int arrays) {
  const auto bytes = static_cast<std::size_t>(asked.number("kilobytes")) * 1000;
  return std::max<std::size_t>(bytes / sizeof(Scalar) / arrays / asked.threads(), 128);
}

}  // namespace

std::string read_case(double bytes) {
  return "read kilobytes=" + std::to_string(static_cast<int>(std::ceil(bytes / 1000)));
}

Task peak_task(const Case& asked) {
  constexpr int rounds = 100000;
  const auto memory = std::make_shared<Memory>(asked.threads(), 0, 0);
  const auto work = [=](int worker) {
    Scalar result = 0;
    kernels::run_multiply_adds(rounds, &result);
    memory->results[worker] = result;
  };
  return {.run = on_each_thread(memory, work),
          .operations = asked.threads() * kernels::run_multiply_adds(rounds, memory->results.data())};
}

Task read_task(const Case& asked) {
  const std::size_t count = scalars_of(asked, 1);
  const int rounds = rounds_over(count);
  const auto memory = std::make_shared<Memory>(asked.threads(), 1, count);
  const auto work = [=](int worker) {
    for (int i = 0; i < rounds; ++i) {
      kernels::run_sum(count, memory->numbers[worker][0].data(), &memory->results[worker]);
    }
  };
  return {.run = on_each_thread(memory, work),
          .bytes = static_cast<double>(count * sizeof(Scalar)) * rounds * asked.threads()};
}

Task update_task(const Case& asked) {
  const std::size_t count = scalars_of(asked, 4);
  const int rounds = rounds_over(count);
  const auto memory = std::make_shared<Memory>(asked.threads(), 4, count);
  const auto work = [=](int worker) {
    std::vector<Tensor>& own = memory->numbers[worker];
    for (int i = 0; i < rounds; ++i) {
      kernels::run_add(count, own[0].data(), own[1].data(), own[2].data(), own[3].data());
    }
  };
  return {.run = on_each_thread(memory, work),
          .bytes = 7.0 * static_cast<double>(count * sizeof(Scalar)) * rounds * asked.threads()};
}

}  // namespace elman::benchmarks
#endif
