// Loops over contiguous scalars and rows. Every element is computed by the same arithmetic wherever it is (tails
// included), so results do not depend on how a batch is cut. Single-threaded: callers split long ranges.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"

namespace elman::kernels {

// y = f(x) over n; y may be x.
void tanh(std::size_t n, const Scalar* x, Scalar* y);
void sigmoid(std::size_t n, const Scalar* x, Scalar* y);
void relu(std::size_t n, const Scalar* x, Scalar* y);
// x times the standard normal distribution's function at x (Hendrycks & Gimpel 2016), by erf as PyTorch's default.
void gelu(std::size_t n, const Scalar* x, Scalar* y);
// dx += dy * f'(x), from the input x.
void gelu_backward(std::size_t n, const Scalar* x, const Scalar* dy, Scalar* dx);
// dx += dy * f'(x), from the output y = f(x).
void tanh_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx);
void sigmoid_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx);
void relu_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx);

void fill(std::size_t n, Scalar value, Scalar* y);
void add(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y);          // y = a + b
void multiply(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y);     // y = a * b
void scale(std::size_t n, Scalar factor, Scalar* y);                           // y *= factor
void add_constant(std::size_t n, Scalar constant, Scalar* y);                  // y += constant
void add_scaled(std::size_t n, Scalar factor, const Scalar* x, Scalar* y);     // y += factor * x
void add_product(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y);  // y += a * b

// Rows of n: y = x, but not below lower or above upper of its column.
void limit(std::size_t rows, std::size_t n, const Scalar* lower, const Scalar* upper, const Scalar* x, Scalar* y);
// dx += dy where x is within, and where a step against dy leads back within: what has gone too far can still learn that
// it has.
void limit_backward(std::size_t rows, std::size_t n, const Scalar* lower, const Scalar* upper, const Scalar* x,
                    const Scalar* dy, Scalar* dx);

// Sums in a fixed order.
Scalar dot(std::size_t n, const Scalar* a, const Scalar* b);
double sum(std::size_t n, const Scalar* x);             // accumulated in double
double sum_of_squares(std::size_t n, const Scalar* x);  // accumulated in double
bool all_finite(std::size_t n, const Scalar* x);

// Rows of n: y = log softmax(x); y may be x.
void log_softmax(int rows, int n, const Scalar* x, Scalar* y);
// dx += dy - exp(y) * sum(dy), from y = log softmax(x).
void log_softmax_backward(int rows, int n, const Scalar* y, const Scalar* dy, Scalar* dx);
// Rows of n: y = softmax(x); y may be x.
void softmax(int rows, int n, const Scalar* x, Scalar* y);
// dx += y * (dy - dot(y, dy)), from y = softmax(x).
void softmax_backward(int rows, int n, const Scalar* y, const Scalar* dy, Scalar* dx);

// Layer normalisation of rows of n (Ba et al. 2016): y = (x - mean) / sqrt(var + epsilon) * weight + bias.
// Saved per row: mean, 1 / sqrt(var + epsilon).
void layer_norm(int rows, int n, const Scalar* x, const Scalar* weight, const Scalar* bias, Scalar epsilon, Scalar* y,
                Scalar* mean, Scalar* inverse_deviation);
// dx, d_weight, d_bias += ...
void layer_norm_backward(int rows, int n, const Scalar* x, const Scalar* weight, const Scalar* mean,
                         const Scalar* inverse_deviation, const Scalar* dy, Scalar* dx, Scalar* d_weight,
                         Scalar* d_bias);

// Dropout by a counter-based generator: element i (from `offset`) is kept with probability 1 - p, scaled by 1 / (1 -
// p), decided by the Philox word of (key, offset + i) alone; mask gets 0 or 1 / (1 - p). y = x * mask; y may be x.
void dropout(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
             Scalar* y);

// The same masks where they are used at once and made again for the gradient, which is cheaper than keeping them;
// gelu's are kept in its slope.
struct DropoutMask {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;  // of the first element
  Scalar p = 0;              // 0: all elements are kept
};
// y = a + mask * b; y may be a or b.
void add_dropout(std::size_t n, const DropoutMask& mask, const Scalar* a, const Scalar* b, Scalar* y);
// dx = mask * dy, added to dx if accumulate.
void dropout_backward(std::size_t n, const DropoutMask& mask, const Scalar* dy, bool accumulate, Scalar* dx);
// y = mask * relu(x), y = mask * gelu(x); slope = mask * gelu'(x), what gelu's gradient is multiplied by. y or slope
// may be x.
void relu_dropout(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y);
void gelu_dropout(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y);
void gelu_dropout_slope(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y, Scalar* slope);
// dx = dy * mask * relu'(x), from the output y; dx may be dy.
void relu_dropout_backward(std::size_t n, const DropoutMask& mask, const Scalar* y, const Scalar* dy, Scalar* dx);

}  // namespace elman::kernels
