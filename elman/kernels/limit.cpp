#include "elman/kernels/pointwise.h"

namespace elman::kernels {

void limit(std::size_t rows, std::size_t n, const Scalar* lower, const Scalar* upper, const Scalar* x, Scalar* y) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < n; ++i, ++x, ++y) *y = *x < lower[i] ? lower[i] : *x > upper[i] ? upper[i] : *x;
  }
}

void limit_backward(std::size_t rows, std::size_t n, const Scalar* lower, const Scalar* upper, const Scalar* x,
                    const Scalar* dy, Scalar* dx) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < n; ++i, ++x, ++dy, ++dx) {
      if ((*x < lower[i] && *dy > 0) || (*x > upper[i] && *dy < 0)) continue;
      *dx += *dy;
    }
  }
}

}  // namespace elman::kernels
