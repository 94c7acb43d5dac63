// Loops over contiguous scalars and rows. Every element is computed by the same arithmetic wherever it stands (tails
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
// dx += dy * f'(x), from the output y = f(x).
void tanh_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx);
void sigmoid_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx);
void relu_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx);

void fill(std::size_t n, Scalar value, Scalar* y);
void add(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y);          // y = a + b
void multiply(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y);     // y = a * b
void scale(std::size_t n, Scalar factor, Scalar* y);                           // y *= factor
void add_scaled(std::size_t n, Scalar factor, const Scalar* x, Scalar* y);     // y += factor * x
void add_product(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y);  // y += a * b

// Rows of n. Row i of y = row index[i] of x.
void gather_rows(int rows, std::size_t n, const Scalar* x, const std::int32_t* index, Scalar* y);
// Row index[i] of y += row i of x, in the order of i.
void scatter_add_rows(int rows, std::size_t n, const Scalar* x, const std::int32_t* index, Scalar* y);

// Sums in a fixed order.
Scalar dot(std::size_t n, const Scalar* a, const Scalar* b);
double sum_of_squares(std::size_t n, const Scalar* x);  // accumulated in double
bool all_finite(std::size_t n, const Scalar* x);

// bias gradient: d_bias[j] += sum over rows of dy[r * stride + j], j < n.
void add_column_sums(int rows, int n, const Scalar* dy, std::ptrdiff_t stride, Scalar* d_bias);

// Rows of n: y = log softmax(x); y may be x.
void log_softmax(int rows, int n, const Scalar* x, Scalar* y);
// y = softmax(x) of one row whose entries past `alive` are treated as absent (y there is 0). y may be x.
void softmax_row(int n, int alive, const Scalar* x, Scalar* y);
// dx = y * (dy - dot(y, dy)) of one softmax row.
void softmax_row_backward(int n, const Scalar* y, const Scalar* dy, Scalar* dx);

// Cross-entropy of rows of n logits with label smoothing s (Szegedy et al. 2016, as in PyTorch):
// loss[r] = (1 - s) * -log p[target] + s / n * sum over j of -log p[j]; probability (rows, n) is softmax(logits),
// saved.
void cross_entropy(int rows, int n, const Scalar* logits, const std::int32_t* target, Scalar smoothing,
                   Scalar* probability, Scalar* loss);
// d_logits += factor[r] * (probability - ((1 - s) * onehot(target) + s / n)).
void cross_entropy_backward(int rows, int n, const Scalar* probability, const std::int32_t* target, Scalar smoothing,
                            const Scalar* factor, Scalar* d_logits);

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

}  // namespace elman::kernels
