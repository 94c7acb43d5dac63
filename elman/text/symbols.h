// Text to symbols and back. A symbol is what a model reads or writes in one step.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"
#include "elman/text/byte_pair_encoding.h"
#include "elman/text/sentence_pieces.h"
#include "elman/text/unicode.h"

namespace elman::text {

// character: Unicode scalar values; grapheme: grapheme clusters; space: what is between spaces (U+0020); word: words
// with the space before them, numbers and other characters (text/words.h); byte: bytes of UTF-8; bpe: words and parts
// of words by byte-pair encoding; sentencepiece: the pieces of a SentencePiece model.
enum class SymbolKind { character, grapheme, space, word, byte, bpe, sentencepiece };

constexpr auto choices(SymbolKind) {
  return std::array{Choice<SymbolKind>{SymbolKind::character, "char"},
                    Choice<SymbolKind>{SymbolKind::grapheme, "grapheme"},
                    Choice<SymbolKind>{SymbolKind::space, "space"},
                    Choice<SymbolKind>{SymbolKind::word, "word"},
                    Choice<SymbolKind>{SymbolKind::byte, "byte"},
                    Choice<SymbolKind>{SymbolKind::bpe, "bpe"},
                    Choice<SymbolKind>{SymbolKind::sentencepiece, "sentencepiece"},
                    Choice<SymbolKind>{SymbolKind::byte, "bytes"},
                    Choice<SymbolKind>{SymbolKind::character, "character"}};
}

// Words or their parts: what sentences are read and written by.
constexpr bool are_of_words(SymbolKind kind) {
  return kind == SymbolKind::word || kind == SymbolKind::bpe || kind == SymbolKind::sentencepiece;
}

struct SymbolOptions {
  SymbolKind kind = SymbolKind::character;
  Normalization normalization = Normalization::nfc;       // applied before splitting, but for sentencepiece
  std::shared_ptr<const BytePairEncoding> encoding = {};  // of bpe; before it has been learnt, words stay whole
  std::shared_ptr<const SentencePieces> pieces = {};      // of sentencepiece, which cannot be without it
};

// Normalises and splits. Throws DataError if the text is not UTF-8, UsageError if there have to be pieces and are not.
// Runs of spaces count as one under `space`.
std::vector<std::string> split(std::string_view text, const SymbolOptions& options);

// join(split(text)) is the normalised text (under `space`: if single spaces separate its symbols; under
// `sentencepiece`: by the normalizer of the model).
std::string join(std::span<const std::string> symbols, const SymbolOptions& options);

// Symbols that belong to a vocabulary whether or not the data has them, so that any text can be read and written.
std::vector<std::string> required_symbols(const SymbolOptions& options);

// What is between spaces (U+0020).
std::vector<std::string_view> tokens_of(std::string_view text);

}  // namespace elman::text
