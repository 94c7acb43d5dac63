#include "elman/tasks/language_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/tasks/line_scorer.h"
#include "elman/tasks/task.h"
#include "elman/tasks/text_corpus.h"
#include "elman/tasks/text_score.h"
#include "tests/io/safetensors_bytes.h"
#include "tests/support/language_models.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

using tasks::LineContext;

data::TextPart part_of(const std::vector<std::int32_t>& ids) {
  auto text = std::make_shared<data::TextIds>();
  text->add(ids);
  return {text, 0, ids.size()};
}

const auto pool = std::make_shared<system::ThreadPool>(2);

TEST(TextScore, CountsEverySymbolOnce) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    const auto model = small_language_model(options);
    for (const std::size_t size : {1, 2, 99, 500}) {
      const data::TextPart text = part_of(some_ids(*model, size));
      for (const std::int32_t segments : {1, 3, 7}) {
        EXPECT_EQ(tasks::score_segments(model->network(), text, segments, 10, pool).symbols, size);
      }
    }
  }
}

TEST(TextScore, OfSegmentsIsNearlyThatOfTheWhole) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const data::TextPart text = part_of(some_ids(*model, 1000));
    const double whole = tasks::score_text(model->network(), text, pool).nats_per_symbol();
    const double segments = tasks::score_segments(model->network(), text, 5, 40, pool).nats_per_symbol();
    // A Transformer's windows begin elsewhere; a state forgets where it began.
    EXPECT_NEAR(segments, whole, model::is_transformer(options) ? 0.05 : 1e-4);
  }
}

TEST(TextScore, IsTheMeanSurpriseOfTheSymbols) {
  const auto model = small_language_model();
  const std::vector<std::int32_t> ids = some_ids(*model, 30);
  model::TextScoring scoring(model->network(), 1, nullptr);
  std::vector<float> found(ids.size());
  scoring.score(ids, found);
  double sum = 0;
  for (const float log_probability : found) sum -= static_cast<double>(log_probability);
  const tasks::TextScore score = tasks::score_text(model->network(), part_of(ids), pool);
  EXPECT_NEAR(score.nats, sum, 1e-4);
  EXPECT_NEAR(score.nats_per_symbol(), sum / 30, 1e-5);
}

std::vector<tasks::ScoredLine> scores(const tasks::LanguageModel& model, LineContext context,
                                      const std::vector<std::string>& lines, int threads = 1) {
  return tasks::LineScorer(model, context, threads).score(lines, "lines", 1);
}

TEST(LineScorer, LinesTogetherAreTheTextTheyMake) {
  const auto model = small_language_model();
  const std::vector<tasks::ScoredLine> lines = scores(*model, LineContext::together, {"ab", "", "ca b"});
  double sum = 0;
  for (const tasks::ScoredLine& line : lines) sum += line.log_probability();
  std::vector<std::int32_t> ids;
  model->coding().encode("ab\n\nca b\n", ids);
  EXPECT_NEAR(sum, -tasks::score_text(model->network(), part_of(ids), pool).nats, 1e-4);
  EXPECT_EQ(lines[1].symbols.size(), 1U);
  EXPECT_EQ(lines[1].symbols[0].text, "\n");
}

TEST(LineScorer, LinesApartDoNotDependOnEachOther) {
  for (const text::DocumentKind document : {text::DocumentKind::none, text::DocumentKind::line}) {
    const auto model = small_language_model({}, {.document = document});
    const std::vector<tasks::ScoredLine> lines = scores(*model, LineContext::apart, {"ab", "cab", "ab"}, 2);
    EXPECT_EQ(lines[0].log_probability(), lines[2].log_probability());
    EXPECT_EQ(lines[1].log_probability(), scores(*model, LineContext::apart, {"cab"})[0].log_probability());
    EXPECT_EQ(lines[0].symbols.back().text, document == text::DocumentKind::line ? "" : "\n");
  }
}

