#include "cli/flags/option_flags.h"

#include <algorithm>
#include <exception>
#include <sstream>

#include "cli/suggestion.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/system/atomic_file.h"
#include "elman/text/unicode.h"

namespace elman::cli {

namespace {

const char* placeholder(FieldType type) {
  return type == FieldType::whole_number ? "N" : type == FieldType::number ? "X" : "VALUE";
}

}  // namespace

void OptionFlags::add(const Field& field, const std::string& group) {
  const std::string name = field.name();
  names_.push_back(name);
  const auto keep = [this, name](const std::string& text) { settings_[name] = {text, "--" + name}; };
  CLI::Option* option = nullptr;
  if (field.type() == FieldType::flag) {
    option = verb_->add_flag_function(
        "--" + name + ",!--no-" + name, [keep](std::int64_t count) { keep(count > 0 ? "true" : "false"); },
        std::string(field.comment()) + " [" + field.text() + "]");
  } else {
    option = verb_->add_option_function<std::string>("--" + name, keep, field.comment())
                 ->default_str(field.text())
                 ->type_name(placeholder(field.type()))
                 ->take_last();
  }
  option->group(group);
}

void OptionFlags::add(const Fields& fields, const std::string& group) {
  for (const Field& field : fields) add(field, group);
}

void OptionFlags::add(const Fields& fields, const std::vector<std::string_view>& names, const std::string& group) {
  for (const Field& field : fields) {
    if (std::find(names.begin(), names.end(), field.name()) != names.end()) add(field, group);
  }
}

namespace {

// "options.toml:3" for the line that sets that name.
std::string place_of(const std::string& name, const std::string& text, const std::string& path) {
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::size_t start = std::min(line.find_first_not_of(" \t\"'"), line.size());
    if (std::string_view(line).substr(start).starts_with(name)) return path + ":" + std::to_string(number);
  }
  return path;
}

// Before the parser sees it: of sections in sections, dotted names and long lines it makes gigabytes.
void require_plain_lines(const std::string& text, const std::string& path) {
  constexpr std::size_t longest_line = 4096;
  constexpr std::size_t most_lines = 2000;
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::string where = path + ":" + std::to_string(number);
    if (number > most_lines || line.size() > longest_line) {
      throw UsageError(where + ": found " + (number > most_lines ? "too many lines" : "too long a line") +
                       ", expected at most " + std::to_string(most_lines) + " lines of " +
                       std::to_string(longest_line) + " bytes; give another file");
    }
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string_view content = std::string_view(line).substr(start);
    if (content.starts_with('[')) {
      throw UsageError(where + ": found the section " + printable(content, 80) +
                       ", expected lines of name = value alone; remove it");
    }
    if (!content.starts_with('#') && content.substr(0, content.find('=')).find('.') != std::string_view::npos) {
      throw UsageError(where + ": found a name with a dot in it, expected lines of name = value; remove it");
    }
  }
}

// The parser takes what comes after a number sign for a comment, even in quotes.
bool is_cut(const std::string& value) {
  const bool quoted = value.starts_with('"') || value.starts_with('\'');
  return quoted && (value.size() == 1 || value.back() != value.front());
}

}  // namespace

void OptionFlags::read_config(const std::string& path) {
  constexpr std::size_t most_bytes = 1 << 20;
  const std::string text = system::read_file(path, most_bytes);
  const std::size_t nul = text.find('\0');
  if (nul != std::string::npos || text::find_invalid_utf8(text) != std::string::npos) {
    throw UsageError(path + ": found bytes that are not text, expected lines of name = value; give another file");
  }
  require_plain_lines(text, path);
  std::vector<CLI::ConfigItem> items;
  try {
    std::istringstream stream(text);
    items = CLI::ConfigTOML().from_config(stream);
  } catch (const std::exception& error) {  // the parser throws several kinds
    throw UsageError(path + ": found no lines of name = value (" + error.what() +
                     "); elman train --dump-config writes such a file");
  }
  for (const CLI::ConfigItem& item : items) {
    const std::string where = place_of(item.name, text, path);
    if (std::find(names_.begin(), names_.end(), item.name) == names_.end()) {
      throw UsageError(where + ": \"" + item.name + "\" is not an option" + suggestion(item.name, names_) +
                       "; elman train --help lists them");
    }
    if (item.inputs.size() != 1) throw UsageError(where + ": \"" + item.name + "\" needs one value");
    if (is_cut(item.inputs[0])) {
      throw UsageError(where + ": found a text without its second quote, expected one without quotes or # in it");
    }
    settings_.try_emplace(item.name, Setting{item.inputs[0], where + ": " + item.name, true});
  }
}

}  // namespace elman::cli
