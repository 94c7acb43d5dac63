#include "elman/tasks/pair_preparation.h"

#include <fmt/core.h>

#include <algorithm>

#include "elman/error.h"

namespace elman::tasks {

void PairPreparation::refuse_contradictions(const DataFiles& files, const Settings& settings) const {
  if (!files.more_train.empty()) {
    throw UsageError(
        fmt::format("{}: found a second file of pairs, expected one; put all pairs into one file, and "
                    "name those to choose the best model by with --dev",
                    files.more_train.front()));
  }
  refuse_held_out_beside_dev(files, settings);
  refuse_foreign_schedule(settings.contains("schedule") ? training.schedule : usual_schedule(), settings);
  check_ranges(options_);
}

void PairPreparation::read(const DataFiles& files, const Tell& tell) {
  corpus_ = read_pair_corpus(files, options_, training.seed, tell, rules());
  source_symbols_chosen_ = !options_.source_symbols;
  target_symbols_chosen_ = !options_.target_symbols;
  options_.source_symbols = corpus_.coding.format.source.kind;
  options_.target_symbols = corpus_.coding.format.target.kind;
}

std::vector<std::string> PairPreparation::describe(const DataFiles& files, const Model& model) const {
  const PairCoding& coding = corpus_.coding;
  const std::string dev_is =
      files.dev.empty() ? fmt::format("held out of {} (no --dev)", files.train) : fmt::format("from {}", files.dev);
  return {fmt::format("train    {} pairs from {}", corpus_.size.pairs, files.train),
          fmt::format("dev      {} pairs {}", corpus_.dev.size(), dev_is),
          fmt::format("columns  {}", data::describe(corpus_.columns)),
          fmt::format("symbols  source by {}{}, target by {}{}; {} and {} in the vocabularies",
                      name_of(coding.format.source.kind), source_symbols_chosen_ ? " (chosen)" : "",
                      name_of(coding.format.target.kind), target_symbols_chosen_ ? " (chosen)" : "",
                      coding.source.size(), coding.target.size()),
          fmt::format("model    {}", describe_network(model)),
          fmt::format("training {} {}, schedule {}, batches of {}, at most {} epochs, patience {}",
                      name_of(training.optimizer), training.learning_rate, name_of(training.schedule),
                      training.batch_size, training.epochs, training.patience)};
}

std::map<std::string, std::string> PairPreparation::data_facts() const {
  std::map<std::string, std::string> facts{{"train-sha256", corpus_.train_sha256}};
  if (!corpus_.dev_sha256.empty()) facts["dev-sha256"] = corpus_.dev_sha256;
  return facts;
}

std::map<std::string, std::string> PairPreparation::data_provenance(const DataFiles& files) const {
  std::map<std::string, std::string> provenance = data_facts();
  provenance["train"] = file_name_as_text(files.train);
  provenance["train-pairs"] = std::to_string(corpus_.size.pairs);
  provenance["dev"] = files.dev.empty() ? "held out" : file_name_as_text(files.dev);
  provenance["dev-pairs"] = std::to_string(corpus_.dev.size());
  return provenance;
}

std::string PairPreparation::suggestion(const std::string& model_path) const {
  return fmt::format("echo WORD | elman predict {}", model_path);
}

void PairPreparation::fit_schedule(const Settings& settings) {
  const auto batch = static_cast<std::size_t>(std::max(training.batch_size, 1));
  fit_to_steps(static_cast<std::int64_t>((corpus_.size.pairs + batch - 1) / batch) * training.epochs, settings);
}

std::uint64_t PairPreparation::shard_bytes() const {
  const std::size_t symbols = corpus_.size.symbols + corpus_.size.pairs;  // each source ends with one of its own
  const double share = std::min(1.0, static_cast<double>(data::PairSharder::symbols_of_a_shard) /
                                         static_cast<double>(std::max<std::size_t>(1, symbols)));
  return static_cast<std::uint64_t>(
      share * (4.0 * static_cast<double>(symbols) + 28.0 * static_cast<double>(corpus_.size.pairs)));
}

}  // namespace elman::tasks
