#include "elman/data/word_batch.h"

#include <string>

#include "elman/error.h"

namespace elman::data {

std::int32_t WordBatch::place_of(std::span<const SpelledWord> words, std::int32_t number) {
  if (number < 0 || static_cast<std::size_t>(number) >= words.size()) {
    throw UsageError("words: found number " + std::to_string(number) + ", expected one of " +
                     std::to_string(words.size()) + " words; spell all of them");
  }
  std::int32_t& place = place_[number];
  if (place >= 0) return place;
  place = static_cast<std::int32_t>(distinct_.size());
  distinct_.push_back(number);
  if (spellings_.size() < distinct_.size()) spellings_.emplace_back();
  const std::vector<std::int32_t>& spelling = words[number].letters;
  spellings_[place].assign(spelling.begin(), spelling.end());
  return place;
}

void WordBatch::fill(std::span<const SpelledWord> words, std::span<const std::int32_t> number) {
  place_.assign(words.size(), -1);
  distinct_.clear();
  word.clear();
  form.clear();
  suffixes.clear();
  rarity.clear();
  for (const std::int32_t n : number) {
    word.push_back(place_of(words, n));
    const SpelledWord& spelled = words[n];
    form.push_back(spelled.form);
    rarity.push_back(spelled.rarity);
    suffixes.insert(suffixes.end(), spelled.suffixes.begin(), spelled.suffixes.end());
  }
  make_sequence_batch(std::span(spellings_).first(distinct_.size()), letters);
}

}  // namespace elman::data
