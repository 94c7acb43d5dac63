#include "elman/data/text_pairs.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "elman/data/rows.h"
#include "elman/error.h"

namespace elman::data {
namespace {

SymbolKind choose(const std::vector<Row>& rows, std::string_view Row::*column, std::optional<SymbolKind> given) {
  if (given) return *given;
  std::vector<std::string_view> texts;
  texts.reserve(rows.size());
  for (const Row& row : rows) texts.push_back(row.*column);
  return choose_symbols(texts);
}

std::optional<BadLine> too_long(const std::string& path, const Row& row, const TextPair& pair, std::size_t longest) {
  const bool source = pair.source.size() > longest;
  if (!source && pair.target.size() <= longest) return std::nullopt;
  return BadLine{row.line, path + ":" + std::to_string(row.line) + ":" +
                               std::to_string((source ? row.source_column : row.target_column) + 1) + ": found a " +
                               (source ? "source" : "target") + " of " +
                               std::to_string(source ? pair.source.size() : pair.target.size()) +
                               " symbols, expected at most " + std::to_string(longest) +
                               "; put one word or sentence on a line"};
}

}  // namespace

TextPairs read_text_pairs(const std::string& path, const PairOptions& options) {
  return to_pairs(read_rows(path, options.columns, options.skip_bad_lines), path, options);
}

TextPairs to_pairs(Rows read_lines, const std::string& path, const PairOptions& options) {
  const std::vector<Row>& rows = read_lines.rows;
  TextPairs read;
  read.columns = read_lines.columns;
  read.skipped = std::move(read_lines.bad);
  read.format.source = {choose(rows, &Row::source, options.source_symbols), options.normalization};
  read.format.target = {choose(rows, &Row::target, options.target_symbols), options.normalization};
  read.format.features = read.columns.features != Columns::absent;
  read.format.feature_separator = options.feature_separator;
  read.pairs.reserve(rows.size());
  for (const Row& row : rows) {
    TextPair pair{SymbolSequence(source_symbols(row.source, row.features, read.format)),
                  SymbolSequence(target_symbols(row.target, read.format)), row.line};
    if (std::optional<BadLine> bad = too_long(path, row, pair, options.longest)) {
      if (!options.skip_bad_lines) throw DataError(bad->message);
      read.skipped.push_back(std::move(*bad));
    } else {
      read.pairs.push_back(std::move(pair));
    }
  }
  if (read.pairs.empty()) throw DataError(read.skipped.front().message);
  std::stable_sort(read.skipped.begin(), read.skipped.end(),
                   [](const BadLine& a, const BadLine& b) { return a.line < b.line; });
  return read;
}

PairOptions pair_options(const TextFormat& format, const ColumnOptions& columns) {
  return {.columns = columns,
          .source_symbols = format.source.kind,
          .target_symbols = format.target.kind,
          .normalization = format.source.normalization,
          .feature_separator = format.feature_separator};
}

std::vector<SourceGroup> group_by_source(std::span<const TextPair> pairs) {
  std::vector<SourceGroup> groups;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const TextPair& pair : pairs) {
    const auto [place, is_new] = places.try_emplace(pair.source.bytes(), groups.size());
    if (is_new) groups.push_back({pair.source.symbols(), {}, pair.line});
    auto& targets = groups[place->second].targets;
    std::vector<std::string> target = pair.target.symbols();
    if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(std::move(target));
  }
  return groups;
}

}  // namespace elman::data
