#include "elman/tasks/pair_corpus.h"

#include <fmt/core.h>

#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "elman/data/format_choice.h"
#include "elman/data/pair_encodings.h"
#include "elman/data/split.h"
#include "elman/data/survey.h"
#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/random.h"
#include "elman/tasks/sentence_piece_side.h"
#include "elman/text/text_file.h"
#include "elman/text/unicode.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

// Whether a pair belongs to the dev set; empty if none is held out.
using IsHeldOut = std::function<bool(const data::TextPair&)>;

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

// What is said of the data is said of the bytes that were learnt.
void require_same(const text::TextFile& file, const std::string& sha256) {
  if (io::sha256(file.file()) == sha256) return;
  throw DataError(file.path() + ": has changed while it was read; wait until whoever writes it is done");
}

// The sources of a dev set of its own, which train should not have.
class DevSources {
 public:
  explicit DevSources(std::span<const data::TextPair> dev) {
    for (const data::TextPair& pair : dev) lines_.try_emplace(pair.source.bytes(), pair.line);
  }
  void add(const data::TextPair& train) {
    const auto found = lines_.find(train.source.bytes());
    if (found != lines_.end()) known_.insert(found->second);
  }
  void report(const Tell& tell) const {
    if (known_.empty()) return;
    tell(fmt::format(
        "warning  {} of {} dev sources are in train too, the first in line {} of dev: scores on them are too "
        "good; see elman check --dev",
        known_.size(), lines_.size(), *known_.begin()));
  }

 private:
  std::unordered_map<std::string_view, std::size_t> lines_;
  std::set<std::size_t> known_;  // lines of dev
};

// The symbols of the first, and then those of the second that are new.
text::Vocabulary extended(const text::Vocabulary& first, const text::Vocabulary& second) {
  std::vector<std::string> symbols = first.symbols_in_file();
  const std::unordered_set<std::string> known(symbols.begin(), symbols.end());
  for (const std::string& symbol : second.symbols_in_file()) {
    if (!known.contains(symbol)) symbols.push_back(symbol);
  }
  return text::Vocabulary::from_symbols(std::move(symbols));
}

// As the text of another model was read, whatever these data look like.
data::PairOptions read_like(const text::TextFormat& format, const data::PairOptions& reading) {
  data::PairOptions options = data::pair_options(format, reading.columns);
  options.skip_bad_lines = reading.skip_bad_lines;
  options.objection = reading.objection;
  return options;
}

text::VocabularyOptions vocabulary_options(const text::SymbolOptions& symbols, const PairOptions& user,
                                           std::function<bool(std::string_view)> rule) {
  const int usual = symbols.kind == text::SymbolKind::word ? 2 : 1;  // so that a model learns what an unknown word is
  return {.min_count = static_cast<std::size_t>(user.min_count > 0 ? user.min_count : usual),
          .required = text::required_symbols(symbols),
          .may_be_in = std::move(rule)};
}

void read_sentence_pieces(const PairOptions& user, data::PairOptions& reading, PairCorpus& corpus) {
  const std::string& source = user.source_sentencepiece;
  const std::string& target = user.target_sentencepiece;
  SentencePieceFile of_source;
  if (!source.empty()) of_source = read_sentence_piece_file(source);
  SentencePieceFile of_target;
  if (!target.empty()) of_target = target == source ? of_source : read_sentence_piece_file(target);
  reading.source_pieces = std::move(of_source.pieces);
  reading.target_pieces = std::move(of_target.pieces);
  corpus.source_pieces_sha256 = std::move(of_source.sha256);
  corpus.target_pieces_sha256 = std::move(of_target.sha256);
}

// All but dev if that is held out.
void read_train(const text::TextFile& file, const data::PairOptions& options, const IsHeldOut& is_held_out,
                const PairOptions& user, std::uint64_t seed, const Tell& tell, const PairRules& rules,
                PairCorpus& corpus) {
  data::PairSharder sharder(file.size(), [random = Random(seed, train::shard_choice_stream)](
                                             std::uint64_t below) mutable { return random.below(below); });
  DevSources dev_sources(corpus.dev);
  SkippedLines skipped;
  const auto learn = [&sharder, &corpus](const data::TextPair& pair) {
    sharder.add(pair);
    corpus.size.add(pair);
    const auto symbols = [](const data::TextPair& of) { return of.source.size() + of.target.size(); };
    if (symbols(pair) > symbols(corpus.longest)) corpus.longest = pair;
  };
  data::PairReader reader(file, options, [&skipped](data::BadLine bad) { skipped.add(std::move(bad)); });
  for (data::TextPair pair; reader.next(pair);) {
    if (is_held_out && is_held_out(pair)) {
      corpus.dev.push_back(std::move(pair));
      continue;
    }
    if (!is_held_out) dev_sources.add(pair);
    if (rules.further) rules.further->see(pair);
    learn(pair);
  }
  const std::size_t pairs = corpus.size.pairs;
  if (rules.further) tell(rules.further->make(learn));
  skipped.report(file.path(), pairs + (is_held_out ? corpus.dev.size() : 0), tell);
  if (!is_held_out) dev_sources.report(tell);
  corpus.columns = reader.columns();
  corpus.layout = reader.layout();
  corpus.source_counts = sharder.source().counts();
  const text::TextFormat& format = reader.format();
  corpus.coding = {
      format,
      text::Vocabulary::from_counts(corpus.source_counts,
                                    vocabulary_options(format.source, user, text::source_vocabulary_rule(format))),
      text::Vocabulary::from_counts(sharder.target().counts(),
                                    vocabulary_options(format.target, user, text::target_vocabulary_rule(format)))};
  if (rules.begun) {
    corpus.coding.source = extended(rules.begun->source, corpus.coding.source);
    corpus.coding.target = extended(rules.begun->target, corpus.coding.target);
  }
  limit_pieces(corpus.coding);
  for (data::TextPair& pair : corpus.dev) split_again(pair, corpus.coding.format);
  corpus.coding.format.longest_source = static_cast<int>(corpus.size.longest_source);
  corpus.train =
      std::move(sharder).finish(corpus.coding.source, corpus.coding.target,
                                rules.copies_unknown ? unknown_told_apart(format) : data::UnknownSymbols::alike);
}

