#include "elman/text/symbols.h"

#include <algorithm>
#include <cstddef>

#include "elman/error.h"
#include "elman/text/words.h"

namespace elman::text {
namespace {

const SentencePieces& pieces_of(const SymbolOptions& options) {
  if (options.pieces) return *options.pieces;
  throw UsageError("symbols sentencepiece: found no SentencePiece model, expected one; give its file");
}

}  // namespace

std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    tokens.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(' ', end);
  }
  return tokens;
}

std::vector<std::string> split(std::string_view text, const SymbolOptions& options) {
  const Normalization own = options.kind == SymbolKind::sentencepiece ? Normalization::none : options.normalization;
  const std::string normalized = normalize(text, own);
  switch (options.kind) {
    case SymbolKind::character:
      return split_scalars(normalized);
    case SymbolKind::grapheme:
      return split_graphemes(normalized);
    case SymbolKind::byte:
      return split_bytes(normalized);
    case SymbolKind::word:
      return split_words(normalized);
    case SymbolKind::bpe:
      return options.encoding ? options.encoding->split(normalized) : split_words(normalized);
    case SymbolKind::sentencepiece:
      return pieces_of(options).split(normalized);
    case SymbolKind::space:
      break;
  }
  const std::vector<std::string_view> tokens = tokens_of(normalized);
  return {tokens.begin(), tokens.end()};
}

std::string join(std::span<const std::string> symbols, const SymbolOptions& options) {
  switch (options.kind) {
    case SymbolKind::byte:
      return join_bytes(symbols);
    case SymbolKind::word:
      return join_words(symbols);
    case SymbolKind::bpe:
      return without_space(join_bytes(symbols));
    case SymbolKind::sentencepiece:
      return pieces_of(options).join(symbols);
    default:
      break;
  }
  std::string text;
  for (const std::string& symbol : symbols) {
    if (options.kind == SymbolKind::space && &symbol != symbols.data()) text += ' ';
    text += symbol;
  }
  return text;
}

std::vector<std::string> required_symbols(const SymbolOptions& options) {
  if (options.kind == SymbolKind::byte) return byte_symbols();
  if (options.kind == SymbolKind::bpe && options.encoding) return options.encoding->symbols();
  if (options.kind == SymbolKind::sentencepiece) return pieces_of(options).byte_names();
  return {};
}

}  // namespace elman::text
