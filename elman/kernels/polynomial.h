// Products of powers of a row's elements.
#pragma once

#include <cstdint>

#include "elman/scalar.h"

namespace elman::kernels {

// Term m of a row x is the product of its elements x[factor] for the factors first[m] .. first[m + 1]; 1 without any.
struct Monomials {
  int count = 0;
  const std::int32_t* first = nullptr;   // (count + 1)
  const std::int32_t* factor = nullptr;  // (first[count]); a factor may occur more than once
};

// x (rows, n) -> y (rows, terms.count).
void monomials(const Monomials& terms, int rows, int n, const Scalar* x, Scalar* y);
// dx[f] += dy[m] * product of the other factors of m.
void monomials_backward(const Monomials& terms, int rows, int n, const Scalar* x, const Scalar* dy, Scalar* dx);

}  // namespace elman::kernels
