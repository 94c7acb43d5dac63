#include "cli/corpus.h"

#include <fmt/core.h>

#include <span>
#include <utility>

#include "elman/data/split.h"
#include "elman/error.h"

namespace elman::cli {

namespace {

std::vector<data::TextPair> chosen(std::vector<data::TextPair>& pairs, const std::vector<std::int32_t>& indices) {
  std::vector<data::TextPair> part;
  part.reserve(indices.size());
  for (const std::int32_t i : indices) part.push_back(std::move(pairs[static_cast<std::size_t>(i)]));
  return part;
}

data::HeldOut hold_out(const std::string& path, std::span<const data::TextPair> pairs, double share,
                       std::uint64_t seed) {
  try {
    return data::hold_out(pairs, share, seed);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("--held-out: {}", error.what()));
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {} with --dev", path, error.what()));
  }
}

}  // namespace

Corpus read_corpus(const CorpusFiles& files, const DataFlags& flags, double held_out, std::uint64_t seed) {
  const data::PairOptions options = pair_options(flags);
  Corpus corpus{data::read_text_pairs(files.train, options), {}, {}};
  report_skipped(corpus.train, files.train);
  if (files.dev.empty()) {
    const data::HeldOut parts = hold_out(files.train, corpus.train.pairs, held_out, seed);
    corpus.dev = chosen(corpus.train.pairs, parts.held_out);
    corpus.train.pairs = chosen(corpus.train.pairs, parts.kept);
    corpus.dev_is = fmt::format("held out of {} (no --dev)", files.train);
    return corpus;
  }
  data::PairOptions dev_options = data::pair_options(corpus.train.format, options.columns);
  dev_options.skip_bad_lines = flags.skip_bad_lines;
  data::TextPairs dev = data::read_text_pairs(files.dev, dev_options);
  report_skipped(dev, files.dev);
  if (dev.format.features != corpus.train.format.features) {
    throw DataError(fmt::format("{}: found {}, expected the columns of {}: {}", files.dev, data::describe(dev.columns),
                                files.train, data::describe(corpus.train.columns)));
  }
  corpus.dev = std::move(dev.pairs);
  corpus.dev_is = files.dev;
  return corpus;
}

}  // namespace elman::cli
