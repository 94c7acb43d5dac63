#include "elman/data/pair_shards.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "elman/error.h"

namespace elman::data {
namespace {

// Memory for pairs that wait to be written, of all shards together, and of one.
constexpr std::size_t most_waiting_numbers = std::size_t{4} << 20;
constexpr std::size_t most_waiting_of_a_shard = std::size_t{1} << 14;
constexpr std::size_t least_waiting_of_a_shard = std::size_t{1} << 10;

void number(const text::SymbolSequence& symbols, text::SymbolTally& tally, std::vector<std::int32_t>& numbers) {
  numbers.clear();
  for (const std::string_view symbol : symbols) numbers.push_back(tally.add(symbol));
}

}  // namespace

PairShards::PairShards(EncodedPairs pairs) : shards_(1), opened_(0), pairs_(std::move(pairs)) {
  shards_.front().pairs = pairs_.size();
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
      throw IoError("cannot read: " + file_->path() + ": it has become shorter");
    }
    // A pair: how long its source is, the source, how long its target is, the target.
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
  pairs_.renumber(source_ids_, target_ids_);
  opened_ = shard;
  return pairs_;
}

PairSharder::PairSharder(std::uint64_t text_bytes, Draw draw, std::uint64_t most_symbols) : draw_(std::move(draw)) {
  const std::uint64_t count = std::max<std::uint64_t>(1, (text_bytes + most_symbols - 1) / most_symbols);
  shards_.shards_.resize(static_cast<std::size_t>(count));
  if (count == 1) return;
  shards_.file_ = system::File::create_temporary();
  waiting_.resize(static_cast<std::size_t>(count));
  most_waiting_ = std::clamp(most_waiting_numbers / static_cast<std::size_t>(count), least_waiting_of_a_shard,
                             most_waiting_of_a_shard);
}

void PairSharder::add(const TextPair& pair) {
  number(pair.source, source_, source_numbers_);
  number(pair.target, target_, target_numbers_);
  source_numbers_.push_back(text::Vocabulary::end);
  const std::size_t place = waiting_.empty() ? 0 : static_cast<std::size_t>(draw_(waiting_.size()));
  PairShards::Shard& shard = shards_.shards_[place];
  ++shard.pairs;
  shard.ids += source_numbers_.size() + target_numbers_.size();
  if (waiting_.empty()) {
    shards_.pairs_.add(source_numbers_, target_numbers_);
    return;
  }
  std::vector<std::int32_t>& waiting = waiting_[place];
  for (const auto* numbers : {&source_numbers_, &target_numbers_}) {
    waiting.push_back(static_cast<std::int32_t>(numbers->size()));
    waiting.insert(waiting.end(), numbers->begin(), numbers->end());
  }
  if (waiting.size() >= most_waiting_) put_away(place);
}

void PairSharder::put_away(std::size_t shard) {
  if (waiting_[shard].empty()) return;
  const auto bytes = std::as_bytes(std::span(waiting_[shard]));
  shards_.shards_[shard].extents.push_back({shards_.file_->size(), bytes.size()});
  shards_.file_->write(bytes);
  waiting_[shard].clear();
}

PairShards PairSharder::finish(const text::Vocabulary& source, const text::Vocabulary& target) && {
  shards_.source_ids_ = source_.ids(source);
  shards_.target_ids_ = target_.ids(target);
  if (waiting_.empty()) {
    shards_.pairs_.renumber(shards_.source_ids_, shards_.target_ids_);
    shards_.opened_ = 0;
  }
  for (std::size_t shard = 0; shard < waiting_.size(); ++shard) put_away(shard);
  waiting_.clear();
  return std::move(shards_);
}

}  // namespace elman::data
