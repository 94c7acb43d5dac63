#include "elman/text/symbols.h"

#include <algorithm>
#include <cstddef>

#include "elman/error.h"

namespace elman::text {
namespace {

constexpr std::size_t largest_inventory = 65'536;  // of tokens; the words of an endless text would fill any memory

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

void SymbolChooser::add(std::string_view text) {
  const std::vector<std::string_view> found = tokens_of(text);
  lines_ += found.empty() ? 0 : 1;
  lines_of_several_ += found.size() > 1 ? 1 : 0;
  tokens_ += found.size();
  for (const std::string_view token : found) {
    scalars_ += scalars_in(token);
    if (types_.size() < largest_inventory && types_.find(token) == types_.end()) types_.emplace(token);
  }
}

SymbolKind SymbolChooser::choice() const {
  if (lines_ == 0 || 2 * lines_of_several_ < lines_) return SymbolKind::character;
  // Single characters with spaces between them are symbols, however many different ones there are. Longer tokens are
  // symbols if they are short and come from an inventory: the number of different words grows faster than the square
  // root of the text's length (Heaps' law), that of phones or syllables soon stops growing.
  const bool singles = 2 * scalars_ <= 3 * tokens_;
  const std::size_t types = types_.size();
  const bool inventory = scalars_ <= 4 * tokens_ && types < largest_inventory && types * types <= 16 * tokens_;
  return singles || inventory ? SymbolKind::space : SymbolKind::character;
}

}  // namespace elman::text
