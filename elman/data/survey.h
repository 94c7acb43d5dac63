// What a file of pairs is like, before it is read: choices that nobody has made, and what looks like a mistake.
#pragma once

#include <string>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/text/text_file.h"

namespace elman::data {

struct Survey {
  PairOptions options;             // nothing is left open
  bool format_chosen = false;      // from the lines
  std::string why_source_symbols;  // empty if it was given, or if there was nothing to weigh
  std::string why_target_symbols;
  std::vector<std::string> warnings;  // for people, a line for each, with the flag that mends it
};

// Reads the rows once if something is left open, or if warnings are wanted. Throws as RowReader does.
Survey survey(const text::TextFile& file, const PairOptions& options, bool with_warnings = false);

}  // namespace elman::data
