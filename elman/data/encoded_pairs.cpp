#include "elman/data/encoded_pairs.h"

#include <algorithm>

#include "elman/text/text_format.h"

namespace elman::data {
namespace {

std::vector<std::int32_t> with_end(std::vector<std::int32_t> ids) {
  ids.push_back(text::Vocabulary::end);
  return ids;
}

// -1 if it is not there.
template <class Symbols, class Symbol>
std::int32_t first_of(const Symbols& symbols, const Symbol& symbol) {
  const auto found = std::find(symbols.begin(), symbols.end(), symbol);
  return found == symbols.end() ? -1 : static_cast<std::int32_t>(found - symbols.begin());
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

void EncodedPairs::renumber(const PairNumbering& numbering) {
  const auto at = [](const std::vector<std::int32_t>& ids, std::int32_t id) {
    return ids[static_cast<std::size_t>(id)];
  };
  const bool apart = !numbering.source_as_target.empty();
  Ids before;  // a source's provisional ids
  for (std::size_t i = 0; i < size(); ++i) {
    const std::span<std::int32_t> source =
        std::span(ids_).subspan(i == 0 ? 0 : ends_[2 * i - 1], this->source(i).size());
    const std::span<std::int32_t> target = std::span(ids_).subspan(ends_[2 * i], this->target(i).size());
    if (apart) before.assign(source.begin(), source.end());
    for (std::int32_t& id : source) {
      const std::int32_t provisional = id;
      id = at(numbering.source, provisional);
      if (!apart || id != text::Vocabulary::unknown) continue;
      const std::int32_t target_id = at(numbering.source_as_target, provisional);
      if (target_id == text::Vocabulary::unknown) id = as_at_position(first_of(before, provisional));
      if (target_id > text::Vocabulary::unknown) id = as_target(target_id);
    }
    for (std::int32_t& id : target) {
      const std::int32_t provisional = id;
      id = at(numbering.target, provisional);
      if (!apart || id != text::Vocabulary::unknown) continue;
      const std::int32_t place = first_of(before, at(numbering.target_in_source, provisional));
      if (place >= 0) id = as_at_position(place);
    }
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

std::vector<std::int32_t> encode_source(std::span<const std::string> symbols, const ToldApart& vocabularies,
                                        std::vector<std::string>* unknown_symbols) {
  const bool alike = vocabularies.unknown == UnknownSymbols::alike;
  std::vector<std::int32_t> ids = encode_source(symbols, vocabularies.source, alike ? unknown_symbols : nullptr);
  if (alike) return ids;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (ids[i] != text::Vocabulary::unknown) continue;
    if (vocabularies.unknown == UnknownSymbols::apart_but_features && text::is_feature_symbol(symbols[i])) {
      if (unknown_symbols != nullptr) unknown_symbols->push_back(symbols[i]);
      continue;
    }
    const std::int32_t target = vocabularies.target.id(symbols[i]);
    ids[i] = target == text::Vocabulary::unknown ? as_at_position(first_of(symbols, symbols[i])) : as_target(target);
  }
  return ids;
}

EncodedPairs encode(std::span<const TextPair> pairs, const ToldApart& vocabularies) {
  EncodedPairs encoded;
  for (const TextPair& pair : pairs) {
    const std::vector<std::string> source = pair.source.symbols();
    const std::vector<std::string> target = pair.target.symbols();
    std::vector<std::int32_t> ids = vocabularies.target.ids(target);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::int32_t place = ids[i] == text::Vocabulary::unknown ? first_of(source, target[i]) : -1;
      if (place >= 0 && vocabularies.unknown != UnknownSymbols::alike) ids[i] = as_at_position(place);
    }
    encoded.add(encode_source(source, vocabularies), ids);
  }
  return encoded;
}

}  // namespace elman::data
