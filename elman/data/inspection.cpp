#include "elman/data/inspection.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "elman/data/pair_vocabulary.h"
#include "elman/data/rows.h"
#include "elman/text/text_file.h"
#include "elman/text/unicode.h"
#include "elman/text/vocabulary.h"

namespace elman::data {
namespace {

std::string key_of(const TextPair& pair) { return pair.source.bytes() + '\0' + pair.target.bytes(); }

std::vector<SymbolCount> symbols_of(std::span<const TextPair> pairs, text::SymbolSequence TextPair::*side) {
  const text::Vocabulary::Counts counts = count_symbols(pairs, side);
  std::vector<SymbolCount> list;
  std::transform(counts.begin(), counts.end(), std::back_inserter(list), [](const auto& entry) {
    return SymbolCount{entry.first, entry.second};
  });
  std::sort(list.begin(), list.end(), [](const SymbolCount& a, const SymbolCount& b) {
    return a.count != b.count ? a.count > b.count : a.symbol < b.symbol;
  });
  return list;
}

Longest longest(std::span<const TextPair> pairs, text::SymbolSequence TextPair::*side) {
  Longest found;
  for (const TextPair& pair : pairs) {
    if ((pair.*side).size() > found.symbols) found = {(pair.*side).size(), pair.line};
  }
  return found;
}

// What can only be seen in the text as it is in the file.
class TextChecks {
 public:
  TextChecks(Inspection& inspection, text::Normalization normalization)
      : inspection_(inspection), normalization_(normalization) {}

  void check(const Row& row) {
    for (const auto& [text, column] : {std::pair(&row.source, row.source_column), {&row.target, row.target_column}}) {
      if (normalize(*text, normalization_) != *text) note(inspection_.not_normalized, row.line);
      if (text->starts_with(' ') || text->ends_with(' ')) note(inspection_.edge_spaces, row.line);
      std::size_t at = column + 1;
      for (const std::string& scalar : text::split_scalars(*text)) {
        find_suspicion(scalar, {row.line, at});
        at += scalar.size();
      }
    }
  }

  void finish() {
    for (auto& [character, found] : suspicious_) inspection_.suspicious.push_back(std::move(found));
  }

 private:
  static void note(std::vector<std::size_t>& lines, std::size_t line) {
    if (lines.empty() || lines.back() != line) lines.push_back(line);
  }

  void find_suspicion(const std::string& scalar, Place place) {
    if (scalar.size() == 1 && scalar[0] >= ' ' && scalar[0] != '\x7F') return;
    std::string why = text::suspicion(scalar);
    if (why.empty()) return;
    const auto [found, is_new] = suspicious_.try_emplace(scalar);
    if (is_new) found->second = {scalar, std::move(why), 0, place};
    ++found->second.count;
  }

  Inspection& inspection_;
  text::Normalization normalization_;
  std::map<std::string, Suspicious> suspicious_;  // the order of UTF-8 is that of code points
};

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
  TextChecks checks(inspection, options.normalization);
  RowReader rows(file, options.columns, options.skip_bad_lines);  // bad lines are listed with the pairs
  for (Row row; rows.next(row);) checks.check(row);
  checks.finish();
  inspection.pairs = read_text_pairs(file, options);
  const std::span<const TextPair> pairs = inspection.pairs.pairs;
  inspection.source_symbols = symbols_of(pairs, &TextPair::source);
  inspection.target_symbols = symbols_of(pairs, &TextPair::target);
  inspection.source = longest(pairs, &TextPair::source);
  inspection.target = longest(pairs, &TextPair::target);
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
