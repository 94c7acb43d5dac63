#include "elman/tasks/pair_preparation.h"

#include <fmt/core.h>

#include <algorithm>

#include "elman/error.h"
#include "elman/system/shell_quotes.h"

namespace elman::tasks {

namespace {

std::string chosen(bool by_us, const std::string& why, const char* flag) {
  if (!by_us) return {};
  return why.empty() ? " (chosen)" : fmt::format(" (chosen: {}; {} says otherwise)", why, flag);
}

}  // namespace

void PairPreparation::refuse_contradictions(const DataFiles& files, const Settings& settings) const {
  if (!files.more_train.empty()) {
    throw UsageError(
        fmt::format("{}: found a second file of pairs, expected one; put all pairs into one file, and "
                    "name those to choose the best model by with --dev",
                    files.more_train.front()));
  }
  refuse_held_out_beside_dev(files, settings);
  if (settings.contains("schedule")) refuse_foreign_schedule(training.schedule, settings);
  check_ranges(options_);
  if (options_.batch_symbols > 0) refuse_foreign(settings, "batch-size", "batches of pairs", "batch-symbols");
}

void PairPreparation::read(const DataFiles& files, const Tell& tell) {
  corpus_ = read_pair_corpus(files, options_, training.seed, tell, rules());
  source_symbols_chosen_ = !options_.source_symbols && options_.source_sentencepiece.empty();
  target_symbols_chosen_ = !options_.target_symbols && options_.target_sentencepiece.empty();
  normalization_chosen_ = !options_.normalization;
  separator_chosen_ = options_.features_separator == automatic;
  options_.source_symbols = corpus_.coding.format.source.kind;
  options_.target_symbols = corpus_.coding.format.target.kind;
  options_.format = corpus_.layout;
  options_.normalization = corpus_.coding.format.source.normalization;
  options_.features_separator = std::string(1, corpus_.coding.format.feature_separator);
}

std::vector<std::string> PairPreparation::describe(const DataFiles& files, const Model& model) const {
  const PairCoding& coding = corpus_.coding;
  const std::string dev_is = corpus_.dev.empty() ? "(nothing is held out: the last epoch is kept)"
                             : files.dev.empty() ? fmt::format("held out of {} (no --dev)", files.train)
                                                 : fmt::format("from {}", files.dev);
  std::vector<std::string> lines{fmt::format("train    {} pairs from {}", corpus_.size.pairs, files.train),
                                 fmt::format("dev      {} pairs {}", corpus_.dev.size(), dev_is)};
  if (corpus_.layout != data::PairFormat::tsv) {
    lines.push_back(fmt::format("format   {}: {}{}", name_of(corpus_.layout), data::explanation(corpus_.layout),
                                corpus_.layout_chosen ? " (chosen; --format tsv takes lines as they are)" : ""));
  }
  lines.push_back(fmt::format("columns  {}", data::describe(corpus_.columns)));
  lines.push_back(fmt::format("symbols  source by {}{}, target by {}{}; {} and {} in the vocabularies",
                              name_of(coding.format.source.kind),
                              chosen(source_symbols_chosen_, corpus_.why_source_symbols, "--source-symbols"),
                              name_of(coding.format.target.kind),
                              chosen(target_symbols_chosen_, corpus_.why_target_symbols, "--target-symbols"),
                              coding.source.size(), coding.target.size()));
  const auto add_pieces = [&lines](const char* side, const text::SymbolOptions& symbols, const std::string& path) {
    if (!symbols.pieces) return;
    const text::SentencePieceSpec& spec = symbols.pieces->spec();
    lines.push_back(fmt::format("pieces   {}: {} of SentencePiece ({}{}{}){}{}", side, spec.pieces.size(),
                                name_of(spec.algorithm), spec.normalization.empty() ? "" : ", ", spec.normalization,
                                path.empty() ? "" : " from ", path));
  };
  add_pieces("source", coding.format.source, options_.source_sentencepiece);
  add_pieces("target", coding.format.target, options_.target_sentencepiece);
  const std::string read_as = describe_reading();
  if (!read_as.empty()) lines.push_back("reading  " + read_as);
  lines.push_back(fmt::format("model    {}", describe_network(model)));
  const std::string length = train::text_of_length(training);
  const std::string end =
      training.patience == 0 ? length : fmt::format("at most {}, patience {}", length, training.patience);
  const std::string batch = options_.batch_symbols > 0 ? fmt::format("about {} symbols", options_.batch_symbols)
                                                       : std::to_string(training.batch_size);
  lines.push_back(fmt::format("training {} {}, schedule {}, batches of {}, {}", name_of(training.optimizer),
                              training.learning_rate, name_of(training.schedule), batch, end));
  return lines;
}

std::string PairPreparation::describe_reading() const {
  const text::TextFormat& format = corpus_.coding.format;
  std::string text;
  if (normalization_chosen_ && format.source.normalization == text::Normalization::nfd) {
    text = "Hangul syllables as their letters (chosen; --normalization nfc keeps them whole)";
  }
  if (separator_chosen_ && format.features && format.feature_separator != text::TextFormat().feature_separator) {
    text += fmt::format("{}'{}' between features (chosen; --features-separator says otherwise)",
                        text.empty() ? "" : ", ", format.feature_separator);
  }
  return text;
}

std::map<std::string, std::string> PairPreparation::data_facts() const {
  std::map<std::string, std::string> facts{{"train-sha256", corpus_.train_sha256}};
  const auto add = [&facts](const char* name, const std::string& sha256) {
    if (!sha256.empty()) facts[name] = sha256;
  };
  add("dev-sha256", corpus_.dev_sha256);
  add("source-sentencepiece-sha256", corpus_.source_pieces_sha256);
  add("target-sentencepiece-sha256", corpus_.target_pieces_sha256);
  return facts;
}

std::map<std::string, std::string> PairPreparation::data_provenance(const DataFiles& files) const {
  std::map<std::string, std::string> provenance = data_facts();
  provenance["train"] = file_name_as_text(files.train);
  provenance["train-pairs"] = std::to_string(corpus_.size.pairs);
  provenance["dev"] = corpus_.dev.empty() ? "none" : files.dev.empty() ? "held out" : file_name_as_text(files.dev);
  provenance["dev-pairs"] = std::to_string(corpus_.dev.size());
  return provenance;
}

std::string PairPreparation::suggestion(const std::string& model_path) const {
  const std::string command = "elman predict " + system::in_shell_quotes(model_path);
  const bool sentences = text::are_of_words(corpus_.coding.format.source.kind);
  if (!corpus_.coding.format.features) return (sentences ? "echo SENTENCE | " : "echo WORD | ") + command;
  // printf takes a backslash or a percent sign for its own.
  const text::TextFormat& format = corpus_.coding.format;
  const std::string features = text::features_text(corpus_.longest.source.symbols(), format);
  return fmt::format("printf '%s\\t%s\\n' WORD {} | {}", system::in_shell_quotes(features), command);
}

void PairPreparation::settle(const Settings& settings) {
  if (corpus_.dev.empty()) settle_without_dev(settings);
  refuse_foreign_schedule(training.schedule, settings);
  // The best epochs come last if the rate falls to the end.
  if (training.schedule == train::ScheduleKind::trapezoidal && !settings.contains("patience")) training.patience = 0;
  const text::TextFormat& format = corpus_.coding.format;
  if (format.source.kind != text::SymbolKind::bpe && format.target.kind != text::SymbolKind::bpe) {
    refuse_foreign(settings, "merges", "source-symbols or target-symbols bpe",
                   fmt::format("{} and {}", name_of(format.source.kind), name_of(format.target.kind)));
    refuse_foreign(settings, "merge-dropout", "source-symbols or target-symbols bpe",
                   fmt::format("{} and {}", name_of(format.source.kind), name_of(format.target.kind)));
  }
  if (format.source.pieces && format.target.pieces && !format.features) {
    refuse_foreign(settings, "normalization", "symbols other than sentencepiece, which have a normalizer of their own",
                   "sentencepiece and sentencepiece");
  }
  if (options_.joint_merges &&
      (format.source.kind != text::SymbolKind::bpe || format.source.kind != format.target.kind)) {
    refuse_foreign(settings, "joint-merges", "source-symbols and target-symbols bpe",
                   fmt::format("{} and {}", name_of(format.source.kind), name_of(format.target.kind)));
  }
}

void PairPreparation::fit_schedule(const Settings& settings) {
  data::BatchOptions checked = batches();
  checked.batch_size = std::max(checked.batch_size, 1);
  const std::size_t symbols = corpus_.size.symbols + 2 * corpus_.size.pairs;
  fit_to_steps(static_cast<std::int64_t>(data::batch_count(corpus_.size.pairs, symbols, checked)), settings);
}

CheckedSize PairPreparation::heaviest(const std::function<CheckedSize(const data::BatchLoad&)>& of_training,
                                      const std::function<CheckedSize(const PredictionLoad&)>& of_prediction,
                                      const data::RewritePairs& rewrite) {
  const auto is_less = [](CheckedSize a, CheckedSize b) {
    return a.value() && (!b.value() || *a.value() < *b.value());
  };
  std::vector<data::BatchLoad> loads = data::loads_of_an_epoch(sample(), batches(), training.seed, rewrite);
  if (sample().size() < corpus_.size.pairs) {  // the others are on disk, and the longest may be among them
    data::BatchLoad with_longest = loads.empty() ? data::BatchLoad() : loads.front();
    with_longest.add(corpus_.size.longest_source + 1, corpus_.size.longest_target + 1);
    loads.push_back(with_longest);
  }
  CheckedSize step = 0;
  for (const data::BatchLoad& load : loads) step = std::max(step, of_training(load), is_less);

  std::vector<std::uint64_t> lengths;
  for (const data::TextPair& pair : corpus_.dev) lengths.push_back(pair.source.size() + 1);
  std::sort(lengths.rbegin(), lengths.rend());
  CheckedSize prediction = 0;
  for (std::size_t begin = 0, end = 0; begin < lengths.size(); begin = end) {
    const std::size_t most = std::max<std::size_t>(PredictorOptions().batch_places / lengths[begin], 1);
    end = std::min(begin + most, lengths.size());
    PredictionLoad load{.sources = end - begin};
    for (std::size_t i = begin; i < end; ++i) load.symbols += lengths[i];
    prediction = std::max(prediction, of_prediction(load), is_less);
  }
  return step + prediction;
}

std::uint64_t PairPreparation::shard_bytes() const {
  const std::size_t symbols = corpus_.size.symbols + corpus_.size.pairs;  // each source ends with one of its own
  const double share = std::min(1.0, static_cast<double>(data::PairSharder::symbols_of_a_shard) /
                                         static_cast<double>(std::max<std::size_t>(1, symbols)));
  return static_cast<std::uint64_t>(
      share * (4.0 * static_cast<double>(symbols) + 28.0 * static_cast<double>(corpus_.size.pairs)));
}

}  // namespace elman::tasks
