// What elman train was asked for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/data_flags.h"
#include "cli/option_list.h"

namespace elman::cli {

struct SplitOptions {
  double held_out = 0.1;
};

template <class Options, class Visit>
void visit_split_options(Options& options, Visit&& visit) {
  visit("held-out", options.held_out,
        "share of the pairs that serves as dev set where none is given; about 10,000 pairs at most");
}

struct TrainVerb {
  explicit TrainVerb(CLI::App& verb) : options(verb) {}

  std::string train_path;
  std::string dev_path;
  std::string model_path;
  std::string config_path;
  bool dump_config = false;
  bool force = false;
  bool resume = false;
  std::vector<std::string> arguments;  // of the whole program
  DataFlags data;
  SplitOptions split;
  OptionList options;
};

}  // namespace elman::cli
