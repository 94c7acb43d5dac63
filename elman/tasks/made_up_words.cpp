#include "elman/tasks/made_up_words.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "elman/model/ngram.h"
#include "elman/text/text_format.h"

namespace elman::tasks {

namespace {

constexpr std::size_t most_words = 20'000;       // to learn from
constexpr std::size_t most_symbols = 1 << 15;    // different ones
constexpr std::size_t tries_for_each_word = 20;  // before there seem to be no more
constexpr int order = 4;

}  // namespace

std::int32_t MadeUpWords::id_of(std::string_view symbol) {
  const auto found = ids_.find(symbol);
  if (found != ids_.end()) return found->second;
  const auto id = static_cast<std::int32_t>(symbols_.size());
  symbols_.emplace_back(symbol);
  ids_.emplace(symbol, id);
  return id;
}

void MadeUpWords::see(const text::SymbolSequence& source) {
  known_.insert(source.bytes());
  if (seen_ == most_words || symbols_.size() >= most_symbols) return;
  ++seen_;
  std::vector<std::string>& features = features_.emplace_back();
  std::size_t length = 0;
  for (const std::string_view symbol : source) {
    if (text::is_feature_symbol(symbol)) {
      features.emplace_back(symbol);
    } else {
      text_.push_back(id_of(symbol));
      ++length;
    }
  }
  text_.push_back(boundary);
  longest_ = std::max(longest_, length);
}

std::vector<text::SymbolSequence> MadeUpWords::draw(std::size_t count, Random random) const {
  std::vector<text::SymbolSequence> drawn;
  if (seen_ == 0) return drawn;
  const auto symbols = static_cast<std::int32_t>(symbols_.size());
  const model::NgramModel ngrams(text_, order, symbols);
  std::unordered_set<std::string> taken;
  std::vector<std::int32_t> word;
  for (std::size_t tries = count * tries_for_each_word; tries > 0 && drawn.size() < count; --tries) {
    word = {boundary};
    while (word.size() <= longest_ + 1) {
      double left = random.uniform();
      std::int32_t symbol = boundary;
      for (std::int32_t id = 0; id < symbols && left >= 0; ++id) {
        left -= std::exp(ngrams.log_probability(word, id));
        if (left < 0) symbol = id;
      }
      if (symbol == boundary) break;
      word.push_back(symbol);
    }
    const std::vector<std::string>& features = features_[random.below(features_.size())];
    if (word.size() < 2 || word.size() > longest_ + 1) continue;
    text::SymbolSequence source{std::span<const std::string>(features)};
    for (const std::int32_t id : std::span(word).subspan(1)) source.push_back(symbols_[static_cast<std::size_t>(id)]);
    if (known_.contains(source.bytes()) || !taken.insert(source.bytes()).second) continue;
    drawn.push_back(std::move(source));
  }
  return drawn;
}

}  // namespace elman::tasks
