// What predict and eval let users choose of search.
#pragma once

#include <CLI/CLI.hpp>

#include "elman/decode/search.h"

namespace elman::cli {

struct SearchFlags {
  decode::SearchOptions search;
  int threads = 1;  // batches are small: more threads seldom help
};

// --beam, --length-penalty, --max-length, --threads.
void add_search_flags(CLI::App& verb, SearchFlags& flags);

}  // namespace elman::cli
