// The manual page, and what completes commands: made of what the options say of themselves.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <span>
#include <string>

namespace elman::cli {

// `trains`: programs with the command train alone, one for each task. In troff, for man.
std::string manual_page(const CLI::App& app, std::span<const std::unique_ptr<CLI::App>> trains);

// A script that bash reads.
std::string bash_completion(const CLI::App& app, std::span<const std::unique_ptr<CLI::App>> trains);

}  // namespace elman::cli
