// What the symbols that a decoder writes are for a language model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/tasks/model.h"
#include "elman/text/running_text.h"
#include "elman/text/symbols.h"
#include "elman/text/vocabulary.h"

namespace elman::tasks {

// For each symbol of the vocabulary its id for the language model, Vocabulary::unknown if it has none; </s> is a line
// break for a model of a text that goes on. Throws UsageError, which begins with the path, if the model's symbols are
// others: characters, bytes, words, or parts of words by the same merges have to be on both sides.
std::vector<std::int32_t> ids_for(const text::TextCoding& language, const text::Vocabulary& vocabulary,
                                  const text::SymbolOptions& written, const std::string& path);

// The parts of words that a model writes (or, of a language model, reads). Throws UsageError, which begins with the
// path, if it has none.
text::TextCoding::Encoding encoding_of(const Model& model, const std::string& path);

}  // namespace elman::tasks
