#include "elman/tasks/tag_symbols.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

#include "elman/data/rows.h"
#include "elman/error.h"
#include "elman/text/symbols.h"
#include "elman/text/text_format.h"

namespace elman::tasks {

namespace {

using text::SymbolKind;

struct Kinds {
  SymbolKind source;
  SymbolKind target;
  std::size_t fitting = 0;  // lines
};

std::size_t symbols_of(std::string_view text, SymbolKind kind, const data::PairOptions& options) {
  return text::split(text, {kind, options.normalization.value_or(text::Normalization::nfc)}).size();
}

}  // namespace

data::PairOptions with_tag_symbols(const text::TextFile& file, data::PairOptions options) {
  constexpr SymbolKind kinds[] = {SymbolKind::space, SymbolKind::character, SymbolKind::grapheme};
  for (const std::optional<SymbolKind> kind : {options.source_symbols, options.target_symbols}) {
    if (!kind || std::find(std::begin(kinds), std::end(kinds), *kind) != std::end(kinds)) continue;
    throw UsageError(
        fmt::format("symbols are {}, expected char, grapheme or space for task tag: each symbol of a line has a tag",
                    name_of(*kind)));
  }
  if (options.source_symbols && options.target_symbols) return options;
  std::vector<Kinds> candidates;  // letter by letter first: it has to fit all lines
  for (const SymbolKind target : {SymbolKind::character, SymbolKind::space}) {
    for (const SymbolKind source : kinds) {
      if (target == SymbolKind::character && source != target) continue;
      if (options.source_symbols.value_or(source) != source) continue;
      candidates.push_back({source, options.target_symbols.value_or(target)});
    }
  }
  std::size_t lines = 0;
  bool spaces = false;
  data::RowReader rows(file, options.columns, options.skip_bad_lines);
  for (data::Row row; rows.next(row); ++lines) {
    spaces = spaces || row.source.find(' ') != std::string_view::npos || row.target.find(' ') != std::string_view::npos;
    for (Kinds& candidate : candidates) {
      candidate.fitting +=
          symbols_of(row.source, candidate.source, options) == symbols_of(row.target, candidate.target, options) ? 1
                                                                                                                 : 0;
    }
  }
  const auto by_letters = [&](const Kinds& k) { return k.target == SymbolKind::character && !options.target_symbols; };
  std::erase_if(candidates, [&](const Kinds& k) {
    return candidates.size() > 1 && by_letters(k) && (spaces || k.fitting < lines);
  });
  const auto best = std::max_element(candidates.begin(), candidates.end(),
                                     [](const Kinds& a, const Kinds& b) { return a.fitting < b.fitting; });
  options.source_symbols = best->source;
  options.target_symbols = best->target;
  return options;
}

std::string tag_objection(const data::TextPair& pair) {
  for (const std::string_view symbol : pair.source) {
    if (!text::is_feature_symbol(symbol)) continue;
    return "found a column of features, expected symbols and tags alone; name the columns, as in --columns "
           "source,-,target";
  }
  if (pair.source.size() == pair.target.size()) return {};
  return fmt::format(
      "found {} source symbols and {} tags, expected as many tags as symbols; mend the line, or say what symbols are "
      "with --source-symbols and --target-symbols",
      pair.source.size(), pair.target.size());
}

}  // namespace elman::tasks
