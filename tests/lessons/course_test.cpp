#include "lessons/course.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "elman/error.h"
#include "lessons/page.h"

namespace elman::lessons {
namespace {

const Table& table_of(const Document& document, std::string_view id) {
  for (const Block& block : document.blocks) {
    const auto* table = std::get_if<Table>(&block);
    if (table != nullptr && table->id == id) return *table;
  }
  throw Error("there is no table " + std::string(id));
}

std::vector<double> column_of(const Table& table, std::size_t column) {
  std::vector<double> values;
  for (const auto& row : table.rows) values.push_back(std::get<Number>(row[column]).value);
  return values;
}

TEST(Course, LessonsAreFoundByTheirNames) {
  EXPECT_EQ(find_lesson("cell")->name, "cell");
  EXPECT_EQ(find_lesson("cel"), nullptr);
}

Document given(const char* lesson, const Settings& settings = {}, Language language = Language::en) {
  return teach(*find_lesson(lesson), settings, language);
}

std::string refusal(const char* lesson, const Settings& settings, Language language = Language::en) {
  try {
    given(lesson, settings, language);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Course, TheFirstLessonsShowTheFiguresOfThePage) {
  const Document linear = given("srn");
  EXPECT_EQ(column_of(table_of(linear, "steps"), 3), (std::vector<double>{2, 6, 16}));
  for (const std::size_t y : {5, 6}) {
    EXPECT_EQ(column_of(table_of(linear, "steps"), y), (std::vector<double>{4, 12, 32}));
  }
  const auto expect_outputs = [](const Document& document, std::vector<double> expected, double slack) {
    for (const std::size_t y : {5, 6}) {
      const std::vector<double> found = column_of(table_of(document, "steps"), y);
      for (std::size_t t = 0; t < 3; ++t) EXPECT_NEAR(found[t], expected[t], slack) << document.lesson;
    }
  };
  expect_outputs(given("srn-tanh"), {1.9281, 1.9985, 2.0000}, 0.5e-4);
  expect_outputs(given("cell"), {1.9281, 1.9985, 2.0000}, 0.5e-4);
  expect_outputs(given("srn-tanh", {{"carry-state", "true"}}), {2.0, 1.99866, 1.99998}, 0.5e-5);
}

TEST(Course, HelloHasTheLossesOfPyTorchFromItsWeights) {
  const Table epochs = table_of(given("hello", {{"seeds", "0"}}), "epochs");
  const std::vector<double> ours = column_of(epochs, 2);
  const std::vector<double> theirs = column_of(epochs, 3);
  ASSERT_EQ(ours.size(), 15u);
  for (std::size_t epoch = 0; epoch < ours.size(); ++epoch) EXPECT_NEAR(ours[epoch], theirs[epoch], 1e-4);
  EXPECT_LT(ours.back(), 3);
}

TEST(Course, LengthsLearnsTheSixPairs) {
  const Table answers = table_of(given("lengths"), "answers");
  for (std::size_t pair = 0; pair < 6; ++pair) {
    EXPECT_EQ(std::get<std::string>(answers.rows[pair][1]), std::get<std::string>(answers.rows[pair][2]));
  }
}

TEST(Course, ADocumentHasItsOptionsAndItsPlace) {
  const Document document = given("srn", {{"recurrent-weight", "0.5"}});
  EXPECT_EQ(document.number, 1);
  EXPECT_EQ(document.count, static_cast<int>(course().size()));
  EXPECT_EQ(document.next, "srn-tanh");
  const auto option = std::ranges::find(document.options, "recurrent-weight", &OptionValue::name);
  ASSERT_NE(option, document.options.end());
  EXPECT_EQ(option->value, "0.5");
  EXPECT_EQ(document.options.size(), find_lesson("srn")->flags.size());
}

TEST(Course, WhatALessonIsAboutHoldsForItsOwnNumbers) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> points = {
      {"srn", {"memory", "growing"}},
      {"srn-tanh", {"memory", "fading"}},
      {"hello", {"learned", "stuck"}},
      {"lengths", {"padding-matters", "ends"}},
      {"sequence", {"order-matters", "any-length"}},
      {"attention", {"mirrored"}},
      {"memories", {"delay", "lines", "loop", "held"}},
      {"explode", {"powers", "worse"}}};
  for (const auto& [lesson, claims] : points) {
    std::vector<std::string> made;
    for (const Block& block : given(lesson).blocks) {
      const auto* paragraph = std::get_if<Paragraph>(&block);
      if (paragraph != nullptr) made.push_back(paragraph->claim);
    }
    for (const std::string& claim : claims)
      EXPECT_NE(std::ranges::find(made, claim), made.end()) << lesson << ": " << claim;
  }
}

TEST(Course, EachLessonsOwnDefaultsAreWithinItsRanges) {
  for (const Lesson& lesson : course()) EXPECT_NO_THROW(defaults_of(lesson, Language::en)) << lesson.name;
}

TEST(Course, SingleWeightsAreSetByName) {
  const Table weights = table_of(given("srn", {{"weights", "w1=2, U3=-1,w8=0.5"}}), "weights");
  EXPECT_EQ(std::get<Number>(weights.rows[0][1]).value, 2);    // w1: x1 to h1
  EXPECT_EQ(std::get<Number>(weights.rows[1][4]).value, -1);   // U3: h2 to h2
  EXPECT_EQ(std::get<Number>(weights.rows[3][4]).value, 0.5);  // w8: h2 to y2
  EXPECT_EQ(std::get<Number>(weights.rows[0][2]).value, 1);
}

TEST(Course, WhatIsOutOfRangeIsRefusedInTheLessonsLanguage) {
  EXPECT_EQ(refusal("memory", {{"epochs", "0"}}), "--epochs is \"0\", expected a whole number from 1 to 100000");
  EXPECT_EQ(refusal("memory", {{"epochs", "x"}}, Language::zh), "--epochs 的值是 \"x\"，应为 1 到 100000 之间的整数");
  EXPECT_NE(refusal("srn", {{"weights", "w9=1"}}).find("w1 to w8"), std::string::npos);
  EXPECT_NE(refusal("srn", {{"weights", "w1"}}).find("w1 to w8"), std::string::npos);
  EXPECT_NE(refusal("srn", {{"weights", "w1=1e9"}}).find("from -10 to 10"), std::string::npos);
  EXPECT_NE(refusal("srn", {{"recurrent-weight", "nan"}}).find("from -10 to 10"), std::string::npos);
  EXPECT_NE(refusal("srn", {{"seed", "1"}}).find("srn has no --seed"), std::string::npos);
  EXPECT_NE(refusal("srn", {{"seed", "1"}}, Language::zh).find("没有 --seed"), std::string::npos);
  EXPECT_NE(refusal("cell", {{"nonlinearity", "none"}}).find("tanh or relu"), std::string::npos);
  EXPECT_EQ(refusal("pairs", {{"hidden-size", "0"}}), "--hidden-size is \"0\", expected a whole number from 1 to 1024");
  EXPECT_NE(refusal("hello", {{"word", "Hello"}}).find("from a to z"), std::string::npos);
  EXPECT_NE(refusal("hello", {{"word", "hi"}}).find("as many as the word has"), std::string::npos);
  EXPECT_NE(refusal("attention", {{"word", "xyz"}}).find("a to h"), std::string::npos);
}

TEST(Course, LanguagesAreKnownByTheirNamesAndAsLocales) {
  for (const char* name : {"zh", "zh-CN", "zh_CN.UTF-8", "chinese", "中文"}) {
    EXPECT_EQ(find_language(name), Language::zh) << name;
  }
  for (const char* name : {"en", "en_US.UTF-8", "English", "C", "C.UTF-8", "POSIX"}) {
    EXPECT_EQ(find_language(name), Language::en) << name;
  }
  EXPECT_EQ(find_language("fr_FR.UTF-8"), std::nullopt);
}

TEST(Course, SuggestedCommandsSpeakTheLessonsLanguage) {
  for (const Block& block : given("srn", {}, Language::zh).blocks) {
    const auto* attempt = std::get_if<Attempt>(&block);
    EXPECT_TRUE(attempt == nullptr || attempt->command.ends_with(" --lang zh"));
  }
}

TEST(Page, AClaimIsMadeOnlyIfItsConditionsHold) {
  Page page("srn", srn_texts, Language::en, small_network_texts);
  page.table({.id = "runs", .columns = {"a", "b"}, .rows = {{Number{1.23, 1}, std::string("x")}}});
  EXPECT_EQ(page.claim({{"claim:growing", {is({"runs", 0, 0}, Relation::less, 1)}}}), "");
  EXPECT_EQ(page.claim({{"claim:growing", {is({"runs", 0, 0}, Relation::less, 1)}},
                        {"claim:fading", {is({"runs", 0, 1}, Relation::equal, std::string("x"))}}}),
            "claim:fading");
  EXPECT_THROW(page.claim({{"claim:growing", {}}}), Error);
  EXPECT_THROW(page.claim({{"claim:growing", {is({"runs", 1, 0}, Relation::less, 1)}}}), Error);
  EXPECT_THROW(page.paragraph("claim:growing"), Error);
  const Document document = page.finish();
  const auto& claim = std::get<Paragraph>(document.blocks.back());
  EXPECT_EQ(claim.claim, "fading");
  EXPECT_EQ(claim.conditions.size(), 1u);
}

TEST(Document, NumbersAreComparedAsTheyAreShown) {
  const std::vector<Block> blocks{Table{.id = "t", .columns = {"a"}, .rows = {{Number{1.04, 1}}, {Number{0.96, 1}}}}};
  EXPECT_TRUE(holds(is({"t", 0, 0}, Relation::equal, Place{"t", 1, 0}), blocks));
  EXPECT_FALSE(holds(is({"t", 0, 0}, Relation::different, Place{"t", 1, 0}), blocks));
  EXPECT_FALSE(holds(is({"t", 1, 0}, Relation::less, Place{"t", 0, 0}), blocks));
  EXPECT_TRUE(holds(is({"t", 1, 0}, Relation::at_most, Place{"t", 0, 0}), blocks));
}

TEST(Document, ANumberThatIsShownAsZeroHasNoSign) {
  EXPECT_EQ(shown(Number{-0.00001, 3}), "0.000");
  EXPECT_EQ(shown(Number{-0.01, 2}), "-0.01");
  EXPECT_EQ(shown(Number{1.5e-7, 1, true}), "1.5e-07");
}

TEST(Page, AFormulaThatDoesNotAddUpIsAnError) {
  Page page("srn", srn_texts, Language::en);
  Formula formula{.name = "y", .terms = {{{"w", {2}}, {"x", {3}}}, {{"u", {1}}}}, .sum = {7}, .result = {7}};
  EXPECT_NO_THROW(page.formula(formula));
  formula.result.value = 7.1;
  EXPECT_THROW(page.formula(formula), Error);
  formula.function = "tanh";
  EXPECT_THROW(page.formula(formula), Error);
  formula.result.value = 0.99999834;
  EXPECT_NO_THROW(page.formula(formula));
}

TEST(Page, APassageThatIsNotThereOrLacksAValueIsAnError) {
  const Page page("srn", srn_texts, Language::en);
  EXPECT_THROW(page.text("nothing-of-the-kind"), Error);
  EXPECT_THROW(page.text("step", {{"t", "1"}}), Error);
  EXPECT_EQ(page.text("step", {{"t", "1"}, {"x", "(1, 1)"}, {"h", "(0, 0)"}}),
            "Step 1: the input is (1, 1), the state was (0, 0)");
}

}  // namespace
}  // namespace elman::lessons
