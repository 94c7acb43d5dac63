// What is in a file of pairs: a report to read before training on it.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "elman/data/suspicious.h"
#include "elman/data/text_pairs.h"

namespace elman::data {

struct SymbolCount {
  std::string symbol;
  std::size_t count = 0;
  std::size_t first_line = 0;
};

struct Longest {
  std::size_t symbols = 0;
  std::size_t line = 0;
};

// A pair that is in the file before.
struct Repetition {
  std::size_t line = 0;
  std::size_t first_line = 0;
};

// A source with several targets.
struct Conflict {
  std::string source;
  std::vector<std::size_t> lines;  // the first line of each target
};

struct Inspection {
  TextPairs pairs;                          // with the bad lines in `skipped`
  std::vector<SymbolCount> source_symbols;  // most frequent first, equally frequent ones by code point
  std::vector<SymbolCount> target_symbols;
  Longest source;
  Longest target;
  std::vector<Repetition> repetitions;
  std::vector<Conflict> conflicts;
  std::vector<std::size_t> several;         // lines with several targets, each of which is a pair
  std::vector<std::size_t> identical;       // lines whose target is the source
  std::vector<std::size_t> not_normalized;  // lines whose text is not in the normal form of the options
  std::vector<std::size_t> edge_spaces;     // lines with a field that begins or ends with a space
  std::vector<SymbolCount> reserved;        // symbols that look like special ones, and are stored with a backslash
  std::vector<Suspicious> suspicious;       // by code point
  std::vector<std::string> warnings;        // as data::survey has them
  bool format_chosen = false;               // pairs.layout was, from the lines
};

// Reads as read_text_pairs does and lists bad lines. Throws IoError, and DataError for a file without a good line.
Inspection inspect(const std::string& path, PairOptions options);

// What dev shares with train: scores on it would be too good.
struct Leakage {
  std::vector<std::size_t> pairs;    // lines of dev whose pair is in train
  std::vector<std::size_t> sources;  // lines of dev whose source is, with this target or another
};
Leakage leakage(std::span<const TextPair> train, std::span<const TextPair> dev);

}  // namespace elman::data
