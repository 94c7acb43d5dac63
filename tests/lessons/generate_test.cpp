// What lesson generate is made of.
#include <gtest/gtest.h>

#include <cmath>

#include "elman/error.h"
#include "lessons/character_model.h"
#include "lessons/course.h"
#include "lessons/next_character.h"
#include "lessons/short_text.h"

namespace elman::lessons {
namespace {

const std::string text = "a rose is a rose\nis a rose, is a rose.\n";

TEST(ShortText, LinesAreBrokenWhereTheTextIsAndWhereTheyAreTooLong) {
  EXPECT_EQ(lines_of("abc\n\nde", 2), (std::vector<std::string>{"ab", "c", "", "de"}));
  EXPECT_EQ(lines_of("春江潮水", 4), (std::vector<std::string>{"春江", "潮水"}));
  EXPECT_EQ(lines_of("ab\n", 2), std::vector<std::string>{"ab"});
}

TEST(ShortText, APictureHasEachCharacterWithItsValueAndNoBlankLines) {
  const auto lines = shaded({"a", " ", "\n", "\n", "b"}, {1, 2, 3, 4, 5});
  ASSERT_EQ(lines.size(), 2u);
  ASSERT_EQ(lines[0].size(), 3u);
  EXPECT_EQ(lines[0][1].text, "␣");
  EXPECT_EQ(lines[0][2].text, "↵");
  EXPECT_EQ(lines[0][2].value, 3);
  EXPECT_EQ(lines[1][0].text, "b");
  EXPECT_EQ(lines[1][0].value, 5);
  EXPECT_EQ(shaded(std::vector<std::string>(61, "x"), std::vector<double>(61)).size(), 2u);
}

TEST(ShortText, WhatIsExpectedNamesTheLimits) {
  for (const Language language : {Language::en, Language::zh}) {
    const std::string_view expected = find_text(option_texts, "expected-text", language);
    EXPECT_NE(expected.find(std::to_string(shortest_text)), std::string_view::npos);
    EXPECT_NE(expected.find(std::to_string(longest_text)), std::string_view::npos);
  }
}

TEST(ShortText, PropertiesOfCharacters) {
  const std::vector<Property> properties = properties_of({"o", "h", ",", "\n", "I", "."});
  ASSERT_EQ(properties.size(), 3u);
  EXPECT_EQ(properties[0].values, (std::vector<double>{0, 1, 2, 3, 0, 1}));  // in the line
  EXPECT_EQ(properties[1].values, (std::vector<double>{1, 0, 0, 0, 1, 0}));  // vowels
  EXPECT_EQ(properties[2].values, (std::vector<double>{1, 0, 0, 1, 0, 0}));  // before a letter
  const std::vector<Property> chinese = properties_of({"春", "江", "，"});
  ASSERT_EQ(chinese.size(), 2u);  // none is a vowel
  EXPECT_EQ(chinese[1].values, (std::vector<double>{1, 0, 0}));
}

TEST(ShortText, ACorrelationIsPearsons) {
  EXPECT_NEAR(correlation({1, 2, 3}, {2, 4, 6}), 1, 1e-12);
  EXPECT_NEAR(correlation({1, 2, 3}, {3, 2, 1}), -1, 1e-12);
  EXPECT_NEAR(correlation({1, 2, 3, 4}, {1, 3, 2, 4}), 0.8, 1e-12);
  EXPECT_EQ(correlation({1, 2, 3}, {5, 5, 5}), 0);
}

TEST(CharacterModel, LearnsTheSameInOneGoAndInTwo) {
  CharacterModel once(text, {.hidden_size = 8});
  CharacterModel twice(text, {.hidden_size = 8});
  once.learn(7);
  twice.learn(3);
  twice.learn(4);
  EXPECT_EQ(once.surprises(once.ids()), twice.surprises(twice.ids()));
  EXPECT_EQ(once.chunk_losses(), twice.chunk_losses());
  EXPECT_EQ(once.updates(), 7);
}

TEST(CharacterModel, TheStateIsWhatChunksKnowOfEachOther) {
  CharacterModel model(text, {.hidden_size = 8});
  ASSERT_EQ(model.chunks(), 2);
  model.learn(20);
  const auto length = static_cast<std::size_t>(CharacterModel::chunk_length);
  const std::vector<double> carried = model.surprises(model.ids());
  const std::vector<double> forgotten = model.surprises(model.ids(), CharacterModel::chunk_length);
  ASSERT_EQ(carried.size(), static_cast<std::size_t>(model.length()));
  EXPECT_TRUE(std::equal(carried.begin(), carried.begin() + length, forgotten.begin()));
  EXPECT_NE(carried[length], forgotten[length]);
  EXPECT_EQ(forgotten[length], model.surprises(model.ids().subspan(length))[0]);
}

TEST(CharacterModel, AChunksLossIsTheMeanSurpriseOfItsCharacters) {
  CharacterModel model(text, {.hidden_size = 8});
  const std::vector<double> before = model.surprises(model.ids());
  model.learn(1);
  const auto length = static_cast<std::size_t>(CharacterModel::chunk_length);
  EXPECT_NEAR(model.chunk_losses()[0], mean_of(std::span(before).first(length)), 1e-5);
}

TEST(CharacterModel, LearnsAShortTextByHeartWithEachCell) {
  for (const model::Architecture architecture :
       {model::Architecture::rnn, model::Architecture::lstm, model::Architecture::gru}) {
    CharacterModel model(text, {.architecture = architecture, .hidden_size = 32});
    model.learn(600);
    EXPECT_LT(mean_of(model.surprises(model.ids())), 0.2) << name_of(architecture);
    EXPECT_EQ(text::split_scalars(model.write(12, 1)).size(), 12u);
  }
}

TEST(CharacterModel, CharactersThatItDoesNotKnowAreUnknown) {
  const CharacterModel model(text, {.hidden_size = 8});
  EXPECT_EQ(model.ids_of("az")[2], text::Vocabulary::unknown);
  EXPECT_EQ(model.shown(model.ids_of("a z\n")), "</s>a␣<unk>↵");
}

TEST(Generate, SpecialSymbolsAreNeverWritten) {
  const std::vector<Scalar> logs = log_probabilities_of({9, 9, 9, 9, 1, 1});
  for (std::size_t special = 0; special < 4; ++special) EXPECT_TRUE(std::isinf(logs[special]));
  EXPECT_NEAR(std::exp(logs[4]) + std::exp(logs[5]), 1, 1e-6);
}

TEST(Generate, EachLanguageHasAPoemAndTheSameClaims) {
  for (const Language language : {Language::en, Language::zh}) {
    const Document document = teach(*find_lesson("generate"), {}, language);
    std::vector<std::string> made;
    for (const Block& block : document.blocks) {
      const auto* paragraph = std::get_if<Paragraph>(&block);
      if (paragraph != nullptr && !paragraph->claim.empty()) made.push_back(paragraph->claim);
    }
    EXPECT_EQ(made, (std::vector<std::string>{"nothing-known", "more-than-shares", "by-heart", "begins", "top-p-adapts",
                                              "unit-learned", "spread", "carry-helps", "overfits"}));
  }
}

}  // namespace
}  // namespace elman::lessons
