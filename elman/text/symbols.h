// Text to symbols and back. A symbol is what a model reads or writes in one step.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"
#include "elman/text/unicode.h"

namespace elman::text {

// character: Unicode scalar values; grapheme: grapheme clusters; space: what is between spaces (U+0020).
enum class SymbolKind { character, grapheme, space };

constexpr auto choices(SymbolKind) {
  return std::array{
      Choice<SymbolKind>{SymbolKind::character, "char"}, Choice<SymbolKind>{SymbolKind::grapheme, "grapheme"},
      Choice<SymbolKind>{SymbolKind::space, "space"}, Choice<SymbolKind>{SymbolKind::character, "character"}};
}

struct SymbolOptions {
  SymbolKind kind = SymbolKind::character;
  Normalization normalization = Normalization::nfc;  // applied before splitting
};

// Normalises and splits. Throws DataError if the text is not UTF-8. Runs of spaces count as one under `space`.
std::vector<std::string> split(std::string_view text, const SymbolOptions& options);

// join(split(text)) is the normalised text (under `space`: if single spaces separate its symbols).
std::string join(std::span<const std::string> symbols, const SymbolOptions& options);

// What is between spaces (U+0020).
std::vector<std::string_view> tokens_of(std::string_view text);

}  // namespace elman::text
