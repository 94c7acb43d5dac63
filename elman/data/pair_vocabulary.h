// The symbols of pairs that are in memory.
#pragma once

#include <span>

#include "elman/data/text_pairs.h"
#include "elman/text/vocabulary.h"

namespace elman::data {

// How often each symbol occurs on that side of the pairs.
text::Vocabulary::Counts count_symbols(std::span<const TextPair> pairs, text::SymbolSequence TextPair::*side);

text::Vocabulary source_vocabulary(std::span<const TextPair> pairs, const text::VocabularyOptions& options = {});
text::Vocabulary target_vocabulary(std::span<const TextPair> pairs, const text::VocabularyOptions& options = {});

}  // namespace elman::data