// All lines of up to so many symbols, and the longer ones.
TEST(LineScorer, ProbabilitiesOfAllLinesSumToAtMostOne) {
  const auto model = small_language_model({}, {.document = text::DocumentKind::line});
  std::vector<std::string> all{""};
  const std::vector<std::string> letters{"a", "b", "c", " ", "\n", "é"};
  for (std::size_t begin = 0, end = 1, length = 1; length <= 3; ++length) {
    for (std::size_t i = begin; i < end; ++i) {
      for (const std::string& letter : letters) all.push_back(all[i] + letter);
    }
    begin = end;
    end = all.size();
  }
  double sum = 0;
  for (const tasks::ScoredLine& line : scores(*model, LineContext::apart, all)) sum += std::exp(line.log_probability());
  EXPECT_LT(sum, 1);
  EXPECT_GT(sum, 0.1);
}

TEST(LineScorer, TellsWhatTheModelDoesNotKnowAndWhatIsNoText) {
  const auto model = small_language_model();
  EXPECT_EQ(scores(*model, LineContext::apart, {"axb"})[0].unknown, std::vector<std::string>{"x"});
  const std::string message = message_of<DataError>(
      [&] { tasks::LineScorer(*model, LineContext::apart).score(std::vector<std::string>{"a\xFF"}, "lines", 7); });
  EXPECT_TRUE(contains(message, "lines:7:2")) << message;
}

TEST(LanguageModelFile, HoldsWhatTheModelIs) {
  const TemporaryFolder folder;
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options, {.document = text::DocumentKind::blank});
    tasks::save(folder.path("m"), *model);
    const std::unique_ptr<tasks::Model> read = tasks::open(folder.path("m"));
    tasks::save(folder.path("again"), *read);
    EXPECT_TRUE(bytes_of_file(folder.path("again")) == bytes_of_file(folder.path("m")));
    const tasks::LanguageModel& same = tasks::as<tasks::LanguageModel>(*read, "m");
    EXPECT_EQ(same.coding().format().document, text::DocumentKind::blank);
    EXPECT_EQ(scores(same, LineContext::apart, {"abc"})[0].log_probability(),
              scores(*model, LineContext::apart, {"abc"})[0].log_probability());
  }
}

TEST(LanguageModelFile, HoldsWordsAndPartsOfWords) {
  const TemporaryFolder folder;
  for (const text::TextUnit unit : {text::TextUnit::word, text::TextUnit::bpe}) {
    const auto model = small_language_model({}, {.symbols = unit});
    tasks::save(folder.path("m"), *model);
    const std::unique_ptr<tasks::Model> read = tasks::open(folder.path("m"));
    tasks::save(folder.path("again"), *read);
    const std::string whole = bytes_of_file(folder.path("m"));
    EXPECT_TRUE(bytes_of_file(folder.path("again")) == whole);
    const tasks::LanguageModel& same = tasks::as<tasks::LanguageModel>(*read, "m");
    EXPECT_EQ(scores(same, LineContext::apart, {"ab xé c"})[0].log_probability(),
              scores(*model, LineContext::apart, {"ab xé c"})[0].log_probability());
    const auto fault = [&](const std::string& from, const std::string& to) {
      const std::string path = folder.put("bad", io::with_description(whole, from, to));
      return message_of<ModelError>([&] { tasks::open(path); });
    };
    EXPECT_TRUE(contains(fault("\"merges\":", "\"x\":"), "merges"));
    EXPECT_TRUE(contains(fault("\"merges\":[\"", "\"merges\":[\"x"), "alphabet"));
    EXPECT_TRUE(contains(fault("\"</s>\",", "\"</s>\",\"xy\","), "embedding.weight"));
  }
}

