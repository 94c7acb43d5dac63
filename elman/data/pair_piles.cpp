#include "elman/data/pair_piles.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "elman/error.h"

namespace elman::data {
namespace {

// Memory for pairs that wait to be written, of all piles together, and of one.
constexpr std::size_t most_waiting_numbers = std::size_t{4} << 20;
constexpr std::size_t most_waiting_of_a_pile = std::size_t{1} << 14;
constexpr std::size_t least_waiting_of_a_pile = std::size_t{1} << 10;

void number(const text::SymbolSequence& symbols, text::SymbolTally& tally, std::vector<std::int32_t>& numbers) {
  numbers.clear();
  for (const std::string_view symbol : symbols) numbers.push_back(tally.add(symbol));
}

}  // namespace

PairPiles::PairPiles(EncodedPairs pairs) : piles_(1), opened_(0), pairs_(std::move(pairs)) {
  piles_.front().pairs = pairs_.size();
}

std::size_t PairPiles::size() const {
  return std::accumulate(piles_.begin(), piles_.end(), std::size_t{0},
                         [](std::size_t sum, const Pile& pile) { return sum + pile.pairs; });
}

const EncodedPairs& PairPiles::open(std::size_t pile) {
  if (opened_ == pile) return pairs_;
  opened_.reset();
  pairs_.clear();
  pairs_.reserve(piles_[pile].pairs, piles_[pile].ids);
  for (const Extent& extent : piles_[pile].extents) {
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
  opened_ = pile;
  return pairs_;
}

PairDealer::PairDealer(std::uint64_t text_bytes, Draw draw, std::uint64_t most_symbols) : draw_(std::move(draw)) {
  const std::uint64_t count = std::max<std::uint64_t>(1, (text_bytes + most_symbols - 1) / most_symbols);
  piles_.piles_.resize(static_cast<std::size_t>(count));
  if (count == 1) return;
  piles_.file_ = system::File::create_temporary();
  waiting_.resize(static_cast<std::size_t>(count));
  most_waiting_ = std::clamp(most_waiting_numbers / static_cast<std::size_t>(count), least_waiting_of_a_pile,
                             most_waiting_of_a_pile);
}

void PairDealer::add(const TextPair& pair) {
  number(pair.source, source_, source_numbers_);
  number(pair.target, target_, target_numbers_);
  source_numbers_.push_back(text::Vocabulary::end);
  const std::size_t place = waiting_.empty() ? 0 : static_cast<std::size_t>(draw_(waiting_.size()));
  PairPiles::Pile& pile = piles_.piles_[place];
  ++pile.pairs;
  pile.ids += source_numbers_.size() + target_numbers_.size();
  if (waiting_.empty()) {
    piles_.pairs_.add(source_numbers_, target_numbers_);
    return;
  }
  std::vector<std::int32_t>& waiting = waiting_[place];
  for (const auto* numbers : {&source_numbers_, &target_numbers_}) {
    waiting.push_back(static_cast<std::int32_t>(numbers->size()));
    waiting.insert(waiting.end(), numbers->begin(), numbers->end());
  }
  if (waiting.size() >= most_waiting_) put_away(place);
}

void PairDealer::put_away(std::size_t pile) {
  if (waiting_[pile].empty()) return;
  const auto bytes = std::as_bytes(std::span(waiting_[pile]));
  piles_.piles_[pile].extents.push_back({piles_.file_->size(), bytes.size()});
  piles_.file_->write(bytes);
  waiting_[pile].clear();
}

PairPiles PairDealer::finish(const text::Vocabulary& source, const text::Vocabulary& target) && {
  piles_.source_ids_ = source_.ids(source);
  piles_.target_ids_ = target_.ids(target);
  if (waiting_.empty()) {
    piles_.pairs_.renumber(piles_.source_ids_, piles_.target_ids_);
    piles_.opened_ = 0;
  }
  for (std::size_t pile = 0; pile < waiting_.size(); ++pile) put_away(pile);
  waiting_.clear();
  return std::move(piles_);
}

}  // namespace elman::data
