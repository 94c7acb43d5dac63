#include "elman/data/pair_vocabulary.h"

#include <string>
#include <string_view>

namespace elman::data {

text::Vocabulary::Counts count_symbols(std::span<const TextPair> pairs, text::SymbolSequence TextPair::*side) {
  text::Vocabulary::Counts counts;
  for (const TextPair& pair : pairs) {
    for (const std::string_view symbol : pair.*side) ++counts[std::string(symbol)];
  }
  return counts;
}

text::Vocabulary source_vocabulary(std::span<const TextPair> pairs, const text::VocabularyOptions& options) {
  return text::Vocabulary::from_counts(count_symbols(pairs, &TextPair::source), options);
}

text::Vocabulary target_vocabulary(std::span<const TextPair> pairs, const text::VocabularyOptions& options) {
  return text::Vocabulary::from_counts(count_symbols(pairs, &TextPair::target), options);
}

}  // namespace elman::data
