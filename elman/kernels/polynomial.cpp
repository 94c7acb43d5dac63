#include "elman/kernels/polynomial.h"

namespace elman::kernels {

void monomials(const Monomials& terms, int rows, int n, const Scalar* x, Scalar* y) {
  for (int r = 0; r < rows; ++r, x += n, y += terms.count) {
    for (int m = 0; m < terms.count; ++m) {
      Scalar product = 1;
      for (std::int32_t f = terms.first[m]; f < terms.first[m + 1]; ++f) product *= x[terms.factor[f]];
      y[m] = product;
    }
  }
}

void monomials_backward(const Monomials& terms, int rows, int n, const Scalar* x, const Scalar* dy, Scalar* dx) {
  for (int r = 0; r < rows; ++r, x += n, dy += terms.count, dx += n) {
    for (int m = 0; m < terms.count; ++m) {
      for (std::int32_t f = terms.first[m]; f < terms.first[m + 1]; ++f) {
        Scalar others = dy[m];
        for (std::int32_t g = terms.first[m]; g < terms.first[m + 1]; ++g) {
          if (g != f) others *= x[terms.factor[g]];
        }
        dx[terms.factor[f]] += others;
      }
    }
  }
}

}  // namespace elman::kernels
