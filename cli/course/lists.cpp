#include "cli/course/lists.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/show/wrapping.h"
#include "lessons/glossary.h"

namespace elman::cli {

using lessons::chinese_words;
using lessons::Language;

namespace {

constexpr std::size_t columns = 80;

std::string in_lines(std::string_view text, const std::string& indent = "") {
  std::string lines;
  for (const std::string& line : wrapped(text, columns - indent.size(), chinese_words())) {
    lines.append(indent).append(line).append("\n");
  }
  return lines;
}

}  // namespace

std::string lessons_as_text(Language language) {
  constexpr std::size_t names = 13;
  std::string text;
  for (const lessons::Lesson& lesson : lessons::course()) {
    std::string head = padded(lesson.name, names);
    for (const std::string& line :
         wrapped(find_text(lesson.texts, "summary", language), columns - names - 2, chinese_words())) {
      text.append("  ").append(head).append(line).append("\n");
      head = padded("", names);
    }
  }
  return text + "\n" + in_lines(lessons::course_text("how", language));
}

std::string lessons_as_json(Language language) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const lessons::Lesson& lesson : lessons::course()) {
    list.push_back({{"name", lesson.name},
                    {"title", find_text(lesson.texts, "title", language)},
                    {"summary", find_text(lesson.texts, "summary", language)},
                    {"flags", lesson.flags}});
  }
  return list.dump(2) + "\n";
}

std::string glossary_as_text(Language language) {
  const bool chinese = language == Language::zh;
  std::string text;
  for (const lessons::Term& term : lessons::glossary()) {
    text += fmt::format("{}{} {}\n", text.empty() ? "" : "\n", chinese ? term.zh : term.en,
                        fmt::format("({})", chinese ? term.en : term.zh));
    text += in_lines(fmt::format("{} [{}]", chinese ? term.meaning_zh : term.meaning_en, term.lesson), "  ");
  }
  return text;
}

std::string glossary_as_json(Language language) {
  const bool chinese = language == Language::zh;
  nlohmann::ordered_json json{{"terms", nlohmann::ordered_json::array()}, {"page", nlohmann::ordered_json::array()}};
  for (const lessons::Term& term : lessons::glossary()) {
    json["terms"].push_back({{"en", term.en},
                             {"zh", term.zh},
                             {"meaning", chinese ? term.meaning_zh : term.meaning_en},
                             {"lesson", term.lesson}});
  }
  for (const lessons::PageLine& line : lessons::page_lines()) {
    json["page"].push_back({{"section", line.section},
                            {"line", chinese ? line.zh : line.en},
                            {"lesson", line.lesson},
                            {"where", line.where}});
  }
  return json.dump(2) + "\n";
}

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return lessons::find_language(value).value_or(Language::en);
  }
  return Language::en;
}

}  // namespace elman::cli
