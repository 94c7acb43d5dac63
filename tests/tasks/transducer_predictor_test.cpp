#include "elman/tasks/transducer_predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>

#include "elman/error.h"
#include "elman/tasks/transducer.h"
#include "tests/decode/function_decoding.h"

namespace elman::tasks {
namespace {

using decode::testing::FunctionDecoding;
using decode::testing::Ids;
using decode::testing::log_probabilities_of;

// Writes every letter of its source in upper case, features and what it does not know left out. Its second thought is
// to end at once.
class Shouting {
 public:
  explicit Shouting(bool features = false) {
    coding.format.features = features;
    text::Vocabulary::Counts lower{{"[SG]", 1}, {"[PL(1,2)]", 1}};
    text::Vocabulary::Counts upper;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      lower[std::string(1, letter)] = 1;
      upper[std::string(1, static_cast<char>(letter - 'a' + 'A'))] = 1;
    }
    coding.source = text::Vocabulary::from_counts(lower);
    coding.target = text::Vocabulary::from_counts(upper);
  }

  TransducerPredictor predictor(const PredictorOptions& options = {}) {
    return {[this](const data::SequenceBatch& batch, const auto&) { return start(batch); }, coding, options};
  }

  PairCoding coding;
  std::vector<std::vector<std::size_t>> batches;  // lengths of the sources of each batch
  bool with_attention = true;

 private:
  std::unique_ptr<model::Decoding> start(const data::SequenceBatch& batch) {
    std::vector<Ids> sources(static_cast<std::size_t>(batch.count));
    for (std::int32_t step = 0; step < batch.steps; ++step) {
      for (std::int32_t column = 0; column < batch.alive[step]; ++column) {
        sources[batch.order[column]].push_back(batch.ids[batch.first[step] + column]);
      }
    }
    std::vector<std::size_t> lengths;
    lengths.reserve(sources.size());
    for (const Ids& one : sources) lengths.push_back(one.size());
    batches.push_back(lengths);
    const auto next = [this](const Ids& from, const Ids& written) { return shout(from, written); };
    auto decoding = std::make_unique<FunctionDecoding>(sources, coding.target.size(), next, -1);
    decoding->with_attention = with_attention;
    return decoding;
  }

