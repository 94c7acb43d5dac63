// Help that fits a terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace elman::cli {

constexpr std::size_t help_columns = 80;

// Descriptions beside their flags, all within help_columns; examples, which begin with two spaces, as they are.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_description(const CLI::App* app) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_subcommand(const CLI::App* verb) const override;
};

// "--hidden-size N", "-o, --output MODEL", "--[no-]average": how an option is written.
std::string written(const CLI::Option& option);

}  // namespace elman::cli
