// How the verbs that read pairs let users say what stands in the file.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

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

// Lines that were left out.
struct SkippedLines {
  std::size_t count = 0;
  std::vector<data::BadLine> first;  // the first twenty

  void add(data::BadLine bad);
};

// Names them; nothing where there are none.
void report_skipped(const SkippedLines& skipped, const std::string& path, std::size_t pairs_left);
void report_skipped(const data::TextPairs& pairs, const std::string& path);

}  // namespace elman::cli
