// The peak on pairs of bfloat16, which the kernels do not use yet: what a layout for them could gain.
#include <memory>

#include "benchmarks/task.h"
#include "elman/kernels/target.h"
#include "elman/kernels/thread_pool.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace elman::benchmarks {
namespace {

constexpr int rounds = 100000;
constexpr int chains = 12;  // independent sums

#if defined(__x86_64__)
bool has_bf16() { return __builtin_cpu_supports("avx512bf16") && kernels::target_name() == "avx512"; }

// sums += products of pairs; an instruction does 16 lanes of two multiply-adds. Unrolled whole, sums stay in registers.
__attribute__((target("avx512f,avx512bf16"))) void dot_products(float* result) {
  const auto ones = reinterpret_cast<__m512bh>(_mm512_set1_epi32(0x3F803F80));
  const auto zeros = reinterpret_cast<__m512bh>(_mm512_setzero_si512());
  __m512 sums[chains];
#pragma GCC unroll 12
  for (int i = 0; i < chains; ++i) sums[i] = _mm512_setzero_ps();
  for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (int i = 0; i < chains; ++i) {
      sums[i] = _mm512_dpbf16_ps(sums[i], ones, zeros);
      __asm__ volatile("" : "+v"(sums[i]));  // each is wanted, though the sums never change
    }
  }
#pragma GCC unroll 12
  for (int i = 1; i < chains; ++i) sums[0] = _mm512_add_ps(sums[0], sums[i]);
  _mm512_storeu_ps(result, sums[0]);
}
#else
bool has_bf16() { return false; }
void dot_products(float*) {}
#endif

}  // namespace

Task bf16_peak_task(const Case& asked) {
  if (!has_bf16()) return {};
  const auto pool = std::make_shared<kernels::ThreadPool>(asked.threads());
  return {.run =
              [=] {
                pool->run([](int) {
                  float result[16];
                  dot_products(result);
                });
              },
          .operations = 2.0 * 2 * 16 * chains * rounds * asked.threads()};
}

}  // namespace elman::benchmarks
