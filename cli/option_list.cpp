#include "cli/option_list.h"

#include <algorithm>
#include <exception>
#include <initializer_list>
#include <sstream>
#include <string_view>

#include "cli/suggestion.h"
#include "elman/system/atomic_file.h"
#include "elman/text/unicode.h"

namespace elman::cli {

void OptionList::add_flag(const std::string& name, const std::string& value, const std::string& comment, bool is_switch,
                          const std::string& group) {
  names_.push_back(name);
  const auto keep = [this, name](const std::string& text) { flags_[name] = {text, "--" + name}; };
  CLI::Option* option = nullptr;
  if (is_switch) {
    option = verb_->add_flag_function(
        "--" + name + ",!--no-" + name, [keep](std::int64_t count) { keep(count > 0 ? "true" : "false"); },
        comment + " [" + value + "]");
  } else {
    option = verb_->add_option_function<std::string>("--" + name, keep, comment)
                 ->default_str(value)
                 ->type_name("")
                 ->take_last();
  }
  option->group(group);
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

}  // namespace

void OptionList::read_config(const std::string& path) {
  constexpr std::size_t most_bytes = 1 << 20;
  const std::string text = system::read_file(path, most_bytes);
  const std::size_t nul = text.find('\0');
  if (nul != std::string::npos || text::find_invalid_utf8(text) != std::string::npos) {
    throw UsageError(path + ": found bytes that are not text, expected lines of name = value; give another file");
  }
  std::vector<CLI::ConfigItem> items;
  try {
    std::istringstream stream(text);
    items = CLI::ConfigTOML().from_config(stream);
  } catch (const std::exception& error) {  // the parser throws several kinds
    throw UsageError(path + ": found no lines of name = value (" + error.what() +
                     "); elman train --dump-config writes such a file");
  }
  for (const CLI::ConfigItem& item : items) {
    if (!item.parents.empty()) {
      throw UsageError(path + ": found the section [" + item.parents.front() +
                       "], expected lines of name = value alone; remove it");
    }
    const std::string where = place_of(item.name, text, path);
    if (std::find(names_.begin(), names_.end(), item.name) == names_.end()) {
      throw UsageError(where + ": \"" + item.name + "\" is not an option" + suggestion(item.name, names_) +
                       "; elman train --help lists them");
    }
    if (item.inputs.size() != 1) throw UsageError(where + ": \"" + item.name + "\" needs one value");
    config_[item.name] = {item.inputs[0], where + ": " + item.name};
  }
}

const OptionList::Given* OptionList::set_by_user(const std::string& name) const {
  for (const auto* values : {&flags_, &config_}) {
    const auto found = values->find(name);
    if (found != values->end()) return &found->second;
  }
  return nullptr;
}

}  // namespace elman::cli
