#include "elman/data/symbols.h"

#include <algorithm>
#include <cstddef>
#include <unordered_set>

#include "elman/error.h"

namespace elman::data {
namespace {

std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    tokens.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(' ', end);
  }
  return tokens;
}

std::size_t scalars_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

}  // namespace

std::string to_string(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::character:
      return "char";
    case SymbolKind::grapheme:
      return "grapheme";
    case SymbolKind::space:
      break;
  }
  return "space";
}

SymbolKind parse_symbol_kind(std::string_view name) {
  if (name == "char" || name == "character") return SymbolKind::character;
  if (name == "grapheme") return SymbolKind::grapheme;
  if (name == "space") return SymbolKind::space;
  throw UsageError("symbols: found '" + std::string(name) + "', expected char, grapheme or space");
}

std::vector<std::string> split(std::string_view text, const SymbolOptions& options) {
  const std::string normalized = normalize(text, options.normalization);
  switch (options.kind) {
    case SymbolKind::character:
      return split_scalars(normalized);
    case SymbolKind::grapheme:
      return split_graphemes(normalized);
    case SymbolKind::space:
      break;
  }
  const std::vector<std::string_view> tokens = tokens_of(normalized);
  return {tokens.begin(), tokens.end()};
}

std::string join(std::span<const std::string> symbols, const SymbolOptions& options) {
  std::string text;
  for (const std::string& symbol : symbols) {
    if (options.kind == SymbolKind::space && &symbol != symbols.data()) text += ' ';
    text += symbol;
  }
  return text;
}

SymbolKind choose_symbols(std::span<const std::string_view> texts) {
  std::size_t lines = 0;
  std::size_t lines_of_several = 0;
  std::size_t tokens = 0;
  std::size_t scalars = 0;
  std::unordered_set<std::string_view> types;
  for (const std::string_view text : texts) {
    const std::vector<std::string_view> found = tokens_of(text);
    lines += found.empty() ? 0 : 1;
    lines_of_several += found.size() > 1 ? 1 : 0;
    tokens += found.size();
    for (const std::string_view token : found) scalars += scalars_in(token);
    types.insert(found.begin(), found.end());
  }
  if (lines == 0 || 2 * lines_of_several < lines) return SymbolKind::character;
  // Single characters with spaces between them are symbols however many kinds there are. Longer tokens are symbols
  // where they are short and come from an inventory; the number of different words grows faster than the root of the
  // text's length (Heaps' law), that of phones or syllables soon stops.
  const bool singles = 2 * scalars <= 3 * tokens;
  const bool inventory = scalars <= 4 * tokens && types.size() * types.size() <= 16 * tokens;
  return singles || inventory ? SymbolKind::space : SymbolKind::character;
}

}  // namespace elman::data
