#include "elman/run/option_lists.h"

#include <fmt/core.h>

namespace elman::run {

namespace {

// In single quotes TOML takes a text as it is.
std::string in_toml_quotes(const std::string& text) {
  const char quote = text.find_first_of("\"\\") == std::string::npos ? '"' : '\'';
  return quote + text + quote;
}

}  // namespace

std::string configuration_lines(const Fields& fields) {
  std::string lines;
  for (const Field& field : fields) {
    const std::string text = field.text();
    lines += fmt::format("# {}\n{}{} = {}\n", field.comment(), text.empty() ? "# " : "", field.name(),
                         field.type() == FieldType::text ? in_toml_quotes(text) : text);
  }
  return lines;
}

std::map<std::string, std::string> texts_with_effect(const Fields& fields, std::string_view prefix) {
  std::map<std::string, std::string> texts;
  for (const Field& field : fields) {
    if (field.has_effect()) texts[std::string(prefix) + field.name()] = field.text();
  }
  return texts;
}

}  // namespace elman::run
