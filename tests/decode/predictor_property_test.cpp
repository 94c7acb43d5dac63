// What a word gets depends on the word alone, and a beam of one is greedy search.
#include <algorithm>

#include "elman/decode/predictor.h"
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
  std::int32_t last = data::Vocabulary::start;
  while (static_cast<int>(written.size()) < decoding->length_limit(0)) {
    const auto scores = decoding->step({&last, 1}).span();
    last = static_cast<std::int32_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    if (last == data::Vocabulary::end) break;
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
