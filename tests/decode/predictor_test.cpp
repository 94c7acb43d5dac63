#include "elman/decode/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "elman/error.h"
#include "tests/decode/function_decoding.h"

namespace elman::decode::testing {
namespace {

// Writes every letter of its source in upper case, features and what it does not know left out. Its second thought is
// to end at once.
class Shouting {
 public:
  explicit Shouting(bool features = false) {
    format.features = features;
    text::Vocabulary::Counts lower{{"[SG]", 1}, {"[PL(1,2)]", 1}};
    text::Vocabulary::Counts upper;
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      lower[std::string(1, letter)] = 1;
      upper[std::string(1, static_cast<char>(letter - 'a' + 'A'))] = 1;
    }
    source = text::Vocabulary::from_counts(lower);
    target = text::Vocabulary::from_counts(upper);
  }

  TextModel text_model() {
    return {.start = [this](const data::SequenceBatch& batch, const TextModel::Pool&) { return start(batch); },
            .pool = nullptr,
            .source = source,
            .target = target,
            .format = format};
  }

  text::TextFormat format;
  text::Vocabulary source;
  text::Vocabulary target;
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
    auto decoding = std::make_unique<FunctionDecoding>(sources, target.size(), next, -1);
    decoding->with_attention = with_attention;
    return decoding;
  }

