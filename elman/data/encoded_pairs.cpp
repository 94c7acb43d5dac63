#include "elman/data/encoded_pairs.h"

namespace elman::data {
namespace {

std::vector<std::int32_t> with_end(std::vector<std::int32_t> ids) {
  ids.push_back(text::Vocabulary::end);
  return ids;
}

}  // namespace

EncodedPairs::EncodedPairs(std::initializer_list<std::pair<Ids, Ids>> pairs) {
  for (const auto& [source, target] : pairs) add(source, target);
}

void EncodedPairs::add(std::span<const std::int32_t> source, std::span<const std::int32_t> target) {
  for (const std::span<const std::int32_t> part : {source, target}) {
    ids_.insert(ids_.end(), part.begin(), part.end());
    ends_.push_back(ids_.size());
  }
}

void EncodedPairs::renumber(std::span<const std::int32_t> source_ids, std::span<const std::int32_t> target_ids) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    const std::span<const std::int32_t> ids = i % 2 == 0 ? source_ids : target_ids;
    for (; at < ends_[i]; ++at) ids_[at] = ids[static_cast<std::size_t>(ids_[at])];
  }
}

void EncodedPairs::reserve(std::size_t pairs, std::size_t ids) {
  ends_.reserve(2 * pairs);
  ids_.reserve(ids);
}

void EncodedPairs::clear() {
  ids_.clear();
  ends_.clear();
}

std::vector<std::int32_t> encode_source(std::span<const std::string> symbols, const text::Vocabulary& vocabulary,
                                        std::vector<std::string>* unknown_symbols) {
  return with_end(vocabulary.ids(symbols, unknown_symbols));
}

EncodedPairs encode(std::span<const TextPair> pairs, const text::Vocabulary& source, const text::Vocabulary& target) {
  EncodedPairs encoded;
  for (const TextPair& pair : pairs) encoded.add(with_end(source.ids(pair.source)), target.ids(pair.target));
  return encoded;
}

}  // namespace elman::data
