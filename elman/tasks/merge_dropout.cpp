#include "elman/tasks/merge_dropout.h"

#include <string>
#include <utility>

#include "elman/text/words.h"

namespace elman::tasks {

MergeDropout::MergeDropout(PairCoding coding, double share) : coding_(std::move(coding)), share_(share) {}

void MergeDropout::rewrite(const data::EncodedPairs& from, std::span<const std::int32_t> indices, Random& random,
                           data::EncodedPairs& to) const {
  to.clear();
  for (const std::int32_t index : indices) {
    const auto i = static_cast<std::size_t>(index);
    const std::vector<std::int32_t> source = rewritten(from.source(i), coding_.format.source, coding_.source, random);
    to.add(source, rewritten(from.target(i), coding_.format.target, coding_.target, random));
  }
}

// Symbols that follow each other are put together, and taken apart again. </s> and features are between them.
std::vector<std::int32_t> MergeDropout::rewritten(std::span<const std::int32_t> ids, const text::SymbolOptions& symbols,
                                                  const text::Vocabulary& vocabulary, Random& random) const {
  if (symbols.kind != text::SymbolKind::bpe || !symbols.encoding) return {ids.begin(), ids.end()};
  std::vector<std::int32_t> written;
  std::vector<std::string> together;
  const auto take_apart = [&] {
    const std::string spaced = text::join_bytes(together);
    for (const std::string& part : symbols.encoding->split_spaced(spaced, share_, random)) {
      written.push_back(vocabulary.id(part));
    }
    together.clear();
  };
  for (const std::int32_t told : ids) {
    const std::int32_t id = data::as_read(told);  // positions change
    std::string symbol = id < text::Vocabulary::special_count ? std::string() : vocabulary.symbol(id);
    const bool is_text = !symbol.empty() && !(coding_.format.features && text::is_feature_symbol(symbol));
    if (is_text) {
      together.push_back(std::move(symbol));
      continue;
    }
    take_apart();
    written.push_back(id);
  }
  take_apart();
  return written;
}

}  // namespace elman::tasks
