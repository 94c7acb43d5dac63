#include "cli/corpus.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "elman/data/split.h"
#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/random.h"
#include "elman/text/text_file.h"
#include "elman/train/stream.h"

namespace elman::cli {

namespace {

data::HoldOut hold_out(const text::TextFile& file, const data::PairOptions& options, double share, std::uint64_t seed) {
  std::optional<data::HoldOut> chosen;
  try {
    chosen.emplace(share, seed);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("--held-out: {}", error.what()));
  }
  data::PairReader reader(file, options);
  for (data::TextPair pair; reader.next(pair);) chosen->add(pair);
  try {
    chosen->settle();
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {} with --dev", file.path(), error.what()));
  }
  return *std::move(chosen);
}

// All but dev where that is a file of its own.
Corpus read_train(const text::TextFile& file, const data::PairOptions& options, const data::HoldOut* held_out,
                  std::uint64_t seed) {
  Corpus corpus;
  data::PairSharder sharder(file.size(), [random = Random(seed, train::shard_choice_stream)](
                                             std::uint64_t below) mutable { return random.below(below); });
  SkippedLines skipped;
  data::PairReader reader(file, options, [&skipped](data::BadLine bad) { skipped.add(std::move(bad)); });
  for (data::TextPair pair; reader.next(pair);) {
    if (held_out != nullptr && held_out->takes(pair)) {
      corpus.dev.push_back(std::move(pair));
      continue;
    }
    sharder.add(pair);
    corpus.size.add(pair);
    const auto symbols = [](const data::TextPair& of) { return of.source.size() + of.target.size(); };
    if (symbols(pair) > symbols(corpus.longest)) corpus.longest = std::move(pair);
  }
  report_skipped(skipped, file.path(), corpus.size.pairs + corpus.dev.size());
  corpus.columns = reader.columns();
  corpus.coding = {reader.format(), text::Vocabulary::from_counts(sharder.source().counts()),
                   text::Vocabulary::from_counts(sharder.target().counts())};
  corpus.train = std::move(sharder).finish(corpus.coding.source, corpus.coding.target);
  corpus.train_sha256 = io::sha256(file.file());
  return corpus;
}

void read_dev(const text::TextFile& file, data::PairOptions options, const std::string& train_path, Corpus& corpus) {
  const bool skip_bad_lines = options.skip_bad_lines;
  options = data::pair_options(corpus.coding.format, options.columns);
  options.skip_bad_lines = skip_bad_lines;
  data::TextPairs dev = data::read_text_pairs(file, options);
  report_skipped(dev, file.path());
  if (dev.format.features != corpus.coding.format.features) {
    throw DataError(fmt::format("{}: found {}, expected the columns of {}: {}", file.path(),
                                data::describe(dev.columns), train_path, data::describe(corpus.columns)));
  }
  corpus.dev = std::move(dev.pairs);
  corpus.dev_is = file.path();
  corpus.dev_sha256 = io::sha256(file.file());
}

}  // namespace

Corpus read_corpus(const CorpusFiles& files, const DataFlags& flags, double held_out, std::uint64_t seed) {
  const text::TextFile train(files.train);
  const data::PairOptions options = data::with_symbol_kinds(train, pair_options(flags));
  if (files.dev.empty()) {
    const data::HoldOut chosen = hold_out(train, options, held_out, seed);
    Corpus corpus = read_train(train, options, &chosen, seed);
    corpus.dev_is = fmt::format("held out of {} (no --dev)", files.train);
    return corpus;
  }
  Corpus corpus = read_train(train, options, nullptr, seed);
  read_dev(text::TextFile(files.dev), options, files.train, corpus);
  return corpus;
}

}  // namespace elman::cli
