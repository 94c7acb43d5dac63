#include "benchmarks/sequences.h"

#include "elman/random.h"

namespace elman::benchmarks {

std::vector<std::int32_t> lengths_of(const Case& asked) {
  if (asked.has("lengths")) return asked.numbers("lengths");
  return std::vector<std::int32_t>(static_cast<std::size_t>(asked.number("batch")), asked.number("steps"));
}

std::vector<std::vector<std::int32_t>> random_sequences(const std::vector<std::int32_t>& lengths, int symbols,
                                                        std::uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<std::int32_t>> sequences;
  for (const std::int32_t length : lengths) {
    std::vector<std::int32_t>& sequence = sequences.emplace_back();
    for (std::int32_t i = 0; i < length; ++i) {
      sequence.push_back(4 + static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(symbols - 4))));
    }
  }
  return sequences;
}

data::SequenceBatch sequence_batch(const std::vector<std::vector<std::int32_t>>& sequences) {
  data::SequenceBatch batch;
  data::make_sequence_batch(sequences, batch);
  return batch;
}

Steps steps_of(const data::SequenceBatch& batch) { return {batch.steps, batch.first.data(), batch.alive.data()}; }

void fill(Tensor& tensor, Seed seed, float scale) {
  Scalar* values = tensor.data();
  for (std::size_t i = 0; i < static_cast<std::size_t>(tensor.size()); ++i) {
    values[i] = static_cast<Scalar>(made_up(seed, i) * scale);
  }
}

Tensor made_up_tensor(const Shape& shape, Seed seed) {
  Tensor tensor(shape);
  fill(tensor, seed);
  return tensor;
}

std::vector<float> values_of(const Tensor& tensor) {
  return {tensor.data(), tensor.data() + tensor.shape().elements()};
}

}  // namespace elman::benchmarks
