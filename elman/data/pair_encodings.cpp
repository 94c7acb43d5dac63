#include "elman/data/pair_encodings.h"

#include "elman/text/byte_pair_learner.h"

namespace elman::data {
namespace {

bool is_needed(std::optional<text::SymbolKind> kind, const std::shared_ptr<const text::BytePairEncoding>& encoding) {
  return kind == text::SymbolKind::bpe && encoding == nullptr;
}

void teach(const text::SymbolSequence& words, text::BytePairLearner& learner) {
  for (const std::string_view word : words) {
    if (!text::is_feature_symbol(word)) learner.add(word);
  }
}

std::shared_ptr<const text::BytePairEncoding> learnt(const text::BytePairLearner& learner, std::size_t merges) {
  return std::make_shared<text::BytePairEncoding>(
      learner.learn(merges == 0 ? text::suitable_merges(learner.words()) : merges));
}

}  // namespace

bool needs_encodings(const PairOptions& options) {
  return is_needed(options.source_symbols, options.source_encoding) ||
         is_needed(options.target_symbols, options.target_encoding);
}

PairOptions with_encodings(const text::TextFile& file, PairOptions options, const MergeOptions& merges,
                           const std::function<bool(const TextPair&)>& is_left_out) {
  const bool source = is_needed(options.source_symbols, options.source_encoding);
  const bool target = is_needed(options.target_symbols, options.target_encoding);
  const bool joint = merges.joint && source && target;
  text::BytePairLearner of_source;
  text::BytePairLearner of_target;
  PairReader reader(file, options);
  for (TextPair pair; reader.next(pair);) {
    if (is_left_out && is_left_out(pair)) continue;
    if (source) teach(pair.source, of_source);
    if (target) teach(pair.target, joint ? of_source : of_target);
  }
  if (source) options.source_encoding = learnt(of_source, merges.count);
  if (target) options.target_encoding = joint ? options.source_encoding : learnt(of_target, merges.count);
  return options;
}

}  // namespace elman::data
