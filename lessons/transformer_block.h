// One block of a Transformer on three symbols, part by part, for lesson transformer.
#pragma once

#include <cstdint>

#include "elman/elman.h"

namespace elman::lessons {

inline constexpr std::int64_t block_positions = 3;
inline constexpr std::int64_t block_size = 4;

// Each (positions, size) but the weights, (positions, positions).
struct TransformerBlock {
  Tensor symbols;     // a, b, a as embeddings
  Tensor rows;        // with positions
  Tensor query;       // W_q leaves rows as they are
  Tensor key;         // W_k as well
  Tensor value;       // W_v turns them round
  Tensor weights;     // causal
  Tensor context;     // by these weights
  Tensor sum;         // rows + context
  Tensor normalised;  // of the sum
  Tensor made;        // by the feed-forward part, whose matrices leave rows as they are: relu
  Tensor output;
  Tensor by_layer;  // what nn::TransformerEncoderLayer gives for these rows
};

TransformerBlock compute_block();

double largest_difference(const Tensor& a, const Tensor& b);

}  // namespace elman::lessons
