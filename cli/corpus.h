// The pairs that a model learns from, and those that it is chosen by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/data_flags.h"
#include "elman/data/pair_shards.h"
#include "elman/data/text_pairs.h"
#include "elman/model/text_seq2seq.h"

namespace elman::cli {

struct Corpus {
  data::PairShards train;
  data::CorpusSize size;  // of train
  data::Columns columns;
  model::TextCoding coding;  // of train's symbols
  data::TextPair longest;    // pair of train
  std::vector<data::TextPair> dev;
  std::string dev_is;  // where dev comes from, for people
  std::string train_sha256;
  std::string dev_sha256;  // empty where it was held out
};

struct CorpusFiles {
  std::string train;
  std::string dev;  // empty: a share of train is held out
};

// Names lines that were left out on stderr. Memory is bounded but for the file of dev.
Corpus read_corpus(const CorpusFiles& files, const DataFlags& flags, double held_out, std::uint64_t seed);

}  // namespace elman::cli
