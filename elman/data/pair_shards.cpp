#include "elman/data/pair_shards.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "elman/error.h"
#include "elman/text/text_format.h"

namespace elman::data {
namespace {

// Ids in the write buffers of all shards together, and in that of one.
constexpr std::size_t size_of_all_buffers = std::size_t{4} << 20;
constexpr std::size_t largest_buffer = std::size_t{1} << 14;
constexpr std::size_t smallest_buffer = std::size_t{1} << 10;

void count_symbols(const text::SymbolSequence& symbols, text::SymbolCounter& counter, std::vector<std::int32_t>& ids) {
  ids.clear();
  for (const std::string_view symbol : symbols) ids.push_back(counter.add(symbol));
}

}  // namespace

PairShards::PairShards(EncodedPairs pairs) : shards_(1), opened_(0), pairs_(std::move(pairs)) {
  shards_.front().pairs = pairs_.size();
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    shards_.front().ids += pairs_.source(i).size() + pairs_.target(i).size();
  }
}

std::size_t PairShards::size() const {
  return std::accumulate(shards_.begin(), shards_.end(), std::size_t{0},
                         [](std::size_t sum, const Shard& shard) { return sum + shard.pairs; });
}

const EncodedPairs& PairShards::open(std::size_t shard) {
  if (opened_ == shard) return pairs_;
  opened_.reset();
  pairs_.clear();
  pairs_.reserve(shards_[shard].pairs, shards_[shard].ids);
  for (const Extent& extent : shards_[shard].extents) {
    extent_.resize(extent.bytes / sizeof(std::int32_t));
    if (file_->read_at(extent.offset, std::as_writable_bytes(std::span(extent_))) < extent.bytes) {
      throw IoError("cannot read: " + file_->path() + ": the file has become shorter");
    }
    // A pair: length of the source, source, length of the target, target.
    for (std::span<const std::int32_t> rest = extent_; !rest.empty();) {
      const auto take = [&rest] {
        const auto length = static_cast<std::size_t>(rest.front());
        const std::span<const std::int32_t> part = rest.subspan(1, length);
        rest = rest.subspan(1 + length);
        return part;
      };
      const std::span<const std::int32_t> source = take();
      pairs_.add(source, take());
    }
  }
  pairs_.renumber(numbering_);
  opened_ = shard;
  return pairs_;
}

PairSharder::PairSharder(std::uint64_t text_bytes, Draw draw, std::uint64_t most_symbols) : draw_(std::move(draw)) {
  const std::uint64_t count = std::max<std::uint64_t>(1, (text_bytes + most_symbols - 1) / most_symbols);
  shards_.shards_.resize(static_cast<std::size_t>(count));
  if (count == 1) return;
  shards_.file_ = system::File::create_temporary();
  buffers_.resize(static_cast<std::size_t>(count));
  buffer_size_ = std::clamp(size_of_all_buffers / static_cast<std::size_t>(count), smallest_buffer, largest_buffer);
}

void PairSharder::add(const TextPair& pair) {
  count_symbols(pair.source, source_, source_ids_);
  count_symbols(pair.target, target_, target_ids_);
  source_ids_.push_back(text::Vocabulary::end);
  const std::size_t chosen = buffers_.empty() ? 0 : static_cast<std::size_t>(draw_(buffers_.size()));
  PairShards::Shard& shard = shards_.shards_[chosen];
  ++shard.pairs;
  shard.ids += source_ids_.size() + target_ids_.size();
  if (buffers_.empty()) {
    shards_.pairs_.add(source_ids_, target_ids_);
    return;
  }
  std::vector<std::int32_t>& buffer = buffers_[chosen];
  for (const auto* ids : {&source_ids_, &target_ids_}) {
    buffer.push_back(static_cast<std::int32_t>(ids->size()));
    buffer.insert(buffer.end(), ids->begin(), ids->end());
  }
  if (buffer.size() >= buffer_size_) flush(chosen);
}

void PairSharder::flush(std::size_t shard) {
  if (buffers_[shard].empty()) return;
  const auto bytes = std::as_bytes(std::span(buffers_[shard]));
  shards_.shards_[shard].extents.push_back({shards_.file_->size(), bytes.size()});
  shards_.file_->write(bytes);
  buffers_[shard].clear();
}

PairShards PairSharder::finish(const text::Vocabulary& source, const text::Vocabulary& target,
                               UnknownSymbols unknown) && {
  PairNumbering& numbering = shards_.numbering_;
  numbering = {source_.ids(source), target_.ids(target)};
  if (unknown != UnknownSymbols::alike) {
    numbering.source_as_target = source_.ids(target);
    numbering.target_in_source = target_.ids(source_);
  }
  if (unknown == UnknownSymbols::apart_but_features) {
    for (const std::int32_t id : source_.ids_where(&text::is_feature_symbol)) {
      numbering.source_as_target[static_cast<std::size_t>(id)] = -1;
    }
  }
  if (buffers_.empty()) {
    shards_.pairs_.renumber(numbering);
    shards_.opened_ = 0;
  }
  for (std::size_t shard = 0; shard < buffers_.size(); ++shard) flush(shard);
  buffers_.clear();
  return std::move(shards_);
}

}  // namespace elman::data
