// The words of the lessons, in every language that they are told in.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "elman/elman.h"

namespace elman::lessons {

enum class Language { en, zh };
constexpr auto choices(Language) {
  return std::array{Choice<Language>{Language::en, "en"}, Choice<Language>{Language::zh, "zh"}};
}

// As people write it, or as a locale: "zh", "zh-CN", "zh_CN.UTF-8", "chinese", "中文"; "en", "en_US.UTF-8", "english".
std::optional<Language> find_language(std::string_view name);

// A passage; the lesson replaces {name} by a value. A key that begins with "claim:" says something that is true of some
// numbers only.
struct Text {
  std::string_view key;
  std::string_view en;
  std::string_view zh;
};
using Texts = std::span<const Text>;

// texts/<lesson>.cpp; texts/course.cpp for what all lessons share, options.cpp for their options.
extern const Texts course_texts;
extern const Texts option_texts;
extern const Texts small_network_texts;  // for the lessons on that network
extern const Texts srn_texts;
extern const Texts srn_tanh_texts;
extern const Texts cell_texts;
extern const Texts rnn_texts;
extern const Texts hello_texts;
extern const Texts pairs_texts;
extern const Texts lengths_texts;
extern const Texts sequence_texts;
extern const Texts seq2seq_texts;
extern const Texts attention_texts;
extern const Texts transformer_texts;
extern const Texts memories_texts;
extern const Texts memory_texts;
extern const Texts explode_texts;
extern const Texts generate_texts;

// The passage of that key, or null; the same, and throws Error if there is none.
const Text* look_up(Texts texts, std::string_view key);
std::string_view find_text(Texts texts, std::string_view key, Language language);

// The value of {name} in a passage.
struct Value {
  std::string_view name;
  std::string text;
};

// The passage with its values, which may hold anything. Throws Error for a {name} without one.
std::string filled_in(std::string_view passage, std::span<const Value> values);

// A passage that all lessons share.
std::string course_text(std::string_view key, Language language, std::initializer_list<Value> values = {});

// Chinese words of the course that should not be broken at the end of a line.
std::span<const std::string_view> chinese_words();

// Throws UsageError: "--seed is \"x\", expected a whole number from 0", in that language.
[[noreturn]] void refuse(Language language, const std::string& what, const std::string& found,
                         const std::string& expected);

}  // namespace elman::lessons
