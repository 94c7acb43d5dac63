// What a word gets depends on the word alone, and a beam of one is greedy search.
#include <algorithm>

#include "elman/decode/predictor.h"
#include "elman/random.h"
#include "tests/support/property.h"
#include "tests/support/text_models.h"

namespace elman::test {
namespace {

// Every kind of model, made once.
const model::TextSeq2Seq& any_model() {
  static const std::vector<model::TextSeq2Seq> models = [] {
    std::vector<model::TextSeq2Seq> made;
    std::uint64_t seed = 1;
    for (const model::Seq2SeqOptions& options : all_kinds_of_models())
      made.push_back(small_text_model(options, seed++));
    return made;
  }();
  return models[*rc::gen::inRange<std::size_t>(0, models.size())];
}

// Greedy search as one would write it down.
std::vector<std::int32_t> greedy(const model::TextSeq2Seq& model, const decode::Input& input) {
  data::SequenceBatch batch;
  data::make_sequence_batch(std::vector<std::vector<std::int32_t>>{input.ids}, batch);
  const auto decoding = model.network->start(batch);
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

TEST(PredictorProperty, AWordGetsTheSameBitsAloneAndInAnyBatch) {
  expect_property([] {
    const auto words = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(any_word()));
    const decode::Predictor predictor(any_model(), {.search = {.beam = *rc::gen::inRange(1, 4), .max_length = 6}});
    const std::vector<decode::Prediction> together = predictor.predict(words);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const decode::Prediction alone = predictor.predict(words[i]);
      RC_ASSERT(alone.best().text == together[i].best().text);
      RC_ASSERT(alone.best().log_probability == together[i].best().log_probability);
    }
  });
}

TEST(PredictorProperty, ThreadsWithBatchesOfTheirOwnGiveTheSameBits) {
  Random random(3);
  std::vector<std::string> words(3000);
  for (std::string& word : words) {
    for (std::uint64_t n = 1 + random.below(9); n > 0; --n) word.push_back("abcd"[random.below(4)]);
  }
  for (const auto architecture : {model::Architecture::lstm, model::Architecture::gru}) {
    for (const int beam : {1, 2}) {
      const decode::PredictorOptions options{.search = {.beam = beam, .nbest = beam, .max_length = 5}};
      // A new model each time, so that what is made of its weights is made by the threads.
      const auto predict = [&](int threads) {
        const model::TextSeq2Seq model = small_text_model({.architecture = architecture, .decoder_layers = 2}, 5);
        return decode::Predictor(model, options, threads).predict(words);
      };
      const std::vector<decode::Prediction> one = predict(1);
      for (const int threads : {2, 3}) {
        const std::vector<decode::Prediction> found = predict(threads);
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

TEST(PredictorProperty, ABeamOfOneIsGreedySearch) {
  expect_property([] {
    const model::TextSeq2Seq& model = any_model();
    const decode::Predictor predictor(model);
    const std::string word = *any_word();
    const std::vector<std::int32_t> ids = greedy(model, predictor.parse(word, "", 1));
    RC_ASSERT(predictor.predict(word).best().symbols == model.target.symbols(ids));
  });
}

}  // namespace
}  // namespace elman::test
