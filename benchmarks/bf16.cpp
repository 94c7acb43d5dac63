// The peak on pairs of bfloat16, which the kernels do not use yet: what a layout for them could gain.
#include <memory>

#include "benchmarks/task.h"
#include "elman/kernels/target.h"
#include "elman/system/thread_pool.h"

namespace elman::benchmarks {
namespace {

constexpr int rounds = 100000;
constexpr int chains = 12;  // independent sums
constexpr int lanes = 16;   // of float; each takes the products of two pairs

#if defined(__x86_64__)
bool has_bf16() { return __builtin_cpu_supports("avx512bf16") && kernels::target_name() == "avx512"; }

// Unrolled whole, sums stay in registers. In assembly, for the sums never change and would be left out.
__attribute__((target("avx512f"))) void dot_products(float* result) {
  using Vector = float __attribute__((vector_size(4 * lanes)));
  const Vector zeros = {};
  Vector sums[chains];
#pragma GCC unroll 12
  for (Vector& sum : sums) sum = zeros;
  for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (Vector& sum : sums) {
      __asm__ volatile("vdpbf16ps %1, %1, %0" : "+v"(sum) : "v"(zeros));
    }
  }
  float total = 0;
#pragma GCC unroll 12
  for (const Vector& sum : sums) total += sum[0];
  *result = total;
}
#else
bool has_bf16() { return false; }
void dot_products(float*) {}
#endif

}  // namespace

Task bf16_peak_task(const Case& asked) {
  if (!has_bf16()) return {};
  const auto pool = std::make_shared<system::ThreadPool>(asked.threads());
  return {.run =
              [=] {
                pool->run([](int) {
                  float result = 0;
                  dot_products(&result);
                });
              },
          .operations = 2.0 * 2 * lanes * chains * rounds * asked.threads()};
}

}  // namespace elman::benchmarks