  std::vector<double> shout(const Ids& from, const Ids& written) const {
    Symbols wanted;
    for (const std::string& symbol : coding.source.symbols(from)) {
      if (symbol.size() == 1) wanted.emplace_back(1, static_cast<char>(symbol[0] - 'a' + 'A'));
    }
    std::vector<double> weights(static_cast<std::size_t>(coding.target.size()), 1e-4);
    weights[text::Vocabulary::end] = 0.05;
    weights[written.size() < wanted.size() ? coding.target.id(wanted[written.size()]) : text::Vocabulary::end] = 1;
    return log_probabilities_of(weights);
  }
};

Symbols texts_of(const std::vector<Prediction>& predictions) {
  Symbols texts;
  for (const Prediction& prediction : predictions) texts.push_back(prediction.best().text);
  return texts;
}

data::TextPair pair_of(const Symbols& source, const Symbols& target) {
  return {text::SymbolSequence(source), text::SymbolSequence(target), 0};
}

template <class Body>
std::string message_of(Body&& body) {
  try {
    body();
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

TEST(TransducerPredictor, AnswersLineForLineInTheOrderOfTheInput) {
  Shouting model;
  const TransducerPredictor predictor = model.predictor();
  const std::vector<std::string> lines = {"b", "word", "", "longer", "b", "aa"};
  EXPECT_EQ(texts_of(predictor.predict(lines)), (Symbols{"B", "WORD", "", "LONGER", "B", "AA"}));
}

TEST(TransducerPredictor, BatchesByLengthWithinItsBound) {
  Shouting model;
  const TransducerPredictor predictor = model.predictor({.search = {.beam = 2}, .batch_places = 24});
  const std::vector<std::string> lines = {"ab", "abcdefghijklmnopqrstuvwxyz", "abcde", "a", "abcdef", "abc"};
  EXPECT_EQ(texts_of(predictor.predict(lines)),
            (Symbols{"AB", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDE", "A", "ABCDEF", "ABC"}));
  // With </s>; two outputs each: 27 is too long and goes alone, 7 leaves no room for 6, 6 takes 4, 3 takes 2.
  const std::vector<std::vector<std::size_t>> expected = {{27}, {7}, {6, 4}, {3, 2}};
  EXPECT_EQ(model.batches, expected);
}

TEST(TransducerPredictor, UnknownSymbolsAreReportedByLineAndPredictedAround) {
  Shouting model;
  const std::vector<std::string> lines = {"ab", "añbñ", "é"};
  const std::vector<Prediction> predictions = model.predictor().predict(lines);
  EXPECT_TRUE(predictions[0].unknown.empty());
  EXPECT_EQ(predictions[1].unknown, (Symbols{"ñ", "ñ"}));
  EXPECT_EQ(predictions[1].best().text, "AB");
  EXPECT_EQ(predictions[2].unknown, (Symbols{"é"}));
}

TEST(TransducerPredictor, AnEmptyLineIsAnsweredWithAnEmptyOneWithoutTheModel) {
  Shouting model;
  const Prediction prediction = model.predictor({.search = {.beam = 3, .nbest = 3}}).predict("");
  ASSERT_EQ(prediction.outputs.size(), 1U);
  EXPECT_EQ(prediction.best().text, "");
  EXPECT_EQ(prediction.best().log_probability, 0);
  EXPECT_TRUE(model.batches.empty());
}

TEST(TransducerPredictor, FeaturesAreTheSecondColumn) {
  Shouting model(true);
  const TransducerPredictor predictor = model.predictor();
  const Prediction prediction = predictor.predict("ser\tSG;PL(1,2);NEW");
  EXPECT_EQ(prediction.best().text, "SER");
  EXPECT_EQ(prediction.source, (Symbols{"[SG]", "[PL(1,2)]", "[NEW]", "s", "e", "r"}));
  EXPECT_EQ(prediction.unknown, (Symbols{"[NEW]"}));
  EXPECT_EQ(predictor.predict("").best().text, "") << "an empty line needs no features";
}

TEST(TransducerPredictor, ErrorsInTheInputNameTheLine) {
  Shouting model;
  const TransducerPredictor plain = model.predictor();
  const std::vector<std::string> with_column = {"ab", "ab\tSG"};
  EXPECT_EQ(message_of([&] { plain.predict(with_column, "words.txt"); }).rfind("words.txt:2:3: ", 0), 0U);
  const std::vector<std::string> not_utf8 = {"ab", "ab", "a\xFF"};
  EXPECT_EQ(message_of([&] { plain.predict(not_utf8, "words.txt"); }).rfind("words.txt:3:2: ", 0), 0U);
  Shouting with_features(true);
  EXPECT_EQ(message_of([&] { with_features.predictor().predict("ab"); }).rfind("input:1:3: ", 0), 0U);
}

TEST(TransducerPredictor, GivesTheBestOutputsWithTheirProbabilities) {
  Shouting model;
  const Prediction prediction = model.predictor({.search = {.beam = 3, .nbest = 3}}).predict("ab");
  ASSERT_EQ(prediction.outputs.size(), 3U);
  EXPECT_EQ(prediction.outputs[0].text, "AB");
  EXPECT_EQ(prediction.outputs[1].text, "");
  EXPECT_EQ(prediction.outputs[2].text, "A");
  const double sum = 1.05 + 25 * 1e-4;  // of a letter's step
  EXPECT_NEAR(prediction.outputs[1].log_probability, std::log(0.05 / sum), 1e-5);
  EXPECT_NEAR(prediction.outputs[2].log_probability, std::log(1 / sum * 0.05 / sum), 1e-5);
}

TEST(TransducerPredictor, AlignmentHasARowForEachWrittenSymbolAndAColumnForEachReadOne) {
  Shouting model;
  const TransducerPredictor predictor = model.predictor({.search = {.alignment = true}});
  const std::vector<std::string> lines = {"ab", "longer"};
  const std::vector<Prediction> predictions = predictor.predict(lines);
  for (const Prediction& prediction : predictions) {
    const Output& output = prediction.best();
    ASSERT_EQ(output.alignment.size(), output.symbols.size() + 1);
    for (std::size_t step = 0; step < output.alignment.size(); ++step) {
      ASSERT_EQ(output.alignment[step].size(), prediction.source.size() + 1);
      EXPECT_GT(output.alignment[step][step], 0) << "the fake model looks at one place after the other";
    }
  }
  model.with_attention = false;
  EXPECT_TRUE(predictor.predict("ab").best().alignment.empty());
}

TEST(TransducerPredictor, EvaluatesAgainstAllTargetsOfASource) {
  Shouting model;
  const std::vector<data::TextPair> pairs = {pair_of({"a", "b"}, {"X", "Y", "Z"}), pair_of({"c"}, {"C"}),
                                             pair_of({"a", "b"}, {"A", "B"}), pair_of({"d", "e"}, {"D", "F"}),
                                             pair_of({"ñ", "g"}, {"N", "G"})};
  const TransducerScores scores = evaluate(model.predictor(), data::group_by_source(pairs));
  EXPECT_EQ(scores.score, (decode::Score{.words = 4, .wrong = 2, .edits = 2, .gold_symbols = 7}));
  EXPECT_EQ(texts_of(scores.predictions), (Symbols{"AB", "C", "DE", "G"}));
  EXPECT_EQ(scores.predictions[3].unknown, (Symbols{"ñ"}));
  ASSERT_EQ(scores.confusions.size(), 2U);
  EXPECT_EQ(scores.confusions[0].edit.gold, "F");
  EXPECT_EQ(scores.confusions[0].edit.output, "E");
  EXPECT_EQ(scores.confusions[1].edit.output, "");
}

TEST(TransducerPredictor, GoldSymbolsThatTheModelCannotWriteCountAsErrors) {
  Shouting model;
  const std::vector<data::TextPair> pairs = {pair_of({"a"}, {"<unk>"}), pair_of({"b"}, {"ß"})};
  EXPECT_EQ(evaluate(model.predictor(), data::group_by_source(pairs)).score.wrong, 2U);
}

TEST(TransducerPredictor, AnInputWithoutIdsIsRefused) {
  Shouting shouting;
  const Input only_symbols{.symbols = {"a"}, .ids = {}, .unknown = {}};
  EXPECT_THROW(shouting.predictor().predict(std::span(&only_symbols, 1)), UsageError);
}

TEST(TransducerPredictor, OptionsOutOfRangeAreRefusedAtOnce) {
  Shouting model;
  EXPECT_THROW(model.predictor({.search = {.beam = 0}}), UsageError);
}

}  // namespace
}  // namespace elman::tasks