  std::vector<double> shout(const Ids& from, const Ids& written) const {
    Symbols wanted;
    for (const std::string& symbol : source.symbols(from)) {
      if (symbol.size() == 1) wanted.emplace_back(1, static_cast<char>(symbol[0] - 'a' + 'A'));
    }
    std::vector<double> weights(static_cast<std::size_t>(target.size()), 1e-4);
    weights[text::Vocabulary::end] = 0.05;
    weights[written.size() < wanted.size() ? target.id(wanted[written.size()]) : text::Vocabulary::end] = 1;
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

TEST(Predictor, AnswersLineForLineInTheOrderOfTheInput) {
  Shouting model;
  const Predictor predictor(model.text_model());
  const std::vector<std::string> lines = {"b", "word", "", "longer", "b", "aa"};
  EXPECT_EQ(texts_of(predictor.predict(lines)), (Symbols{"B", "WORD", "", "LONGER", "B", "AA"}));
}

TEST(Predictor, BatchesByLengthWithinItsBound) {
  Shouting model;
  const Predictor predictor(model.text_model(), {.search = {.beam = 2}, .batch_places = 24});
  const std::vector<std::string> lines = {"ab", "abcdefghijklmnopqrstuvwxyz", "abcde", "a", "abcdef", "abc"};
  EXPECT_EQ(texts_of(predictor.predict(lines)),
            (Symbols{"AB", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDE", "A", "ABCDEF", "ABC"}));
  // With </s>; two outputs each: 27 is too long and goes alone, 7 leaves no room for 6, 6 takes 4, 3 takes 2.
  const std::vector<std::vector<std::size_t>> expected = {{27}, {7}, {6, 4}, {3, 2}};
  EXPECT_EQ(model.batches, expected);
}

TEST(Predictor, UnknownSymbolsAreReportedByLineAndPredictedAround) {
  Shouting model;
  const std::vector<std::string> lines = {"ab", "añbñ", "é"};
  const std::vector<Prediction> predictions = Predictor(model.text_model()).predict(lines);
  EXPECT_TRUE(predictions[0].unknown.empty());
  EXPECT_EQ(predictions[1].unknown, (Symbols{"ñ", "ñ"}));
  EXPECT_EQ(predictions[1].best().text, "AB");
  EXPECT_EQ(predictions[2].unknown, (Symbols{"é"}));
}

TEST(Predictor, AnEmptyLineIsAnsweredWithAnEmptyOneWithoutTheModel) {
  Shouting model;
  const Prediction prediction = Predictor(model.text_model(), {.search = {.beam = 3, .nbest = 3}}).predict("");
  ASSERT_EQ(prediction.outputs.size(), 1U);
  EXPECT_EQ(prediction.best().text, "");
  EXPECT_EQ(prediction.best().log_probability, 0);
  EXPECT_TRUE(model.batches.empty());
}

TEST(Predictor, FeaturesAreTheSecondColumn) {
  Shouting model(true);
  const Predictor predictor(model.text_model());
  const Prediction prediction = predictor.predict("ser\tSG;PL(1,2);NEW");
  EXPECT_EQ(prediction.best().text, "SER");
  EXPECT_EQ(prediction.source, (Symbols{"[SG]", "[PL(1,2)]", "[NEW]", "s", "e", "r"}));
  EXPECT_EQ(prediction.unknown, (Symbols{"[NEW]"}));
  EXPECT_EQ(predictor.predict("").best().text, "") << "an empty line needs no features";
}

TEST(Predictor, ErrorsInTheInputNameTheLine) {
  Shouting model;
  const Predictor plain(model.text_model());
  const std::vector<std::string> with_column = {"ab", "ab\tSG"};
  EXPECT_EQ(message_of([&] { plain.predict(with_column, "words.txt"); }).rfind("words.txt:2:3: ", 0), 0U);
  const std::vector<std::string> not_utf8 = {"ab", "ab", "a\xFF"};
  EXPECT_EQ(message_of([&] { plain.predict(not_utf8, "words.txt"); }).rfind("words.txt:3:2: ", 0), 0U);
  Shouting with_features(true);
  EXPECT_EQ(message_of([&] { Predictor(with_features.text_model()).predict("ab"); }).rfind("input:1:3: ", 0), 0U);
}

TEST(Predictor, GivesTheBestOutputsWithTheirProbabilities) {
  Shouting model;
  const Prediction prediction = Predictor(model.text_model(), {.search = {.beam = 3, .nbest = 3}}).predict("ab");
  ASSERT_EQ(prediction.outputs.size(), 3U);
  EXPECT_EQ(prediction.outputs[0].text, "AB");
  EXPECT_EQ(prediction.outputs[1].text, "");
  EXPECT_EQ(prediction.outputs[2].text, "A");
  const double sum = 1.05 + 25 * 1e-4;  // of a letter's step
  EXPECT_NEAR(prediction.outputs[1].log_probability, std::log(0.05 / sum), 1e-5);
  EXPECT_NEAR(prediction.outputs[2].log_probability, std::log(1 / sum * 0.05 / sum), 1e-5);
}

TEST(Predictor, AlignmentHasARowForEachWrittenSymbolAndAColumnForEachReadOne) {
  Shouting model;
  const Predictor predictor(model.text_model(), {.search = {.alignment = true}});
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

TEST(Predictor, EvaluatesAgainstAllTargetsOfASource) {
  Shouting model;
  const std::vector<data::TextPair> pairs = {pair_of({"a", "b"}, {"X", "Y", "Z"}), pair_of({"c"}, {"C"}),
                                             pair_of({"a", "b"}, {"A", "B"}), pair_of({"d", "e"}, {"D", "F"}),
                                             pair_of({"ñ", "g"}, {"N", "G"})};
  const Evaluation evaluation = Predictor(model.text_model()).evaluate(pairs);
  EXPECT_EQ(evaluation.score, (Score{.words = 4, .wrong = 2, .edits = 2, .gold_symbols = 7}));
  EXPECT_EQ(texts_of(evaluation.predictions), (Symbols{"AB", "C", "DE", "G"}));
  EXPECT_EQ(evaluation.predictions[3].unknown, (Symbols{"ñ"}));
  ASSERT_EQ(evaluation.confusions.size(), 2U);
  EXPECT_EQ(evaluation.confusions[0].edit.gold, "F");
  EXPECT_EQ(evaluation.confusions[0].edit.output, "E");
  EXPECT_EQ(evaluation.confusions[1].edit.output, "");
}

TEST(Predictor, GoldSymbolsThatTheModelCannotWriteCountAsErrors) {
  Shouting model;
  const std::vector<data::TextPair> pairs = {pair_of({"a"}, {"<unk>"}), pair_of({"b"}, {"ß"})};
  EXPECT_EQ(Predictor(model.text_model()).evaluate(pairs).score.wrong, 2U);
}

TEST(Predictor, OptionsOutOfRangeAreRefusedAtOnce) {
  Shouting model;
  EXPECT_THROW(Predictor(model.text_model(), {.search = {.beam = 0}}), UsageError);
}

}  // namespace
}  // namespace elman::decode::testing
