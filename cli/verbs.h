// The verbs of the program, each in a file of its own: its options, their set-up, and what it does.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace elman::cli {

// arguments: of the whole program, to print the command that resumes.
void add_train(CLI::App& app, std::vector<std::string> arguments);
void add_predict(CLI::App& app);
void add_eval(CLI::App& app);
void add_ensemble(CLI::App& app);
void add_inspect(CLI::App& app);
void add_generate(CLI::App& app);
void add_score(CLI::App& app);
void add_forecast(CLI::App& app);
void add_simulate(CLI::App& app);
void add_check(CLI::App& app);
void add_lesson(CLI::App& app);
void add_compare(CLI::App& app);
void add_help(CLI::App& app);

}  // namespace elman::cli
