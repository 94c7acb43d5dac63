// Sequences of made-up symbols or vectors, of given lengths, in the layout of live rows.
#pragma once

#include <cstdint>
#include <vector>

#include "benchmarks/task.h"
#include "elman/data/batch.h"
#include "elman/kernels/steps.h"
#include "elman/tensor/tensor.h"

namespace elman::benchmarks {

// lengths=a,b,c or, without it, `batch` sequences of `steps` symbols each.
std::vector<std::int32_t> lengths_of(const Case& asked);

// Symbols in 4 .. symbols - 1 (the first four are special ones).
std::vector<std::vector<std::int32_t>> random_sequences(const std::vector<std::int32_t>& lengths, int symbols,
                                                        std::uint64_t seed);
data::SequenceBatch sequence_batch(const std::vector<std::vector<std::int32_t>>& sequences);
kernels::Steps steps_of(const data::SequenceBatch& batch);

Tensor random_tensor(const Shape& shape, std::uint64_t seed);

}  // namespace elman::benchmarks
