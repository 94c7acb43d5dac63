#include "elman/model/edit_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "elman/model/seq2seq.h"
#include "tests/support/parameter_check.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

std::vector<model::Seq2SeqOptions> kinds_that_edit() {
  std::vector<model::Seq2SeqOptions> kinds = all_kinds_of_models();
  std::erase_if(kinds, [](const model::Seq2SeqOptions& options) { return !model::is_edit_decoder(options); });
  return kinds;
}

TEST(EditDecoder, StepsGiveTheProbabilityOfTheWholeTarget) {
  for (const model::Seq2SeqOptions& options : kinds_that_edit()) {
    const TransducerPointer model = small_transducer(options);
    const auto pairs = encoded(*model, small_pairs());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(pairs.size()); ++i) {
      data::Batch batch;
      data::make_batch(pairs, {&i, 1}, batch);
      Tape tape;
      const double loss = double{model->network().loss(tape, batch).value().item()};
      const auto decoding = model->network().start(batch.source);
      double log_probability = 0;
      for (std::size_t u = 0; u < batch.target_out.size(); ++u) {
        const Tensor& next = decoding->step({&batch.target_in.ids[u], 1});
        log_probability += double{next[batch.target_out[u]]};
      }
      const auto symbols = static_cast<double>(batch.target_out.size());
      EXPECT_NEAR(log_probability, -loss * symbols, sizeof(Scalar) == 4 ? 1e-4 : 1e-11) << "pair " << i;
    }
  }
}

TEST(EditDecoder, EveryParameterHasItsGradient) {
  for (const model::Seq2SeqOptions& options : kinds_that_edit()) {
    const TransducerPointer model = small_transducer(options);
    const auto pairs = encoded(*model, small_pairs());
    data::Batch batch;
    data::make_batch(pairs, std::vector<std::int32_t>{3, 1, 4}, batch);
    check_parameter_gradients(model->network(), [&](Tape& tape) { return model->network().loss(tape, batch); });
  }
}

// Words with features that say whether to repeat the word's end.
data::TextPairs pairs_with_features() {
  data::TextPairs pairs;
  pairs.format.features = true;
  for (const std::string word : {"ab", "ba", "aab", "b"}) {
    for (const bool twice : {false, true}) {
      data::TextPair pair;
      pair.source.push_back(text::feature_symbol(twice ? "TWICE" : "ONCE"));
      for (const char letter : word) pair.source.push_back({&letter, 1});
      for (const char letter : word + (twice ? word.substr(word.size() - 1) : "")) pair.target.push_back({&letter, 1});
      pairs.pairs.push_back(pair);
    }
  }
  return pairs;
}

TEST(EditDecoder, FeaturesAreReadButAreNoPositions) {
  const data::TextPairs pairs = pairs_with_features();
  const TransducerPointer model =
      tasks::make_transducer(pairs, {.decoder = model::DecoderKind::edit, .embedding_size = 5, .hidden_size = 7}, 1);
  const auto predictor = model->predictor({.search = {.alignment = true}});
  const tasks::Prediction once = predictor->predict("ab\tONCE");
  const tasks::Prediction twice = predictor->predict("ab\tTWICE");
  EXPECT_NE(once.best().log_probability, twice.best().log_probability);
  for (const std::vector<float>& row : once.best().alignment) {
    EXPECT_EQ(row.front(), 0) << "the feature's column";
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0), 1, 1e-5);
  }
}

// Whatever the weights, a symbol that is unknown can come from the source alone.
TEST(EditDecoder, WritesSymbolsThatItHasNeverSeen) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const TransducerPointer model = tasks::make_transducer(
        small_pairs(), {.decoder = model::DecoderKind::edit, .embedding_size = 5, .hidden_size = 7}, seed);
    const auto predictor = model->predictor({.search = {.beam = 200, .nbest = 200}});
    const tasks::Prediction prediction = predictor->predict("é");
    const auto copied = std::count_if(prediction.outputs.begin(), prediction.outputs.end(),
                                      [](const tasks::Output& output) { return output.text == "é"; });
    EXPECT_EQ(copied, 1);
    for (const tasks::Output& output : prediction.outputs) {
      EXPECT_EQ(output.text.find("unk"), std::string::npos) << output.text;
      EXPECT_TRUE(output.alignment.empty());
    }
    EXPECT_EQ(predictor->predict("aéb").unknown, tasks::Symbols{"é"});
  }
}

}  // namespace
}  // namespace elman::test
