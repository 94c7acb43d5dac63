#include "elman/data/batch.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::data {
namespace {

// Everything but the ids, for `count` sequences of length(given index).
template <class Length>
void arrange(std::size_t count, const Length& length, SequenceBatch& batch) {
  batch.count = static_cast<std::int32_t>(count);
  batch.order.resize(count);
  std::iota(batch.order.begin(), batch.order.end(), 0);
  // Not std::stable_sort, which allocates; the indices order sequences of equal length.
  std::sort(batch.order.begin(), batch.order.end(),
            [&](std::int32_t a, std::int32_t b) { return length(a) != length(b) ? length(a) > length(b) : a < b; });
  batch.lengths.resize(count);
  std::transform(batch.order.begin(), batch.order.end(), batch.lengths.begin(), length);
  if (count > 0 && batch.lengths.back() <= 0) {
    throw UsageError("batch: found an empty sequence at index " + std::to_string(batch.order.back()) +
                     ", expected at least one symbol; leave it out");
  }
  const std::int64_t rows = std::accumulate(batch.lengths.begin(), batch.lengths.end(), std::int64_t{0});
  if (rows > std::numeric_limits<std::int32_t>::max()) {
    throw UsageError("batch: found " + std::to_string(rows) +
                     " symbols, expected less than 2^31; make batches smaller");
  }
  batch.ids.resize(static_cast<std::size_t>(rows));
  batch.apart.assign(batch.ids.size(), 0);
  batch.steps = count > 0 ? batch.lengths.front() : 0;
  batch.first.resize(static_cast<std::size_t>(batch.steps));
  batch.alive.resize(static_cast<std::size_t>(batch.steps));
  std::int32_t first = 0;
  std::int32_t alive = batch.count;
  for (std::int32_t t = 0; t < batch.steps; ++t) {
    while (batch.lengths[alive - 1] <= t) --alive;
    batch.first[t] = first;
    batch.alive[t] = alive;
    first += alive;
  }
}

// put(row, batch index, step) for each live row.
template <class Put>
void for_each_row(const SequenceBatch& batch, const Put& put) {
  for (std::int32_t t = 0; t < batch.steps; ++t) {
    for (std::int32_t b = 0; b < batch.alive[t]; ++b) put(batch.first[t] + b, b, t);
  }
}

void set_symbol(std::int32_t id, std::int32_t& read, std::int32_t& apart) {
  read = as_read(id);
  apart = is_told_apart(id) ? id : 0;
}

template <class Sequence>
void fill_sequences(std::size_t count, const Sequence& sequence, SequenceBatch& batch) {
  arrange(
      count, [&](std::int32_t index) { return static_cast<std::int32_t>(sequence(index).size()); }, batch);
  for_each_row(batch, [&](std::int32_t row, std::int32_t batch_index, std::int32_t step) {
    set_symbol(sequence(batch.order[batch_index])[step], batch.ids[row], batch.apart[row]);
  });
}

void check_indices(std::size_t size, std::span<const std::int32_t> indices, const char* what) {
  for (const std::int32_t index : indices) {
    if (index >= 0 && static_cast<std::size_t>(index) < size) continue;
    throw UsageError(std::string(what) + ": found index " + std::to_string(index) + ", expected one of " +
                     std::to_string(size) + " pairs; take indices from the same data");
  }
}

std::size_t symbols_of(const EncodedPairs& pairs, std::int32_t index) {
  const PairLength length = pairs.length(static_cast<std::size_t>(index));
  return static_cast<std::size_t>(length.source) + static_cast<std::size_t>(length.target) + 1;
}

}  // namespace

void make_sequence_batch(std::span<const std::vector<std::int32_t>> sequences, SequenceBatch& batch) {
  fill_sequences(
      sequences.size(), [&](std::int32_t index) -> const auto& { return sequences[index]; }, batch);
}

void make_batch(const EncodedPairs& pairs, std::span<const std::int32_t> indices, Batch& batch) {
  check_indices(pairs.size(), indices, "batch");
  fill_sequences(
      indices.size(), [&](std::int32_t index) { return pairs.source(indices[index]); }, batch.source);

  const auto target = [&](std::int32_t index) { return pairs.target(indices[index]); };
  arrange(
      indices.size(), [&](std::int32_t index) { return static_cast<std::int32_t>(target(index).size()) + 1; },
      batch.target_in);
  batch.target_out.resize(batch.target_in.ids.size());
  batch.target_apart.resize(batch.target_in.ids.size());
  for_each_row(batch.target_in, [&](std::int32_t row, std::int32_t batch_index, std::int32_t step) {
    const std::span<const std::int32_t> ids = target(batch.target_in.order[batch_index]);
    const bool last = step == static_cast<std::int32_t>(ids.size());
    batch.target_in.ids[row] = step == 0 ? text::Vocabulary::start : as_read(ids[step - 1]);
    set_symbol(last ? text::Vocabulary::end : ids[step], batch.target_out[row], batch.target_apart[row]);
  });

  batch.source_index.resize(indices.size());
  for (std::int32_t b = 0; b < batch.source.count; ++b) batch.source_index[batch.source.order[b]] = b;
  batch.source_of_target.resize(indices.size());
  for (std::int32_t b = 0; b < batch.target_in.count; ++b) {
    batch.source_of_target[b] = batch.source_index[batch.target_in.order[b]];
  }
}

