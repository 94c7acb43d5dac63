// What a word gets depends on the word alone, and a beam of one is greedy search.
#include <algorithm>

#include "elman/random.h"
#include "tests/support/property.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// Every kind of model, made once.
const tasks::Transducer& any_model() {
  static const std::vector<TransducerPointer> models = [] {
    std::vector<TransducerPointer> made;
    std::uint64_t seed = 1;
    for (const model::Seq2SeqOptions& options : all_kinds_of_models())
      made.push_back(small_transducer(options, seed++));
    return made;
  }();
  return *models[*rc::gen::inRange<std::size_t>(0, models.size())];
}

// Greedy search as one would write it down.
std::vector<std::int32_t> greedy(const tasks::Transducer& model, const tasks::Input& input) {
  data::SequenceBatch batch;
  data::make_sequence_batch(std::vector<std::vector<std::int32_t>>{input.ids}, batch);
  const auto decoding = model.network().start(batch);
  std::vector<std::int32_t> written;
  std::int32_t last = text::Vocabulary::start;
  while (static_cast<int>(written.size()) < decoding->length_limit(0)) {
    const auto scores = decoding->step({&last, 1}).span();
    last = static_cast<std::int32_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    if (last == text::Vocabulary::end) break;
    written.push_back(last);
  }
  return written;
}

TEST(TransducerProperty, AWordGetsTheSameBitsAloneAndInAnyBatch) {
  expect_property([] {
    const auto words = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_word()));
    const auto predictor = any_model().predictor({.search = {.beam = *rc::gen::inRange(1, 4), .max_length = 6}});
    const std::vector<tasks::Prediction> together = predictor->predict(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const tasks::Prediction alone = predictor->predict(words[i]);
      RC_ASSERT(alone.best().text == together[i].best().text);
      RC_ASSERT(alone.best().log_probability == together[i].best().log_probability);
    }
  });
}

TEST(TransducerProperty, ThreadsWithBatchesOfTheirOwnGiveTheSameBits) {
  Random random(3);
  std::vector<std::string> words(3000);
  for (std::string& word : words) {
    for (std::uint64_t n = 1 + random.below(9); n > 0; --n) word.push_back("abcd"[random.below(4)]);
  }
  for (const auto architecture : {model::Architecture::lstm, model::Architecture::gru}) {
    for (const int beam : {1, 2}) {
      // A new model each time, so that what is made of its weights is made by the threads.
      const auto predict = [&](int threads) {
        const TransducerPointer model = small_transducer({.architecture = architecture, .decoder_layers = 2}, 5);
        const decode::SearchOptions search{.beam = beam, .nbest = beam, .max_length = 5};
        return model->predictor({.search = search, .threads = threads})->predict(words);
      };
      const std::vector<tasks::Prediction> one = predict(1);
      for (const int threads : {2, 3}) {
        const std::vector<tasks::Prediction> found = predict(threads);
        ASSERT_EQ(found.size(), one.size());
        for (std::size_t i = 0; i < words.size(); ++i) {
          ASSERT_EQ(found[i].outputs.size(), one[i].outputs.size());
          for (std::size_t k = 0; k < one[i].outputs.size(); ++k) {
            ASSERT_EQ(found[i].outputs[k].text, one[i].outputs[k].text) << words[i];
            ASSERT_EQ(found[i].outputs[k].log_probability, one[i].outputs[k].log_probability) << words[i];
          }
        }
      }
    }
  }
}

TEST(TransducerProperty, ABeamOfOneIsGreedySearch) {
  expect_property([] {
    const tasks::Transducer& model = any_model();
    const auto predictor = model.predictor();
    const std::string word = *any_word();
    const std::vector<std::int32_t> ids = greedy(model, predictor->parse(word, "", 1));
    RC_ASSERT(predictor->predict(word).best().symbols == model.coding().target.symbols(ids));
  });
}

}  // namespace
}  // namespace elman::test
