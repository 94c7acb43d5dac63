#include "elman/tasks/pair_corpus.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "elman/data/split.h"
#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/random.h"
#include "elman/text/text_file.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

data::HoldOut hold_out(const text::TextFile& file, const data::PairOptions& options, double share, std::uint64_t seed) {
  data::HoldOut chosen(share, seed);
  data::PairReader reader(file, options);
  for (data::TextPair pair; reader.next(pair);) chosen.add(pair);
  try {
    chosen.settle();
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {} with --dev", file.path(), error.what()));
  }
  return chosen;
}

// All but dev if that is a file of its own.
PairCorpus read_train(const text::TextFile& file, const data::PairOptions& options, const data::HoldOut* held_out,
                      std::uint64_t seed, const Tell& tell) {
  PairCorpus corpus;
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
  skipped.report(file.path(), corpus.size.pairs + corpus.dev.size(), tell);
  corpus.columns = reader.columns();
  corpus.source_counts = sharder.source().counts();
  corpus.coding = {reader.format(), text::Vocabulary::from_counts(corpus.source_counts),
                   text::Vocabulary::from_counts(sharder.target().counts())};
  corpus.train = std::move(sharder).finish(corpus.coding.source, corpus.coding.target);
  corpus.train_sha256 = io::sha256(file.file());
  return corpus;
}

void read_dev(const text::TextFile& file, data::PairOptions options, const std::string& train_path, PairCorpus& corpus,
              const Tell& tell) {
  options.source_symbols = corpus.coding.format.source.kind;
  options.target_symbols = corpus.coding.format.target.kind;
  data::TextPairs dev = data::read_text_pairs(file, options);
  report_skipped(dev, file.path(), tell);
  if (dev.format.features != corpus.coding.format.features) {
    throw DataError(fmt::format("{}: found {}, expected the columns of {}: {}", file.path(),
                                data::describe(dev.columns), train_path, data::describe(corpus.columns)));
  }
  corpus.dev = std::move(dev.pairs);
  corpus.dev_sha256 = io::sha256(file.file());
}

}  // namespace

PairCorpus read_pair_corpus(const DataFiles& files, const PairOptions& options, std::uint64_t seed, const Tell& tell,
                            const PairRules& rules) {
  const text::TextFile train(files.train);
  data::PairOptions reading = reading_of(options);
  reading.objection = rules.objection;
  reading = rules.symbol_kinds ? rules.symbol_kinds(train, reading) : data::with_symbol_kinds(train, reading);
  if (files.dev.empty()) {
    const data::HoldOut chosen = hold_out(train, reading, options.held_out, seed);
    return read_train(train, reading, &chosen, seed, tell);
  }
  PairCorpus corpus = read_train(train, reading, nullptr, seed, tell);
  read_dev(text::TextFile(files.dev), reading, files.train, corpus, tell);
  return corpus;
}

}  // namespace elman::tasks
