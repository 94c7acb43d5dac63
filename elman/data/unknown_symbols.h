// Symbols of a pair that its vocabularies do not have, told apart. In place of <unk> stands a negative id, which says
// what else the symbol is: the one at a position of the pair's source, or one of the target vocabulary.
#pragma once

#include <cstdint>
#include <limits>

#include "elman/text/vocabulary.h"

namespace elman::data {

// Whether and how unknown symbols are told apart.
enum class UnknownSymbols {
  alike,              // all are <unk>
  apart,              // by what they are
  apart_but_features  // the same, but features of a source are alike
};

constexpr bool is_told_apart(std::int32_t id) { return id < 0; }
// The id that the network reads.
constexpr std::int32_t as_read(std::int32_t id) { return id < 0 ? text::Vocabulary::unknown : id; }

// What the source has at that position, and nowhere before.
constexpr std::int32_t as_at_position(std::int32_t position) { return -1 - position; }
// Of a source's symbol: a symbol of the target vocabulary.
constexpr std::int32_t as_target(std::int32_t id) { return std::numeric_limits<std::int32_t>::min() + id; }

constexpr bool is_target(std::int32_t told_apart) { return told_apart < std::numeric_limits<std::int32_t>::min() / 2; }
constexpr std::int32_t position_of(std::int32_t told_apart) { return -1 - told_apart; }
constexpr std::int32_t target_of(std::int32_t told_apart) {
  return told_apart - std::numeric_limits<std::int32_t>::min();
}

}  // namespace elman::data
