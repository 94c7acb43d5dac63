#include "tests/support/language_models.h"

#include <memory>
#include <string>
#include <vector>

#include "elman/random.h"

namespace elman::test {

text::TextCoding small_coding(text::RunningFormat format) {
  if (format.symbols == text::TextUnit::byte) return {format, text::byte_vocabulary()};
  if (text::are_of_words(format.symbols)) {
    const bool whole = format.symbols == text::TextUnit::word;
    const std::vector<std::string> merges =
        whole ? std::vector<std::string>{"é"} : std::vector<std::string>{"é", "a b", "  ab", "c é"};
    const auto encoding = std::make_shared<text::BytePairEncoding>(text::BytePairEncoding::from_list(merges));
    const text::Vocabulary::Counts words{{" ab", 5}, {" c", 4}, {" bé", 3}, {".", 2}};
    return {format, text::vocabulary_of_words(format, *encoding, words, 1), encoding};
  }
  return {format, text::Vocabulary::from_counts({{"a", 6}, {"b", 5}, {"c", 4}, {" ", 3}, {"\n", 2}, {"é", 1}})};
}

std::unique_ptr<tasks::LanguageModel> small_language_model(model::LanguageModelOptions options,
                                                           text::RunningFormat format, std::uint64_t seed) {
  options.embedding_size = 5;
  options.hidden_size = model::is_transformer(options) ? 6 : 7;
  options.heads = 2;
  options.context = 6;
  return std::make_unique<tasks::LanguageModel>(small_coding(format), options, seed);
}

std::vector<model::LanguageModelOptions> all_kinds_of_language_models() {
  using model::Architecture;
  std::vector<model::LanguageModelOptions> kinds;
  for (const Architecture architecture :
       {Architecture::rnn, Architecture::lstm, Architecture::gru, Architecture::transformer}) {
    for (const bool more : {false, true}) {
      model::LanguageModelOptions options;
      options.architecture = architecture;
      options.layers = more ? 2 : 1;
      options.tied_embeddings = more;
      options.dropout = Scalar(more ? 0.3 : 0);
      options.input_dropout = options.dropout;
      if (architecture == Architecture::transformer) {
        options.norm = more ? model::NormKind::post : model::NormKind::pre;
      } else if (more) {
        options.variational = true;
        options.weight_dropout = Scalar(0.4);
        options.activation_penalty = 0.5;
        options.change_penalty = 0.25;
      }
      kinds.push_back(options);
    }
    model::LanguageModelOptions divided;
    divided.architecture = architecture;
    divided.adaptive_softmax = "6";
    kinds.push_back(divided);
  }
  return kinds;
}

std::vector<std::int32_t> some_ids(const tasks::LanguageModel& model, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  const std::int32_t symbols = model.coding().vocabulary().size() - text::Vocabulary::special_count;
  std::vector<std::int32_t> ids;
  while (ids.size() < count) {
    ids.push_back(text::Vocabulary::special_count +
                  static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(symbols))));
  }
  return ids;
}

}  // namespace elman::test
