#include "cli/option_list.h"

#include <algorithm>
#include <fstream>

namespace elman::cli {

void OptionList::add_flag(const std::string& name, const std::string& value, const std::string& comment, bool is_switch,
                          const std::string& group) {
  names_.push_back(name);
  const auto keep = [this, name](const std::string& text) { flags_[name] = text; };
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

void OptionList::read_config(const std::string& path) {
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_file(path);
  } catch (const CLI::FileError&) {
    throw IoError(path + ": cannot be read");
  }
  for (const CLI::ConfigItem& item : items) {
    if (std::find(names_.begin(), names_.end(), item.name) == names_.end()) {
      throw UsageError(path + ": \"" + item.name + "\" is not an option; elman train --help lists them");
    }
    if (item.inputs.size() != 1) throw UsageError(path + ": \"" + item.name + "\" needs one value");
    config_[item.name] = item.inputs[0];
  }
}

const std::string* OptionList::set_by_user(const std::string& name) const {
  for (const auto* values : {&flags_, &config_}) {
    const auto found = values->find(name);
    if (found != values->end()) return &found->second;
  }
  return nullptr;
}

}  // namespace elman::cli
