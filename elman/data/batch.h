// Pairs cut into batches. Only steps that a sequence has are stored: no padding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "elman/data/encoded_pairs.h"
#include "elman/steps.h"

namespace elman::data {

// Sequences sorted longest first (equal lengths in the order given), time-major and compact: step t has a row for each
// of the batch indices below alive[t], rows first[t] .. first[t] + alive[t], as Steps describes. A sequence's batch
// index is its place in that order; its given index is its place in the list that the batch was made from.
struct SequenceBatch {
  std::int32_t count = 0;             // sequences
  std::int32_t steps = 0;             // the longest length
  std::vector<std::int32_t> ids;      // (rows)
  std::vector<std::int32_t> apart;    // (rows) 0, or of an unknown symbol that is told apart what it is
  std::vector<std::int32_t> lengths;  // (count), descending
  std::vector<std::int32_t> first;    // (steps)
  std::vector<std::int32_t> alive;    // (steps), > 0, never growing
  std::vector<std::int32_t> order;    // (count): given index of each batch index

  std::int32_t rows() const { return static_cast<std::int32_t>(ids.size()); }
  Steps live() const { return {steps, first.data(), alive.data()}; }  // valid as long as the batch
};

// Sources and targets are each sorted by their own lengths, so that a pair has a batch index for either.
struct Batch {
  SequenceBatch source;
  SequenceBatch target_in;                 // <s> and the target: the decoder's input
  std::vector<std::int32_t> target_out;    // (target_in.rows()): the target and </s>: its expected output, row by row
  std::vector<std::int32_t> target_apart;  // (target_in.rows()): 0, or of an unknown one that is told apart what it is
  std::vector<std::int32_t> source_index;  // (count): batch index of the source of each given index
  std::vector<std::int32_t> source_of_target;  // (count): batch index of the source of each target's batch index
};

// Fill the given batch and reuse its memory: nothing is allocated once it has grown. Throw UsageError for an empty
// sequence or an index out of range.
void make_batch(const EncodedPairs& pairs, std::span<const std::int32_t> indices, Batch& batch);
void make_sequence_batch(std::span<const std::vector<std::int32_t>> sequences, SequenceBatch& batch);

struct BatchOptions {
  std::int32_t batch_size = 32;  // pairs
  // About so many symbols of sources and targets instead, whatever the number of pairs; 0: batch_size counts.
  std::int32_t batch_symbols = 0;
  std::int32_t window = 50;  // batches whose pairs are sorted by length together; 1 keeps the shuffled order
};

// How many batches pairs of that many symbols are cut into; symbols count </s> of sources and targets.
std::size_t batch_count(std::size_t pairs, std::size_t symbols, const BatchOptions& options);

// A random whole number below its argument (> 0), each equally likely.
using Draw = std::function<std::uint64_t(std::uint64_t)>;

// An epoch cut into batches of similar length: the pairs of a permutation are sorted window by window, by source
// length, then target length, then position in the permutation, and cut; then the order of the batches is shuffled by
// draw, if given. The last batch of the permutation may be smaller. By symbols, all batches have about as many: the
// number of batches depends on the sum alone, so that it is the same in each epoch. Reuses its memory.
class BatchPlan {
 public:
  void fill(const EncodedPairs& pairs, std::span<const std::int32_t> permutation, const BatchOptions& options,
            const Draw& draw);

  std::size_t size() const { return batches_.size(); }
  // Indices of the pairs of batch i.
  std::span<const std::int32_t> operator[](std::size_t i) const;

 private:
  struct Part {
    std::size_t begin = 0;
    std::size_t count = 0;
  };
  void cut_by_symbols(const EncodedPairs& pairs, std::size_t count, std::size_t symbols);

  std::vector<std::int32_t> indices_;
  std::vector<std::int32_t> position_;  // in the permutation
  std::vector<Part> batches_;
};

}  // namespace elman::data
