// Sequences of made-up symbols or vectors, of given lengths, in the layout of live rows.
#pragma once

#include <cstdint>
#include <vector>

#include "benchmarks/made_up.h"
#include "benchmarks/task.h"
#include "elman/data/batch.h"
#include "elman/steps.h"
#include "elman/tensor/tensor.h"

namespace elman::benchmarks {

// lengths=a,b,c or, without it, `batch` sequences of `steps` symbols each.
std::vector<std::int32_t> lengths_of(const Case& asked);

// Symbols in 4 .. symbols - 1 (the first four are special ones).
std::vector<std::vector<std::int32_t>> random_sequences(const std::vector<std::int32_t>& lengths, int symbols,
                                                        std::uint64_t seed);
data::SequenceBatch sequence_batch(const std::vector<std::vector<std::int32_t>>& sequences);
Steps steps_of(const data::SequenceBatch& batch);

// Of made-up numbers in -1 .. 1, times `scale`.
void fill(Tensor& tensor, Seed seed, float scale = 1);
Tensor made_up_tensor(const Shape& shape, Seed seed);
std::vector<float> values_of(const Tensor& tensor);

}  // namespace elman::benchmarks
