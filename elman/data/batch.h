// Pairs cut into batches. Only steps that an item has are stored: no padding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "elman/data/encoded_pairs.h"
#include "elman/steps.h"

namespace elman::data {

// Sequences in columns, longest first (equal ones in the given order), time-major and compact: step t holds one row for
// each of the first alive[t] columns, rows first[t] .. first[t] + alive[t], as Steps describes.
struct SequenceBatch {
  std::int32_t count = 0;             // columns: sequences
  std::int32_t steps = 0;             // the longest length
  std::vector<std::int32_t> ids;      // (rows)
  std::vector<std::int32_t> lengths;  // (count), descending
  std::vector<std::int32_t> first;    // (steps)
  std::vector<std::int32_t> alive;    // (steps), > 0, never growing
  std::vector<std::int32_t> order;    // (count): column c holds the sequence that was given as number order[c]

  std::int32_t rows() const { return static_cast<std::int32_t>(ids.size()); }
  Steps live() const { return {steps, first.data(), alive.data()}; }  // valid while the batch is
};

// Source and target are each sorted by their own lengths.
struct Batch {
  SequenceBatch source;
  SequenceBatch target_in;                     // <s> and the target: what the decoder reads
  std::vector<std::int32_t> target_out;        // (target_in.rows()): the target and </s>: what it is to say, row by row
  std::vector<std::int32_t> source_index;      // (count): source column of the pair that was given as this number
  std::vector<std::int32_t> source_of_target;  // (count): source column that belongs to a target column
};

// Fill what is given and reuse its memory: nothing is allocated once it has grown. Throw UsageError for an empty
// sequence or an index out of range.
void make_batch(const EncodedPairs& pairs, std::span<const std::int32_t> indices, Batch& batch);
void make_sequence_batch(std::span<const std::vector<std::int32_t>> sequences, SequenceBatch& batch);

struct BatchOptions {
  std::int32_t batch_size = 32;
  std::int32_t window = 50;  // batches whose items are sorted by length together; 1 leaves the shuffle alone
};

// A whole number below its argument (> 0), each as likely.
using Draw = std::function<std::uint64_t(std::uint64_t)>;

// An epoch cut into batches of similar length: the permutation's items are taken window by window, sorted by source
// length, then target length, then place in the permutation, and cut; then the batches' order is shuffled by draw (left
// alone where it is empty). The last batch of the permutation may be smaller. Reuses its memory.
class BatchPlan {
 public:
  void fill(const EncodedPairs& pairs, std::span<const std::int32_t> permutation, const BatchOptions& options,
            const Draw& draw);

  std::size_t size() const { return batches_.size(); }
  // Indices of the items of batch i.
  std::span<const std::int32_t> operator[](std::size_t i) const;

 private:
  struct Part {
    std::size_t begin = 0;
    std::size_t count = 0;
  };
  std::vector<std::int32_t> indices_;
  std::vector<std::int32_t> place_;
  std::vector<Part> batches_;
};

}  // namespace elman::data
