// How a kernel is compiled once per instruction set and chosen at run time. A source file of this room looks like this
// (softsign.cpp, with its public function declared in softsign.h):
//
//   #include "elman/kernels/softsign.h"
//
//   #define HWY_TARGET_INCLUDE "elman/kernels/softsign.cpp"  // this file: dispatch.h includes it once per target
//   #include "elman/kernels/dispatch.h"                      // before every *-inl.h and before highway.h
//   #include "elman/kernels/panel-inl.h"                     // if needed; such files have a guard like panel-inl.h's
//   #include "hwy/highway.h"
//
//   HWY_BEFORE_NAMESPACE();  // no #include below this line
//   namespace elman::kernels::HWY_NAMESPACE {
//   namespace {
//   namespace hn = hwy::HWY_NAMESPACE;
//   void softsign(std::size_t n, const Scalar* x, Scalar* y) { ... hn::Load(hn::ScalableTag<Scalar>(), x) ... }
//   }  // namespace
//   }  // namespace elman::kernels::HWY_NAMESPACE
//   HWY_AFTER_NAMESPACE();
//
//   #if HWY_ONCE
//   namespace elman::kernels {
//   void softsign(std::size_t n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(softsign)(n, x, y); }
//   }  // namespace elman::kernels
//   #endif
//
// Functions called through ELMAN_DISPATCH are plain ones: not overloaded, not templates. Inside the target's namespace
// use no lambda that touches vectors (Clang compiles it for the baseline); a template function or HWY_ATTR serves.
// Dispatch once per public call, outside of loops and of system::ThreadPool::run: workers get the chosen function.
// HWY_ASSERT, HWY_ABORT and HWY_DYNAMIC_DISPATCH need Highway's library and are not used. So does Highway's own
// HWY_DASSERT in unoptimised or sanitized builds; HWY_IS_DEBUG_BUILD below turns it off.
#pragma once

#include <atomic>

// Built: AVX-512 (HWY_AVX3), AVX2, SSE4, NEON, and one plain scalar lane. EMU128 is miscompiled by GCC 12.2 and would
// only differ between compilers.
#define HWY_DISABLED_TARGETS (HWY_AVX3_DL | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#define HWY_BROKEN_EMU128 1
#define HWY_COMPILE_ALL_ATTAINABLE
#define HWY_IS_DEBUG_BUILD 0

// Unrolls the loop that follows. ELMAN_UNROLL(8) on loops of constant length <= 8 unrolls them whole, which keeps
// arrays of vectors in registers.
#define ELMAN_PRAGMA(text) _Pragma(#text)
#ifdef __clang__
#define ELMAN_UNROLL(times) ELMAN_PRAGMA(clang loop unroll_count(times))
#else
#define ELMAN_UNROLL(times) ELMAN_PRAGMA(GCC unroll times)
#endif

// The version of `function` for the target in use, as a function pointer.
#define ELMAN_DISPATCH(function)                                                                                    \
  ([] {                                                                                                             \
    static constexpr decltype(HWY_CHOOSE_FALLBACK(function)) table[] = {                                            \
        HWY_CHOOSE_AVX3(function), HWY_CHOOSE_AVX2(function), HWY_CHOOSE_SSE4(function), HWY_CHOOSE_NEON(function), \
        HWY_CHOOSE_FALLBACK(function)};                                                                             \
    return table[::elman::kernels::target_index()];                                                                 \
  }())

namespace elman::kernels {

// Position in ELMAN_DISPATCH's tables of the target in use; -1 before the first kernel call.
extern std::atomic<int> chosen_target;
int choose_target();

inline int target_index() {
  const int chosen = chosen_target.load(std::memory_order_relaxed);
  return chosen >= 0 ? chosen : choose_target();
}

}  // namespace elman::kernels

// Last, for it includes the source file that uses the above.
#include "hwy/foreach_target.h"
