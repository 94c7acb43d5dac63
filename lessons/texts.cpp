#include "lessons/texts.h"

#include <algorithm>
#include <cctype>

namespace elman::lessons {

std::optional<Language> find_language(std::string_view name) {
  std::string lower;
  for (const char c : name.substr(0, name.find_first_of("_-.@"))) {
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const char* known : {"zh", "chinese", "中文"}) {
    if (lower == known) return Language::zh;
  }
  for (const char* known : {"en", "english", "c", "posix"}) {
    if (lower == known) return Language::en;
  }
  return std::nullopt;
}

const Text* look_up(Texts texts, std::string_view key) {
  const auto text = std::ranges::find(texts, key, &Text::key);
  return text == texts.end() ? nullptr : &*text;
}

std::string_view find_text(Texts texts, std::string_view key, Language language) {
  const Text* text = look_up(texts, key);
  if (text == nullptr) throw Error("lesson: there is no text \"" + std::string(key) + "\"");
  return language == Language::zh ? text->zh : text->en;
}

std::string filled_in(std::string_view passage, std::span<const Value> values) {
  std::string result;
  std::string_view rest = passage;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}', open);
    const auto value = std::ranges::find(values, rest.substr(open + 1, close - open - 1), &Value::name);
    if (value == values.end()) throw Error("lesson: no value for a name in: " + std::string(passage));
    result.append(rest.substr(0, open)).append(value->text);
    rest.remove_prefix(close + 1);
  }
  return result.append(rest);
}

std::string course_text(std::string_view key, Language language, std::initializer_list<Value> values) {
  return filled_in(find_text(course_texts, key, language), {values.begin(), values.size()});
}

void refuse(Language language, const std::string& what, const std::string& found, const std::string& expected) {
  throw UsageError(course_text("refused", language, {{"what", what}, {"found", found}, {"expected", expected}}));
}

}  // namespace elman::lessons
