#include "cli/data_flags.h"

#include <utility>

#include "cli/talk.h"

namespace elman::cli {

void add_column_flags(CLI::App& verb, DataFlags& flags) {
  verb.add_option("--columns", flags.columns, "names of the columns, such as lemma,features,form")->type_name("NAMES");
  verb.add_flag("--header", flags.header, "the first line names the columns");
}

void add_symbol_flags(CLI::App& verb, DataFlags& flags) {
  verb.add_option("--source-symbols", flags.source_symbols, "char, grapheme or space (default: from the data)")
      ->type_name("KIND");
  verb.add_option("--target-symbols", flags.target_symbols, "char, grapheme or space (default: from the data)")
      ->type_name("KIND");
}

void add_skip_flag(CLI::App& verb, DataFlags& flags) {
  verb.add_flag("--skip-bad-lines", flags.skip_bad_lines, "leave out lines that cannot be read, and name them");
}

data::PairOptions pair_options(const DataFlags& flags) {
  data::PairOptions pairs;
  if (!flags.columns.empty()) pairs.columns.names = data::parse_column_names(flags.columns);
  pairs.columns.header = flags.header;
  if (!flags.source_symbols.empty()) pairs.source_symbols = text::parse_symbol_kind(flags.source_symbols);
  if (!flags.target_symbols.empty()) pairs.target_symbols = text::parse_symbol_kind(flags.target_symbols);
  pairs.skip_bad_lines = flags.skip_bad_lines;
  return pairs;
}

void SkippedLines::add(data::BadLine bad) {
  constexpr std::size_t shown = 20;
  if (++count <= shown) first.push_back(std::move(bad));
}

void report_skipped(const SkippedLines& skipped, const std::string& path, std::size_t pairs_left) {
  const std::size_t count = skipped.count;
  if (count == 0) return;
  for (const data::BadLine& bad : skipped.first) talk("skipped  {}\n", bad.message);
  if (count > skipped.first.size()) talk("skipped  and {} more\n", count - skipped.first.size());
  talk("skipped  {} line{} of {}; {} pair{} left\n", count, count == 1 ? "" : "s", path, pairs_left,
       pairs_left == 1 ? "" : "s");
}

void report_skipped(const data::TextPairs& pairs, const std::string& path) {
  SkippedLines skipped;
  for (const data::BadLine& bad : pairs.skipped) skipped.add(bad);
  report_skipped(skipped, path, pairs.pairs.size());
}

}  // namespace elman::cli
