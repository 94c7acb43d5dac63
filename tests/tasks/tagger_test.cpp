#include "elman/tasks/tagger.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/tasks/task.h"
#include "tests/support/messages.h"
#include "tests/support/taggers.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

std::vector<std::string> lines_to_tag() { return {"ab c", "", "Ab dab c zzz", "c", "dab dab dab", "zz c ab"}; }

std::string file_of(const tasks::Model& model) {
  const TemporaryFolder folder;
  tasks::save(folder.path("m"), model);
  return bytes_of_file(folder.path("m"));
}

void expect_same(const std::vector<tasks::Prediction>& a, const std::vector<tasks::Prediction>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].outputs.size(), b[i].outputs.size());
    for (std::size_t k = 0; k < a[i].outputs.size(); ++k) {
      EXPECT_EQ(a[i].outputs[k].text, b[i].outputs[k].text);
      EXPECT_EQ(a[i].outputs[k].log_probability, b[i].outputs[k].log_probability);
    }
  }
}

TEST(TaggerFile, SavedAndOpenedAndSavedGivesTheSameBytesAndPredictions) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    SCOPED_TRACE(describe(options));
    const TemporaryFolder folder;
    const auto tagger = small_tagger(options);
    tagger->provenance["train"] = "some.tsv";
    tasks::save(folder.path("m"), *tagger);
    const auto opened = tasks::open(folder.path("m"));
    EXPECT_EQ(file_of(*opened), bytes_of_file(folder.path("m")));
    expect_same(opened->predictor({})->predict(lines_to_tag()), tagger->predictor({})->predict(lines_to_tag()));
  }
}

TEST(TaggerFile, TruncatedOrFlippedIsAnErrorOrATaggerThatWorks) {
  const TemporaryFolder folder;
  const std::string whole = file_of(*small_tagger({.letters = model::LetterUse::yes}));
  const std::string path = folder.path("m");
  const auto survives = [&] {
    try {
      (void)tasks::open(path)->predictor({})->predict("ab zz");
      return true;
    } catch (const ModelError& error) {
      EXPECT_TRUE(contains(error.what(), path)) << error.what();
      return false;
    } catch (const DataError&) {  // a flipped bit may turn features on
      return true;
    }
  };
  const std::size_t header = 8 + whole.find("]}", whole.find("data_offsets"));
  for (std::size_t size = 0; size < whole.size(); size += size < header ? 37 : 211) {
    folder.put("m", whole.substr(0, size));
    EXPECT_FALSE(survives()) << size;
  }
  folder.put("m", whole);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  int refused = 0;
  for (std::size_t i = 0; i < whole.size(); i += 7) {
    file.seekp(static_cast<std::streamoff>(i)).put(static_cast<char>(whole[i] ^ 0x15)).flush();
    refused += survives() ? 0 : 1;
    file.seekp(static_cast<std::streamoff>(i)).put(whole[i]).flush();
  }
  EXPECT_GT(refused, 50);
  EXPECT_TRUE(survives());
}

// The text with the first `what` replaced, of the same length so that the tensors stay where they are.
std::string fault_of(std::string bytes, const std::string& what, const std::string& by) {
  const std::size_t place = bytes.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  EXPECT_EQ(what.size(), by.size());
  bytes.replace(place, what.size(), by);
  const TemporaryFolder folder;
  return message_of<ModelError>([&] { tasks::open(folder.put("m", bytes)); });
}

TEST(TaggerFile, OptionsAndVocabulariesThatTheTensorsDoNotBearOutAreRefused) {
  const std::string whole = file_of(*small_tagger({.letters = model::LetterUse::yes}));
  fault_of(whole, R"(hidden-size\":7)", R"(hidden-size\":9)");
  fault_of(whole, R"(longest-suffix\":2)", R"(longest-suffix\":3)");
  fault_of(whole, R"(letters\":\"yes)", R"(letters\":\"no )");
  fault_of(whole, R"(\"form-vocabulary)", R"(\"farm-vocabulary)");
  fault_of(whole, R"(letter-hidden-size\":4)", R"(letter-hidden-size\":0)");
  fault_of(whole, R"(crf\":true)", R"(crf\":1234)");
}

