#include "lessons/texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lessons/course.h"

namespace elman::lessons {
namespace {

std::vector<std::pair<std::string, Texts>> all_texts() {
  std::vector<std::pair<std::string, Texts>> all{
      {"course", course_texts}, {"options", option_texts}, {"small network", small_network_texts}};
  for (const Lesson& lesson : course()) all.emplace_back(lesson.name, lesson.texts);
  return all;
}

std::set<std::string> names_in(std::string_view passage) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_0123456789";
  std::set<std::string> names;
  for (std::size_t open = passage.find('{'); open < passage.size(); open = passage.find('{', open + 1)) {
    const std::size_t close = passage.find_first_not_of(letters, open + 1);
    if (close < passage.size() && passage[close] == '}' && close > open + 1) {
      names.emplace(passage.substr(open, close + 1 - open));
    }
  }
  return names;
}

bool has_chinese(std::string_view text) {  // U+4E00 .. U+9FFF begin with the bytes E4 .. E9
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE4; });
}

TEST(LessonTexts, EveryKeyIsThereOnce) {
  for (const auto& [lesson, texts] : all_texts()) {
    std::set<std::string_view> keys;
    for (const Text& text : texts) EXPECT_TRUE(keys.insert(text.key).second) << lesson << ": " << text.key;
  }
}

TEST(LessonTexts, EveryKeyHasBothLanguagesWithTheSameNames) {
  for (const auto& [lesson, texts] : all_texts()) {
    for (const Text& text : texts) {
      EXPECT_FALSE(text.en.empty()) << lesson << ": " << text.key;
      EXPECT_FALSE(text.zh.empty()) << lesson << ": " << text.key;
      EXPECT_EQ(names_in(text.en), names_in(text.zh)) << lesson << ": " << text.key;
    }
  }
}

TEST(LessonTexts, ChineseIsChineseAndEnglishIsNot) {
  for (const auto& [lesson, texts] : all_texts()) {
    for (const Text& text : texts) {
      EXPECT_FALSE(has_chinese(text.en)) << lesson << ": " << text.key;
      const bool is_notation = text.en == text.zh;  // "batch_first", "-ln p"
      EXPECT_TRUE(has_chinese(text.zh) || is_notation) << lesson << ": " << text.key;
    }
  }
}

TEST(LessonTexts, EveryLessonHasATitleAndASummary) {
  for (const Lesson& lesson : course()) {
    for (const Language language : {Language::en, Language::zh}) {
      EXPECT_NO_THROW(find_text(lesson.texts, "title", language)) << lesson.name;
      EXPECT_NO_THROW(find_text(lesson.texts, "summary", language)) << lesson.name;
    }
  }
}

}  // namespace
}  // namespace elman::lessons
