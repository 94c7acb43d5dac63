#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/dropout.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/dropout-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void dropout_range(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
                   Scalar* y) {
  Dropout(n, key, offset, p, x, mask, y);
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void dropout(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
             Scalar* y) {
  ELMAN_DISPATCH(dropout_range)(n, key, offset, p, x, mask, y);
}

}  // namespace elman::kernels
#endif
