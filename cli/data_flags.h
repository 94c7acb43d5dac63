// How the verbs that read pairs let users say what stands in the file.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "elman/data/text_pairs.h"

namespace elman::cli {

struct DataFlags {
  std::string source_symbols;  // empty: chosen from the data
  std::string target_symbols;
  std::string columns;
  bool header = false;
  bool skip_bad_lines = false;
};

// --columns, --header.
void add_column_flags(CLI::App& verb, DataFlags& flags);
// --source-symbols, --target-symbols.
void add_symbol_flags(CLI::App& verb, DataFlags& flags);
void add_skip_flag(CLI::App& verb, DataFlags& flags);

// Throws UsageError for a kind of symbols that there is not.
data::PairOptions pair_options(const DataFlags& flags);

// Names the lines that were left out, the first twenty one by one; nothing where there are none.
void report_skipped(const data::TextPairs& pairs, const std::string& path);

}  // namespace elman::cli
