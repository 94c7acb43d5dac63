#include "elman/data/split.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <unordered_map>

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

std::string text_key(const TextPair& pair) {
  std::string key;
  for (const std::string_view symbol : pair.source) {
    if (!is_feature_symbol(symbol)) key.append(symbol).push_back('\0');
  }
  return key;
}

struct Group {
  std::uint64_t hash = 0;
  std::string key;
  std::vector<std::int32_t> members;
};

std::vector<Group> groups_by_hash(std::span<const TextPair> pairs, std::uint64_t seed) {
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    std::string key = text_key(pairs[i]);
    const auto [place, is_new] = places.try_emplace(key, groups.size());
    if (is_new) groups.push_back({hash(key, seed), std::move(key), {}});
    groups[place->second].members.push_back(static_cast<std::int32_t>(i));
  }
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.hash != b.hash ? a.hash < b.hash : a.key < b.key; });
  return groups;
}

}  // namespace

HeldOut hold_out(std::span<const TextPair> pairs, double share, std::uint64_t seed) {
  if (!(share > 0.0 && share < 1.0)) {
    throw UsageError("hold out: found a share of " + std::to_string(share) +
                     ", expected more than 0 and less than 1; give for example 0.1");
  }
  const std::vector<Group> groups = groups_by_hash(pairs, seed);
  if (groups.size() < 2) {
    throw DataError("hold out: found " + std::to_string(groups.size()) +
                    " different sources, expected at least 2; give more data or a development file");
  }
  const auto wanted = std::max(1.0, std::round(share * static_cast<double>(pairs.size())));
  HeldOut parts;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool hold = static_cast<double>(parts.held_out.size()) < wanted && i + 1 < groups.size();
    std::vector<std::int32_t>& part = hold ? parts.held_out : parts.kept;
    part.insert(part.end(), groups[i].members.begin(), groups[i].members.end());
  }
  std::sort(parts.kept.begin(), parts.kept.end());
  std::sort(parts.held_out.begin(), parts.held_out.end());
  return parts;
}

}  // namespace elman::data