TEST(TaggerPredictor, AnswersEachLineWithATagForEachSymbol) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    const auto tagger = small_tagger(options);
    const auto predictions = tagger->predictor({})->predict(lines_to_tag());
    ASSERT_EQ(predictions.size(), 6U);
    for (const tasks::Prediction& prediction : predictions) {
      EXPECT_EQ(prediction.best().symbols.size(), prediction.source.size());
      for (const std::string& tag : prediction.best().symbols) EXPECT_TRUE(tag == "X" || tag == "Y") << tag;
    }
    EXPECT_EQ(predictions[1].best().text, "");
    EXPECT_EQ(predictions[1].best().log_probability, 0);
  }
}

TEST(TaggerPredictor, ALineGetsTheSameBitsAloneAndInAnyBatchAndWithAnyThreads) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    SCOPED_TRACE(describe(options));
    const auto tagger = small_tagger(options);
    std::vector<tasks::Prediction> alone;
    for (const std::string& line : lines_to_tag()) alone.push_back(tagger->predictor({})->predict(line));
    for (const int threads : {1, 2, 3}) {
      for (const std::size_t places : {1, 7, 4096}) {
        tasks::PredictorOptions predictor{.threads = threads, .batch_places = places};
        expect_same(tagger->predictor(predictor)->predict(lines_to_tag()), alone);
      }
    }
  }
}

TEST(TaggerPredictor, TheBestTagsAreExactAndTogetherCertain) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    const auto tagger = small_tagger(options);
    const tasks::PredictorOptions many{.search = {.beam = 100, .nbest = 100}};
    const tasks::Prediction prediction = tagger->predictor(many)->predict("ab c dab");
    ASSERT_EQ(prediction.outputs.size(), 8U);
    double sum = 0;
    double before = 0;
    for (const tasks::Output& output : prediction.outputs) {
      EXPECT_LE(output.log_probability, before);
      before = output.log_probability;
      sum += std::exp(output.log_probability);
    }
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(TaggerPredictor, UnknownAreSymbolsOrWithLettersTheLettersAlone) {
  EXPECT_EQ(small_tagger()->predictor({})->predict("ab cab").unknown, (tasks::Symbols{"cab"}));
  const auto spelled = small_tagger({.letters = model::LetterUse::yes});
  EXPECT_EQ(spelled->predictor({})->predict("ab cab").unknown, (tasks::Symbols{}));
  EXPECT_EQ(spelled->predictor({})->predict("ab caz").unknown, (tasks::Symbols{"z"}));
}

TEST(TaggerPredictor, HasNoAlignmentAndNoBeam) {
  const auto tagger = small_tagger();
  EXPECT_THROW(tagger->predictor({.search = {.alignment = true}}), UsageError);
  EXPECT_EQ(tagger->used_options(),
            (std::vector<std::string_view>{"threads", "format", "columns", "header", "skip-bad-lines"}));
}

TEST(TaggerReport, CountsTagsLinesAndWordsThatTrainingDidNotHave) {
  const auto tagger = small_tagger({.letters = model::LetterUse::yes});
  const TemporaryFile file("ab zz\tX Y\nc\tX\n");
  tasks::EvaluationRequest request;
  request.path = file.path();
  const tasks::Report report = tagger->evaluate(request, [](const std::string&) {});
  ASSERT_EQ(report.measures.size(), 3U);
  EXPECT_EQ(report.measures[0].name, "accuracy");
  EXPECT_TRUE(contains(report.measures[0].explanation, "of 3 tags"));
  EXPECT_TRUE(contains(report.measures[1].explanation, "of 2 lines"));
  EXPECT_TRUE(contains(report.measures[2].explanation, "of 1 tags of words"));
  std::size_t wrong = 0;
  for (const decode::Confusion& confusion : report.confusions) {
    EXPECT_NE(confusion.edit.gold, confusion.edit.output);
    wrong += confusion.count;
  }
  EXPECT_NEAR(report.measures[0].value, 100.0 * (3.0 - static_cast<double>(wrong)) / 3.0, 1e-9);
}

TEST(TaggerReport, ALineOfUnequalLengthsIsRefusedOrSkipped) {
  const auto tagger = small_tagger();
  const TemporaryFile file("ab\tX\nab c\tX\n");
  tasks::EvaluationRequest request;
  request.path = file.path();
  const auto evaluate = [&] { return tagger->evaluate(request, [](const std::string&) {}); };
  const std::string fault = message_of<DataError>(evaluate);
  EXPECT_TRUE(contains(fault, file.path() + ":2: found 2 source symbols and 1 tags")) << fault;
  request.data.skip_bad_lines = true;
  EXPECT_TRUE(contains(evaluate().measures[1].explanation, "of 1 lines"));
}

}  // namespace
}  // namespace elman::test
