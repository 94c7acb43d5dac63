// The pairs that a model learns from, and those that it is chosen by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/data_flags.h"
#include "elman/data/text_pairs.h"

namespace elman::cli {

struct Corpus {
  data::TextPairs train;
  std::vector<data::TextPair> dev;
  std::string dev_is;  // where dev comes from, for people
};

struct CorpusFiles {
  std::string train;
  std::string dev;  // empty: a share of train is held out
};

// Names lines that were left out on stderr.
Corpus read_corpus(const CorpusFiles& files, const DataFlags& flags, double held_out, std::uint64_t seed);

}  // namespace elman::cli
