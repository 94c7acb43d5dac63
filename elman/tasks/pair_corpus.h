// The pairs that a network learns from, and those that it is judged by.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "elman/data/pair_shards.h"
#include "elman/data/text_pairs.h"
#include "elman/tasks/pair_coding.h"
#include "elman/tasks/pair_options.h"
#include "elman/tasks/skipped_lines.h"

namespace elman::tasks {

// Files as a user names them. Without `dev` a share of what is trained on is held out.
struct DataFiles {
  std::string train;
  std::string dev;
  std::vector<std::string> more_train = {};  // of tasks that read several files, one after the other

  // All of them.
  std::vector<std::string> paths() const {
    std::vector<std::string> all{train, dev};
    all.insert(all.end(), more_train.begin(), more_train.end());
    return all;
  }
};

struct PairCorpus {
  data::PairShards train;
  data::CorpusSize size;  // of train
  data::Columns columns;
  data::PairFormat layout = data::PairFormat::tsv;
  bool layout_chosen = false;
  std::string why_source_symbols;  // were chosen; empty if they were given, or if there was nothing to weigh
  std::string why_target_symbols;
  PairCoding coding;                       // of train's symbols
  data::TextPair longest;                  // pair of train
  text::Vocabulary::Counts source_counts;  // how often each source symbol occurs in train
  std::vector<data::TextPair> dev;
  std::string train_sha256;
  std::string dev_sha256;            // empty if it was held out
  std::string source_pieces_sha256;  // of files of SentencePiece; empty without
  std::string target_pieces_sha256;
};

// Pairs beside those of the file to learn from: `see` is shown each of those, then `make` calls its argument for each
// further one, and returns what it has done, for people.
struct FurtherPairs {
  std::function<void(const data::TextPair&)> see;
  std::function<std::string(const std::function<void(const data::TextPair&)>&)> make;
};

// What a task wants of pairs beyond what any pair is. Each may be empty.
struct PairRules {
  // Chooses the kinds of symbols that the user has left open; without it data::survey does.
  std::function<data::PairOptions(const text::TextFile&, data::PairOptions)> symbol_kinds = {};
  data::PairObjection objection = {};
  std::optional<PairCoding> begun = {};       // symbols that keep their ids, and how they are made of text
  std::optional<text::TextFormat> like = {};  // how symbols are made of text
  std::optional<FurtherPairs> further = {};
  bool copies_unknown = false;  // unknown symbols are told apart, where both sides have symbols of one kind
};

// Memory is bounded but for the file of dev. Tells of what looks like a mistake. Throws as data::PairReader does;
// DataError for what does not go together, and for a file that changes while it is read.
PairCorpus read_pair_corpus(const DataFiles& files, const PairOptions& options, std::uint64_t seed, const Tell& tell,
                            const PairRules& rules = {});

}  // namespace elman::tasks
