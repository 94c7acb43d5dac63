// Flags and configuration files made of the fields of option structs.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"

namespace elman::cli {

// What the user has set, by flag or in a file; flags win.
class OptionFlags {
 public:
  explicit OptionFlags(CLI::App& verb) : verb_(&verb) {}

  // A flag for each field; its value now is the default in the help. The fields are not kept.
  void add(const Fields& fields, const std::string& group);
  // The same for some fields, by name.
  void add(const Fields& fields, const std::vector<std::string_view>& names, const std::string& group);

  // Reads `name = value` lines (TOML). Throws UsageError for a name that there is not or text that is no such lines,
  // DataError for more than a megabyte, IoError for an unreadable file.
  void read_config(const std::string& path);

  const Settings& settings() const { return settings_; }

 private:
  void add(const Field& field, const std::string& group);

  CLI::App* verb_;
  Settings settings_;
  std::vector<std::string> names_;
};

}  // namespace elman::cli
