// What the processor allows, on the instruction set that the kernels use.
#include <cstddef>
#include <memory>
#include <vector>

#include "benchmarks/task.h"

#define HWY_TARGET_INCLUDE "benchmarks/limits.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/panel-inl.h"
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
    for (int i = 0; i < chains; ++i) x[i] = hn::MulAdd(a, x[i], b);
  }
  Vector sum = hn::Zero(d);
  for (int i = 0; i < chains; ++i) sum = hn::Add(sum, x[i]);
  *result = hn::GetLane(sum);
  return 2.0 * chains * lane_count * rounds;
}

void sum_of(std::size_t n, const Scalar* values, Scalar* result) {
  constexpr Lanes d;
  constexpr int streams = 8;
  Vector sum[streams];
  for (int i = 0; i < streams; ++i) sum[i] = hn::Zero(d);
  for (std::size_t at = 0; at + streams * lane_count <= n; at += streams * lane_count) {
    for (int i = 0; i < streams; ++i) sum[i] = hn::Add(sum[i], hn::LoadU(d, values + at + i * lane_count));
  }
  for (int i = 1; i < streams; ++i) sum[0] = hn::Add(sum[0], sum[i]);
  *result = hn::GetLane(sum[0]);
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {
namespace {
double run_multiply_adds(int rounds, Scalar* result) { return ELMAN_DISPATCH(multiply_adds)(rounds, result); }
void run_sum(std::size_t n, const Scalar* values, Scalar* result) { ELMAN_DISPATCH(sum_of)(n, values, result); }
}  // namespace
}  // namespace elman::kernels

namespace elman::benchmarks {

Task peak_task(const Case&) {
  constexpr int rounds = 100000;
  const auto result = std::make_shared<Scalar>();
  return {.run = [result] { kernels::run_multiply_adds(rounds, result.get()); },
          .operations = kernels::run_multiply_adds(rounds, result.get())};
}

Task bandwidth_task(const Case& asked) {
  const std::size_t count = static_cast<std::size_t>(asked.number("megabytes")) * 1000000 / sizeof(Scalar);
  const auto values = std::make_shared<std::vector<Scalar>>(count, Scalar(1));
  const auto result = std::make_shared<Scalar>();
  return {.run = [=] { kernels::run_sum(count, values->data(), result.get()); },
          .bytes = static_cast<double>(count * sizeof(Scalar))};
}

}  // namespace elman::benchmarks
#endif
