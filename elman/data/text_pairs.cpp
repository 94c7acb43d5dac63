#include "elman/data/text_pairs.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "elman/data/survey.h"
#include "elman/error.h"

namespace elman::data {

void CorpusSize::add(const TextPair& pair) {
  ++pairs;
  symbols += pair.source.size() + pair.target.size();
  longest_source = std::max(longest_source, pair.source.size());
  longest_target = std::max(longest_target, pair.target.size());
}

PairReader::PairReader(const text::TextFile& file, const PairOptions& options, BadLineSink skipped)
    : file_(file),
      rows_(file, options.columns, options.skip_bad_lines, skipped),
      skip_bad_lines_(options.skip_bad_lines),
      skipped_(std::move(skipped)),
      longest_(options.longest),
      objection_(options.objection) {
  if (!options.source_symbols || !options.target_symbols) {
    throw UsageError(file.path() + ": found no kind of symbols for source or target, expected both; call survey()");
  }
  const text::TextFormat defaults;
  const text::Normalization normalization = options.normalization.value_or(defaults.source.normalization);
  format_.source = {*options.source_symbols, normalization, options.source_encoding, options.source_pieces};
  format_.target = {*options.target_symbols, normalization, options.target_encoding, options.target_pieces};
  for (const text::SymbolOptions* side : {&format_.source, &format_.target}) {
    if (side->kind != text::SymbolKind::sentencepiece || side->pieces) continue;
    const std::string name = side == &format_.source ? "source" : "target";
    throw UsageError(
        file.path() + ": found " + name +
        " symbols of kind sentencepiece without a SentencePiece model, expected its file; give it with --" + name +
        "-sentencepiece FILE");
  }
  format_.feature_separator = options.feature_separator.value_or(defaults.feature_separator);
  format_.features_as_set = options.features_as_set;
  format_.written = options.written;
}

bool PairReader::next(TextPair& pair) {
  for (Row row; rows_.next(row);) {
    format_.features = rows_.columns().features != Columns::absent;
    pair.source = text::SymbolSequence(source_symbols(row.source, row.features, format_));
    pair.target = text::SymbolSequence(target_symbols(row.target, format_));
    pair.line = row.line;
    std::optional<BadLine> bad = too_long(row, pair);
    if (!bad) bad = unusable(pair);
    if (!bad) {
      has_pairs_ = true;
      return true;
    }
    if (!skip_bad_lines_) throw DataError(bad->message);
    if (first_bad_.empty()) first_bad_ = bad->message;
    if (skipped_) skipped_(std::move(*bad));
  }
  if (!has_pairs_) throw DataError(first_bad_);
  return false;
}

std::optional<BadLine> PairReader::too_long(const Row& row, const TextPair& pair) const {
  const bool source = pair.source.size() > longest_;
  if (!source && pair.target.size() <= longest_) return std::nullopt;
  return BadLine{row.line, file_.path() + ":" + std::to_string(row.line) + ":" +
                               std::to_string((source ? row.source_column : row.target_column) + 1) + ": found a " +
                               (source ? "source" : "target") + " of " +
                               std::to_string(source ? pair.source.size() : pair.target.size()) +
                               " symbols, expected at most " + std::to_string(longest_) +
                               "; put one word or sentence on a line"};
}

std::optional<BadLine> PairReader::unusable(const TextPair& pair) const {
  const std::string fault = objection_ ? objection_(pair) : std::string();
  if (fault.empty()) return std::nullopt;
  return BadLine{pair.line, file_.path() + ":" + std::to_string(pair.line) + ": " + fault};
}

TextPairs read_text_pairs(const std::string& path, const PairOptions& options) {
  return read_text_pairs(text::TextFile(path), options);
}

TextPairs read_text_pairs(const text::TextFile& file, const PairOptions& options) {
  TextPairs read;
  PairReader reader(file, survey(file, options).options,
                    [&read](BadLine bad) { read.skipped.push_back(std::move(bad)); });
  for (TextPair pair; reader.next(pair);) read.pairs.push_back(std::move(pair));
  read.format = reader.format();
  read.columns = reader.columns();
  read.layout = reader.layout();
  return read;
}

PairOptions pair_options(const text::TextFormat& format, const ColumnOptions& columns) {
  return {.columns = columns,
          .source_symbols = format.source.kind,
          .target_symbols = format.target.kind,
          .normalization = format.source.normalization,
          .feature_separator = format.feature_separator,
          .features_as_set = format.features_as_set,
          .written = format.written,
          .source_encoding = format.source.encoding,
          .target_encoding = format.target.encoding,
          .source_pieces = format.source.pieces,
          .target_pieces = format.target.pieces};
}

std::vector<SourceGroup> group_by_source(std::span<const TextPair> pairs) {
  std::vector<SourceGroup> groups;
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<std::unordered_set<std::string_view>> targets;  // of each group
  for (const TextPair& pair : pairs) {
    const auto [place, is_new] = places.try_emplace(pair.source.bytes(), groups.size());
    if (is_new) {
      groups.push_back({pair.source.symbols(), {}, pair.line});
      targets.emplace_back();
    }
    if (targets[place->second].insert(pair.target.bytes()).second) {
      groups[place->second].targets.push_back(pair.target.symbols());
    }
  }
  return groups;
}

}  // namespace elman::data