std::size_t batch_count(std::size_t pairs, std::size_t symbols, const BatchOptions& options) {
  const auto batches = [](std::size_t all, std::int32_t each) {
    const auto size = static_cast<std::size_t>(each);
    return (all + size - 1) / size;
  };
  return options.batch_symbols > 0 ? std::min(pairs, batches(symbols, options.batch_symbols))
                                   : batches(pairs, options.batch_size);
}

// A pair belongs to the batch within whose share of all symbols its middle is, but no batch stays empty.
void BatchPlan::cut_by_symbols(const EncodedPairs& pairs, std::size_t count, std::size_t symbols) {
  std::size_t before = 0;
  for (std::size_t i = 0; i < indices_.size(); ++i) {
    const std::size_t length = symbols_of(pairs, indices_[i]);
    const std::size_t wanted = (2 * before + length) * count / (2 * symbols);
    const bool must = count - batches_.size() >= indices_.size() - i;  // each of the pairs that are left begins one
    if (batches_.empty() || must || (wanted >= batches_.size() && batches_.size() < count)) batches_.push_back({i, 0});
    ++batches_.back().count;
    before += length;
  }
}

void BatchPlan::fill(const EncodedPairs& pairs, std::span<const std::int32_t> permutation, const BatchOptions& options,
                     const Draw& draw) {
  if (options.batch_size < 1 || options.window < 1 || options.batch_symbols < 0) {
    throw UsageError("batches: found batch size " + std::to_string(options.batch_size) + " and window " +
                     std::to_string(options.window) + ", expected at least 1; give larger ones");
  }
  check_indices(pairs.size(), permutation, "batches");
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  const bool by_symbols = options.batch_symbols > 0;
  std::size_t symbols = 0;
  for (std::size_t i = 0; by_symbols && i < permutation.size(); ++i) symbols += symbols_of(pairs, permutation[i]);
  const std::size_t count = batch_count(permutation.size(), symbols, options);
  // By symbols, a window has as many pairs as its batches would have on average.
  const std::size_t size =
      by_symbols ? std::max<std::size_t>(permutation.size() / std::max<std::size_t>(count, 1), 1) : batch_size;
  const std::size_t window = size * static_cast<std::size_t>(options.window);

  position_.resize(permutation.size());
  std::iota(position_.begin(), position_.end(), 0);
  for (std::size_t begin = 0; options.window > 1 && begin < position_.size(); begin += window) {
    const std::size_t end = std::min(begin + window, position_.size());
    const auto at = [&](std::size_t i) { return position_.begin() + static_cast<std::ptrdiff_t>(i); };
    // A batch by symbols may have pairs of two windows, so that these meet at their short ends or at their long ones.
    const bool longest_first = by_symbols && begin / window % 2 == 1;
    std::sort(at(begin), at(end), [&](std::int32_t x, std::int32_t y) {
      const std::int32_t a = longest_first ? y : x;
      const std::int32_t b = longest_first ? x : y;
      const PairLength left = pairs.length(permutation[a]);
      const PairLength right = pairs.length(permutation[b]);
      if (left.source != right.source) return left.source < right.source;
      return left.target != right.target ? left.target < right.target : a < b;
    });
  }
  indices_.resize(permutation.size());
  std::transform(position_.begin(), position_.end(), indices_.begin(),
                 [&](std::int32_t position) { return permutation[position]; });

  batches_.clear();
  if (by_symbols) cut_by_symbols(pairs, count, symbols);
  for (std::size_t begin = 0; !by_symbols && begin < indices_.size(); begin += batch_size) {
    batches_.push_back({begin, std::min(batch_size, indices_.size() - begin)});
  }
  for (std::size_t left = batches_.size(); draw && left > 1; --left) {  // Fisher and Yates
    std::swap(batches_[left - 1], batches_[static_cast<std::size_t>(draw(left))]);
  }
}

std::span<const std::int32_t> BatchPlan::operator[](std::size_t i) const {
  return std::span(indices_).subspan(batches_[i].begin, batches_[i].count);
}

}  // namespace elman::data
