// How the texts of a pair become symbols: what a model stores about the format of its training data.
//
// Features come before the characters, each as one symbol in brackets, so that an encoder knows which form is wanted
// before it reads the word (Kann & Schütze 2016): "ser", "V;PRS;NOM(1,SG)" -> [V] [PRS] [NOM(1,SG)] s e r. No text
// symbol has that form: a scalar value or grapheme cluster cannot have it, and a space-separated token or SentencePiece
// piece that does gets a backslash in front (as do those of that form after backslashes).
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/text/symbols.h"

namespace elman::text {

// The most symbols of one text. A longer one is no word or sentence: a tab or line end is missing, and a model would
// need gigabytes.
constexpr std::size_t longest_text = 10'000;

struct TextFormat {
  SymbolOptions source = {};
  SymbolOptions target = {};
  bool features = false;                        // the source has a column of features beside its text
  char feature_separator = ';';                 // between features; inside brackets it belongs to the feature
  bool features_as_set = false;                 // in one order, each once, however they are written
  Normalization written = Normalization::none;  // of texts that are written; none: as their symbols are
  int longest_source = 0;                       // of what was learnt, in symbols; 0 if nobody knows
};

// As a model keeps it. Both sides have one normalization: the source's.
Fields fields(TextFormat& format);

// "V;NOM(MASC,SG);ABL(PL;PSS(2,PL))" -> V, NOM(MASC,SG), ABL(PL;PSS(2,PL)). Brackets are (), [] and {}.
// Spaces around a feature and empty features are dropped. Throws DataError for an unmatched bracket.
std::vector<std::string> split_features(std::string_view features, char separator = ';');

// Offset of the first unmatched bracket, or std::string_view::npos.
std::size_t find_unbalanced_bracket(std::string_view features);

// "V" -> "[V]".
std::string feature_symbol(std::string_view feature);
bool is_feature_symbol(std::string_view symbol);

// The symbols of a source; features is ignored unless format.features.
std::vector<std::string> source_symbols(std::string_view text, std::string_view features, const TextFormat& format);
// A SentencePiece piece as a symbol of a source, with a backslash in front if it looks like a feature, and back.
std::string source_symbol_of_piece(std::string_view piece);
std::string piece_of_source_symbol(std::string_view symbol);

// The symbols of a target.
std::vector<std::string> target_symbols(std::string_view text, const TextFormat& format);

// Which symbols of the data may be in a vocabulary: of SentencePiece its pieces, but no unknown characters; empty: all.
std::function<bool(std::string_view)> source_vocabulary_rule(const TextFormat& format);
std::function<bool(std::string_view)> target_vocabulary_rule(const TextFormat& format);

// The text that the symbols of a target are.
std::string target_text(std::span<const std::string> symbols, const TextFormat& format);

// The source's own text, without its features.
std::string source_text(std::span<const std::string> symbols, const TextFormat& format);

// Its features as a user writes them; empty if it has none.
std::string features_text(std::span<const std::string> symbols, const TextFormat& format);

// The symbols of the source in a line of input to a model: text or, with features, text TAB features. The line may be
// empty.
// file and number (from 1) are for messages. Throws DataError: not UTF-8, NUL bytes, too few or too many columns,
// more than longest_text symbols.
std::vector<std::string> parse_source_line(std::string_view line, const TextFormat& format, std::string_view file,
                                           std::size_t number);

}  // namespace elman::text