data::TextPairs read_dev(const text::TextFile& file, data::PairOptions options, const PairOptions& user) {
  options.columns.format = user.format;
  return data::read_text_pairs(file, options);
}

// Symbols of dev that train has not, which nobody can learn.
void report_new_symbols(const PairCorpus& corpus, const Tell& tell) {
  std::set<std::string, std::less<>> symbols;
  std::size_t line = 0;
  const auto look = [&](const text::SymbolSequence& sequence, const text::Vocabulary& vocabulary, std::size_t at) {
    for (const std::string_view symbol : sequence) {
      if (vocabulary.id(symbol) != text::Vocabulary::unknown) continue;
      if (symbols.empty()) line = at;
      symbols.emplace(symbol);
    }
  };
  for (const data::TextPair& pair : corpus.dev) {
    look(pair.source, corpus.coding.source, pair.line);
    look(pair.target, corpus.coding.target, pair.line);
  }
  if (symbols.empty()) return;
  tell(fmt::format(
      "warning  dev has {} symbol{} that the model does not learn, such as {}, the first in line {}; see elman check",
      symbols.size(), symbols.size() == 1 ? "" : "s", text::display(*symbols.begin()), line));
}

}  // namespace

PairCorpus read_pair_corpus(const DataFiles& files, const PairOptions& options, std::uint64_t seed, const Tell& tell,
                            const PairRules& rules) {
  const text::TextFile train(files.train);
  PairCorpus corpus;
  corpus.train_sha256 = io::sha256(train.file());
  data::PairOptions reading = reading_of(options);
  reading.objection = rules.objection;
  if (rules.symbol_kinds) {
    reading.columns = data::with_format(train, reading.columns);
    // A tag belongs to a character as it is written.
    if (!reading.normalization) reading.normalization = text::Normalization::nfc;
    reading = rules.symbol_kinds(train, reading);
  }
  const PairCoding* begun = rules.begun ? &*rules.begun : nullptr;
  if (begun != nullptr) reading = read_like(begun->format, reading);
  if (rules.like) reading = read_like(*rules.like, reading);
  if (begun == nullptr && !rules.like) read_sentence_pieces(options, reading, corpus);
  const data::Survey survey = data::survey(train, reading, true);
  reading = survey.options;
  corpus.layout_chosen = !options.format.has_value();
  corpus.why_source_symbols = survey.why_source_symbols;
  corpus.why_target_symbols = survey.why_target_symbols;
  for (const std::string& warning : survey.warnings) tell("warning  " + warning);
  std::optional<data::HoldOut> chosen;
  if (files.dev.empty() && options.held_out > 0) chosen = hold_out(train, reading, options.held_out, seed);
  IsHeldOut is_held_out;
  if (chosen) is_held_out = [&chosen](const data::TextPair& pair) { return chosen->takes(pair); };
  std::unordered_set<std::size_t> lines;  // that are held out
  if (data::needs_encodings(reading)) {
    reading = data::with_encodings(train, reading, {static_cast<std::size_t>(options.merges), options.joint_merges},
                                   [&](const data::TextPair& pair) {
                                     const bool held_out = is_held_out && is_held_out(pair);
                                     if (held_out) lines.insert(pair.line);
                                     return held_out;
                                   });
    // They were chosen by their words, and are read as parts of words from now on.
    if (chosen) is_held_out = [&lines](const data::TextPair& pair) { return lines.contains(pair.line); };
  }
  if (files.dev.empty()) {
    read_train(train, reading, is_held_out, options, seed, tell, rules, corpus);
  } else {
    const text::TextFile file(files.dev);
    corpus.dev_sha256 = io::sha256(file.file());
    data::TextPairs dev = read_dev(file, reading, options);
    corpus.dev = std::move(dev.pairs);
    read_train(train, reading, {}, options, seed, tell, rules, corpus);
    report_skipped(dev, corpus.dev.size(), files.dev, tell);
    if (dev.format.features != corpus.coding.format.features) {
      throw DataError(fmt::format("{}: found {}, expected the columns of {}: {}", files.dev,
                                  data::describe(dev.columns), files.train, data::describe(corpus.columns)));
    }
    require_same(file, corpus.dev_sha256);
  }
  require_same(train, corpus.train_sha256);
  if (begun != nullptr && begun->format.features != corpus.coding.format.features) {
    throw DataError(fmt::format("{}: found {} column of features, expected {}, as the model of --init has", files.train,
                                begun->format.features ? "no" : "a", begun->format.features ? "one" : "none"));
  }
  report_new_symbols(corpus, tell);
  return corpus;
}

}  // namespace elman::tasks
