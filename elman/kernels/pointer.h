// Symbols that are generated or copied (pointer-generator networks: See, Liu & Manning 2017), and what attention has
// covered. Rows r look at the source of item batch_index[r], laid out as in kernels/attention.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "elman/steps.h"

namespace elman::kernels {

// Of each row, the probability of a symbol: with p = sigmoid(gate) and the weights a of attention,
//   (p + (1 - p) * the sum of a over what is no copy) * generated + (1 - p) * the sum of a over copies of that symbol.
// So what attention gives to positions that cannot be copied, such as the source's end, is generated, and the
// probabilities sum to one. Symbols from `symbols` on can be copied alone.
struct Pointer {
  int rows = 0;
  int symbols = 0;  // that can be generated
  Steps source = {};
  const std::int32_t* length = nullptr;       // (batch) of each source
  const std::int32_t* batch_index = nullptr;  // (rows)
  const std::int32_t* copies = nullptr;       // (source rows) the symbol that the row is a copy of, or -1
  const Scalar* gate = nullptr;               // (rows)
  const Scalar* weights = nullptr;            // (rows, source.count)
};

// loss[r] = -log of the probability of target[r]. generated (rows): -log of the probability that it is generated with,
// if it can be. share (rows): how much of the probability is generated.
void pointer_loss(const Pointer& pointer, const std::int32_t* target, const Scalar* generated, Scalar* share,
                  Scalar* loss);
// d_gate (rows) and d_weights (rows, source.count) += factor[r] times the loss's gradient; either may be null. That of
// `generated` is factor[r] * share[r].
void pointer_loss_backward(const Pointer& pointer, const std::int32_t* target, const Scalar* generated,
                           const Scalar* factor, Scalar* d_gate, Scalar* d_weights);

// Log-probabilities (rows, symbols + source.count) of all symbols, in place of those that the first `symbols` columns
// are generated with. Log of 0 is -infinity.
void pointer_log_probabilities(const Pointer& pointer, Scalar* log_probabilities);

// What steps look at that earlier ones have looked at already (See et al. 2017): the sum of min(weights, coverage) over
// n elements, in order, accumulated in double.
double covered_again(std::size_t n, const Scalar* weights, const Scalar* coverage);
// The smaller one's gradient += factor; coverage's where they are equal. Either may be null.
void covered_again_backward(std::size_t n, Scalar factor, const Scalar* weights, const Scalar* coverage,
                            Scalar* d_weights, Scalar* d_coverage);

}  // namespace elman::kernels
