#include "lessons/course.h"

#include <gtest/gtest.h>

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

TEST(Course, AnUnknownNameIsAnsweredWithTheNearest) {
  const auto answer = [](const char* name) {
    try {
      find_lesson(name);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(answer("srm").find("did you mean srn?"), std::string::npos);
  EXPECT_NE(answer("parrs").find("did you mean pairs?"), std::string::npos);
  EXPECT_NE(answer("lenghts").find("did you mean lengths?"), std::string::npos);
  EXPECT_EQ(find_lesson("cell").name, "cell");
}

TEST(Course, TheFirstLessonsShowTheFiguresOfThePage) {
  const Document linear = srn({});
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
  expect_outputs(srn_tanh({}), {1.9281, 1.9985, 2.0000}, 0.5e-4);
  expect_outputs(cell({}), {1.9281, 1.9985, 2.0000}, 0.5e-4);
  expect_outputs(srn_tanh({.carry_state = true}), {2.0, 1.99866, 1.99998}, 0.5e-5);
}

TEST(Course, HelloHasTheLossesOfPyTorchFromItsWeights) {
  const Table epochs = table_of(hello({.seeds = 0}), "epochs");
  const std::vector<double> ours = column_of(epochs, 2);
  const std::vector<double> theirs = column_of(epochs, 3);
  ASSERT_EQ(ours.size(), 15u);
  for (std::size_t epoch = 0; epoch < ours.size(); ++epoch) EXPECT_NEAR(ours[epoch], theirs[epoch], 1e-4);
  EXPECT_LT(ours.back(), 3);
}

TEST(Course, LengthsLearnsTheSixPairs) {
  const Table answers = table_of(lengths({}), "answers");
  for (std::size_t pair = 0; pair < 6; ++pair) {
    EXPECT_EQ(std::get<std::string>(answers.rows[pair][1]), std::get<std::string>(answers.rows[pair][2]));
  }
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
