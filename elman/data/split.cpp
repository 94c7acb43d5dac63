#include "elman/data/split.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "elman/error.h"

namespace elman::data {
namespace {

// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// FNV-1a; std::hash promises nothing about another build.
std::uint64_t hash(const std::string& text, std::uint64_t seed) {
  std::uint64_t value = 0xcbf29ce484222325u;
  for (const char byte : text) value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  return mix(value + mix(seed + 0x9e3779b97f4a7c15u));
}

}  // namespace

HoldOut::HoldOut(double share, std::uint64_t seed) : share_(share), seed_(seed) {
  if (share > 0.0 && share < 1.0) return;
  throw UsageError("hold out: found a share of " + std::to_string(share) +
                   ", expected more than 0 and less than 1; give for example 0.1");
}

HoldOut::Source HoldOut::source_of(const TextPair& pair) const {
  std::string text;
  for (const std::string_view symbol : pair.source) {
    if (!text::is_feature_symbol(symbol)) text.append(symbol).push_back('\0');
  }
  const std::uint64_t number = hash(text, seed_);
  return {number, std::move(text)};
}

void HoldOut::add(const TextPair& pair) {
  ++pairs_;
  Source source = source_of(pair);
  const bool full = pairs_of_smallest_ >= most;
  if (full && std::prev(smallest_.end())->first < source) {
    has_others_ = true;
    return;
  }
  ++smallest_[std::move(source)];
  ++pairs_of_smallest_;
  for (auto last = std::prev(smallest_.end()); pairs_of_smallest_ - last->second >= most;
       last = std::prev(smallest_.end())) {
    pairs_of_smallest_ -= last->second;
    smallest_.erase(last);
    has_others_ = true;
  }
}

void HoldOut::settle() {
  if (smallest_.size() + (has_others_ ? 1 : 0) < 2) {
    throw DataError("hold out: found " + std::to_string(smallest_.size()) +
                    " different sources, expected at least 2; give more data or a development file");
  }
  const double wanted = std::clamp(std::round(share_ * static_cast<double>(pairs_)), 1.0, static_cast<double>(most));
  double taken = 0;
  auto end = smallest_.begin();
  const auto last = has_others_ ? smallest_.end() : std::prev(smallest_.end());  // one source is always left
  for (; end != last && taken < wanted; ++end) taken += static_cast<double>(end->second);
  smallest_.erase(end, smallest_.end());
}

bool HoldOut::takes(const TextPair& pair) const { return smallest_.contains(source_of(pair)); }

}  // namespace elman::data
