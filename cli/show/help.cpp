#include "cli/show/help.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/show/wrapping.h"

namespace elman::cli {
namespace {

constexpr std::size_t name_columns = 26;

// Lines together are a paragraph, but those that begin with two spaces stay as they are.
std::string wrapped_paragraphs(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  std::string paragraph;
  const auto end_paragraph = [&] {
    for (const std::string& line : wrapped(paragraph, help_columns)) out += line + "\n";
    paragraph.clear();
  };
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && !line.starts_with("  ")) {
      paragraph += (paragraph.empty() ? "" : " ") + line;
      continue;
    }
    end_paragraph();
    out += line + "\n";
  }
  end_paragraph();
  return out;
}

std::string entry(const std::string& name, const std::string& description) {
  std::string text = "  " + name;
  std::size_t column = text.size();
  if (column + 1 > name_columns) {
    text += "\n";
    column = 0;
  }
  for (const std::string& line : wrapped(description, help_columns - name_columns)) {
    text += std::string(name_columns - column, ' ') + line + "\n";
    column = 0;
  }
  if (!text.ends_with("\n")) text += "\n";
  return text;
}

}  // namespace

std::string written(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  const std::vector<std::string>& negative = option.get_fnames();
  for (const std::string& name : option.get_lnames()) {
    const bool both = std::find(negative.begin(), negative.end(), "no-" + name) != negative.end();
    if (name.starts_with("no-") && std::find(negative.begin(), negative.end(), name) != negative.end()) continue;
    names += (names.empty() ? "--" : ", --") + std::string(both ? "[no-]" : "") + name;
  }
  const bool takes_value = option.get_items_expected_max() > 0;
  const std::string type = option.get_type_name();
  return names + (takes_value && !type.empty() && type != "BOOLEAN" ? " " + type : "");
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string description = option->get_description();
  if (!is_positional && !option->get_default_str().empty()) description += " [" + option->get_default_str() + "]";
  return entry(is_positional ? option->get_name(true) : written(*option), description);
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  return "\n" + wrapped_paragraphs(CLI::Formatter::make_usage(app, std::move(name)));
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return wrapped_paragraphs(app->get_description());
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  return app->get_footer().empty() ? "" : "\n" + wrapped_paragraphs(app->get_footer());
}

std::string HelpFormatter::make_subcommand(const CLI::App* verb) const {
  return entry(verb->get_name(), verb->get_description());
}

}  // namespace elman::cli
