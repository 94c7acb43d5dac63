#include "tests/support/taggers.h"

#include <numeric>
#include <optional>
#include <utility>

#include "elman/data/pair_vocabulary.h"
#include "elman/text/symbols.h"

namespace elman::test {

namespace {

text::SymbolSequence sequence_of(const std::string& line) {
  return text::SymbolSequence(text::split(line, {.kind = text::SymbolKind::space}));
}

text::Vocabulary::Counts counts() { return data::count_symbols(tagged_sentences().pairs, &data::TextPair::source); }

}  // namespace

data::TextPairs tagged_sentences() {
  data::TextPairs pairs;
  pairs.format.source.kind = text::SymbolKind::space;
  pairs.format.target.kind = text::SymbolKind::space;
  const std::pair<const char*, const char*> lines[] = {
      {"ab c", "X Y"},      {"c", "Y"},        {"dab Ab c ab", "X X Y X"},
      {"c c dab", "Y X X"}, {"Ab dab", "Y X"}, {"ab ab c c dab", "X Y Y X X"}};
  for (const auto& [source, target] : lines) {
    pairs.pairs.push_back({sequence_of(source), sequence_of(target), pairs.pairs.size() + 1});
  }
  return pairs;
}

std::unique_ptr<tasks::Tagger> small_tagger(model::TaggerOptions options, std::uint64_t seed) {
  options.embedding_size = 5;
  options.hidden_size = options.architecture == model::Architecture::transformer ? 6 : 7;
  options.heads = 2;
  options.letter_embedding_size = 3;
  options.letter_hidden_size = 4;
  options.longest_suffix = 2;
  options.suffix_embedding_size = 3;
  const data::TextPairs pairs = tagged_sentences();
  std::optional<tasks::WordCoding> words;
  if (model::uses_letters(options)) words = tasks::make_word_coding(counts(), options.longest_suffix);
  return std::make_unique<tasks::Tagger>(
      tasks::PairCoding{pairs.format, data::source_vocabulary(pairs.pairs), data::target_vocabulary(pairs.pairs)},
      std::move(words), options, seed);
}

std::vector<model::TaggerOptions> all_kinds_of_taggers() {
  using model::Architecture;
  std::vector<model::TaggerOptions> kinds;
  for (const Architecture architecture :
       {Architecture::rnn, Architecture::lstm, Architecture::gru, Architecture::transformer}) {
    for (const bool crf : {false, true}) {
      for (const model::LetterUse letters : {model::LetterUse::no, model::LetterUse::yes}) {
        model::TaggerOptions options;
        options.architecture = architecture;
        options.crf = crf;
        options.letters = letters;
        options.layers = crf ? 1 : 2;
        options.bidirectional = architecture != Architecture::gru;
        kinds.push_back(options);
      }
    }
  }
  return kinds;
}

std::string describe(const model::TaggerOptions& options) {
  return name_of(options.architecture) + (options.crf ? ", CRF" : "") +
         (model::uses_letters(options) ? ", letters" : "");
}

TaggedBatch batch_of(const tasks::Tagger& tagger, const std::vector<std::int32_t>& indices, double word_dropout) {
  const data::TextPairs pairs = tagged_sentences();
  TaggedBatch made;
  data::make_batch(data::encode(pairs.pairs, tagger.coding().source, tagger.coding().target), indices, made.batch);
  made.has_words = tagger.words().has_value();
  if (made.has_words) {
    made.words.fill(tasks::spell_vocabulary(tagger.coding().source, counts(), *tagger.words(),
                                            tagger.network().options().longest_suffix, word_dropout),
                    made.batch.source.ids);
  }
  return made;
}

TaggedBatch batch_of(const tasks::Tagger& tagger) {
  std::vector<std::int32_t> indices(tagged_sentences().pairs.size());
  std::iota(indices.begin(), indices.end(), 0);
  return batch_of(tagger, indices);
}

}  // namespace elman::test
