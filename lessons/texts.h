// The words of the lessons, in every language that they are told in.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "elman/elman.h"

namespace elman::lessons {

enum class Language { en, zh };
constexpr auto choices(Language) {
  return std::array{Choice<Language>{Language::en, "en"}, Choice<Language>{Language::zh, "zh"}};
}

// A passage; the lesson replaces {name} by a value.
struct Text {
  std::string_view key;
  std::string_view en;
  std::string_view zh;
};
using Texts = std::span<const Text>;

// texts/<lesson>.cpp, and texts/course.cpp for what all lessons share.
extern const Texts course_texts;
extern const Texts srn_texts;
extern const Texts srn_tanh_texts;
extern const Texts cell_texts;
extern const Texts rnn_texts;
extern const Texts hello_texts;
extern const Texts pairs_texts;
extern const Texts lengths_texts;
extern const Texts memory_texts;

// The passage of that key. Throws Error if there is none.
std::string_view find_text(Texts texts, std::string_view key, Language language);

}  // namespace elman::lessons
