#include "elman/data/inspection.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "elman/data/rows.h"
#include "elman/data/survey.h"
#include "elman/text/text_file.h"
#include "elman/text/unicode.h"
#include "elman/text/vocabulary.h"

namespace elman::data {
namespace {

std::string key_of(const TextPair& pair) { return pair.source.bytes() + '\0' + pair.target.bytes(); }

std::vector<SymbolCount> symbols_of(std::span<const TextPair> pairs, text::SymbolSequence TextPair::*side) {
  std::map<std::string, SymbolCount, std::less<>> counts;
  for (const TextPair& pair : pairs) {
    for (const std::string_view symbol : pair.*side) {
      auto found = counts.find(symbol);
      if (found == counts.end()) {
        found = counts.try_emplace(std::string(symbol), SymbolCount{std::string(symbol), 0, pair.line}).first;
      }
      ++found->second.count;
    }
  }
  std::vector<SymbolCount> list;
  std::transform(counts.begin(), counts.end(), std::back_inserter(list),
                 [](const auto& entry) { return entry.second; });
  std::stable_sort(list.begin(), list.end(),
                   [](const SymbolCount& a, const SymbolCount& b) { return a.count > b.count; });
  return list;
}

Longest longest(std::span<const TextPair> pairs, text::SymbolSequence TextPair::*side) {
  Longest found;
  for (const TextPair& pair : pairs) {
    if ((pair.*side).size() > found.symbols) found = {(pair.*side).size(), pair.line};
  }
  return found;
}

void note(std::vector<std::size_t>& lines, std::size_t line) {
  if (lines.empty() || lines.back() != line) lines.push_back(line);
}

void check_texts(const Row& row, text::Normalization normalization, Inspection& inspection) {
  for (const std::string_view text : {row.source, row.target}) {
    if (text::normalize(text, normalization) != text) note(inspection.not_normalized, row.line);
    if (text.starts_with(' ') || text.ends_with(' ')) note(inspection.edge_spaces, row.line);
  }
}

void compare_pairs(Inspection& inspection) {
  std::unordered_map<std::string, std::size_t> first_lines;
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<Conflict> targets;
  for (const TextPair& pair : inspection.pairs.pairs) {
    if (pair.source == pair.target) inspection.identical.push_back(pair.line);
    const auto [first, is_new_pair] = first_lines.try_emplace(key_of(pair), pair.line);
    if (!is_new_pair) {
      inspection.repetitions.push_back({pair.line, first->second});
      continue;
    }
    const auto [place, is_new] = places.try_emplace(pair.source.bytes(), targets.size());
    if (is_new) targets.push_back({join(pair.source.symbols(), inspection.pairs.format.source), {}});
    targets[place->second].lines.push_back(pair.line);
  }
  for (Conflict& conflict : targets) {
    if (conflict.lines.size() > 1) inspection.conflicts.push_back(std::move(conflict));
  }
}

// Symbols that the vocabulary stores in another form than the data's.
void find_reserved(Inspection& inspection) {
  for (const auto* list : {&inspection.source_symbols, &inspection.target_symbols}) {
    for (const SymbolCount& symbol : *list) {
      const text::Vocabulary alone = text::Vocabulary::from_counts({{symbol.symbol, 1}});
      if (alone.symbols_in_file().back() != symbol.symbol) inspection.reserved.push_back(symbol);
    }
  }
}

}  // namespace

Inspection inspect(const std::string& path, PairOptions options) {
  options.skip_bad_lines = true;
  Inspection inspection;
  const text::TextFile file(path);
  const Survey found = survey(file, options, true);
  inspection.warnings = found.warnings;
  inspection.format_chosen = found.format_chosen;
  SuspiciousCharacters suspicious;
  RowReader rows(file, found.options.columns, options.skip_bad_lines);  // bad lines are listed with the pairs
  for (Row row; rows.next(row);) {
    check_texts(row, *found.options.normalization, inspection);
    suspicious.add(row);
  }
  inspection.suspicious = suspicious.all();
  inspection.pairs = read_text_pairs(file, found.options);
  const std::span<const TextPair> pairs = inspection.pairs.pairs;
  inspection.source_symbols = symbols_of(pairs, &TextPair::source);
  inspection.target_symbols = symbols_of(pairs, &TextPair::target);
  inspection.source = longest(pairs, &TextPair::source);
  inspection.target = longest(pairs, &TextPair::target);
  for (std::size_t i = 1; i < pairs.size(); ++i) {
    if (pairs[i].line == pairs[i - 1].line) note(inspection.several, pairs[i].line);
  }
  compare_pairs(inspection);
  find_reserved(inspection);
  return inspection;
}

Leakage leakage(std::span<const TextPair> train, std::span<const TextPair> dev) {
  std::unordered_set<std::string> pairs;
  std::unordered_set<std::string_view> sources;
  for (const TextPair& pair : train) {
    pairs.insert(key_of(pair));
    sources.insert(pair.source.bytes());
  }
  Leakage found;
  for (const TextPair& pair : dev) {
    if (pairs.contains(key_of(pair))) found.pairs.push_back(pair.line);
    if (sources.contains(pair.source.bytes())) found.sources.push_back(pair.line);
  }
  return found;
}

}  // namespace elman::data