TEST(LanguageModelFile, OfAStrangerIsAnErrorOrAModel) {
  const TemporaryFolder folder;
  const auto model = small_language_model();
  tasks::save(folder.path("m"), *model);
  const std::string whole = bytes_of_file(folder.path("m"));
  const auto fault = [&](const std::string& from, const std::string& to) {
    const std::string path = folder.put("bad", io::with_description(whole, from, to));
    return message_of<ModelError>([&] { tasks::open(path); });
  };
  EXPECT_TRUE(contains(fault("\"hidden-size\":7", "\"hidden-size\":8"), "rnn.weight_ih_l0"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":7", "\"hidden-size\":-1"), "expected 1 to 100000"));
  EXPECT_TRUE(contains(fault("\"context\":6", "\"context\":1"), "context"));
  EXPECT_TRUE(contains(fault("\"arch\":\"lstm\"", "\"arch\":\"transformer\""), "heads"));
  EXPECT_TRUE(contains(fault("\"symbols\":\"char\"", "\"symbols\":\"byte\""), "bytes"));
  EXPECT_TRUE(contains(fault("\"</s>\",\"a\"", "\"</s>\",\"b\""), "again"));
  EXPECT_TRUE(contains(fault("\"</s>\",\"a\"", "\"</s>\",\"x\",\"a\""), "embedding.weight"));
  EXPECT_TRUE(contains(fault("\"vocabulary\":", "\"x\":"), "vocabulary"));
  EXPECT_TRUE(contains(fault("\"text\":", "\"x\":"), "text"));
  // Every byte of the header changed.
  const std::size_t header = whole.rfind('}') + 1;
  for (std::size_t i = 8; i < header; i += 3) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x11);
    try {
      const auto opened = tasks::open(folder.put("bad", changed));
      (void)opened->predictor({.search = {.max_length = 3}})->predict("ab");
    } catch (const ModelError&) {
    }
  }
}

TEST(LanguageModelFile, IsNoOtherModel) {
  const auto model = small_language_model();
  EXPECT_EQ(&tasks::as<tasks::LanguageModel>(*model, "m"), model.get());
  EXPECT_TRUE(
      contains(message_of<UsageError>([&] { model->predictor({.search = {.alignment = true}}); }), "alignment"));
}

TEST(LineScorer, SymbolsOfWordsAreTheLine) {
  for (const text::TextUnit unit : {text::TextUnit::word, text::TextUnit::bpe}) {
    const auto model = small_language_model({}, {.symbols = unit});
    for (const std::string line : {"ab c.", " ab  bé ø", ""}) {
      std::string text;
      const std::vector<tasks::ScoredLine> scored = scores(*model, LineContext::apart, {line});
      for (const tasks::ScoredSymbol& symbol : scored[0].symbols) text += symbol.text;
      EXPECT_EQ(text, line + "\n");
    }
  }
}

TEST(LanguageModelPredictor, ReadsAndWritesWords) {
  for (const text::TextUnit unit : {text::TextUnit::word, text::TextUnit::bpe}) {
    const auto model = small_language_model({}, {.symbols = unit});
    const auto predictor = model->predictor({.search = {.beam = 4, .nbest = 4, .max_length = 6}});
    const tasks::Input input = predictor->parse("ab c", "lines", 1);
    EXPECT_EQ(predictor->input(input.symbols).ids, input.ids);
    EXPECT_TRUE(input.unknown.empty());
    for (const tasks::Output& output : predictor->predict("ab c").outputs) {
      std::string text;
      for (const std::string& symbol : output.symbols) text += symbol;
      EXPECT_EQ(text, output.text);
      EXPECT_EQ(output.text.find('\n'), std::string::npos);
    }
  }
}

TEST(LanguageModelPredictor, GoesOnWithALineToItsEnd) {
  const auto model = small_language_model();
  const auto predictor = model->predictor({.search = {.beam = 4, .nbest = 4, .max_length = 6}});
  const tasks::Prediction prediction = predictor->predict("ab");
  ASSERT_EQ(prediction.outputs.size(), 4U);
  for (const tasks::Output& output : prediction.outputs) {
    EXPECT_EQ(output.text.find('\n'), std::string::npos);
    std::string text;
    for (const std::string& symbol : output.symbols) text += symbol;
    EXPECT_EQ(text, output.text);
  }
  const double best = prediction.outputs[0].log_probability;
  for (const tasks::Output& output : prediction.outputs) EXPECT_LE(output.log_probability, best);
}

}  // namespace
}  // namespace elman::test
