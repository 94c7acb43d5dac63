// What tasks on pairs of texts prepare in the same way.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "elman/data/batch_load.h"
#include "elman/tasks/network_memory.h"
#include "elman/tasks/preparation.h"

namespace elman::tasks {

class PairPreparation : public Preparation {
 public:
  Fields data_options() override { return fields(options_); }
  void refuse_contradictions(const DataFiles& files, const Settings& settings) const override;
  void read(const DataFiles& files, const Tell& tell) override;
  std::vector<std::string> describe(const DataFiles& files, const Model& model) const override;
  std::map<std::string, std::string> data_facts() const override;
  std::map<std::string, std::string> data_provenance(const DataFiles& files) const override;
  std::string suggestion(const std::string& model_path) const override;

  // If nothing is held out, there is nothing to stop by, nor to see a plateau by: the rate falls to the end. Throws
  // UsageError for a setting that asks for either, and for one that belongs to another schedule or to other symbols.
  void settle(const Settings& settings) override;

 protected:
  // What the task wants of pairs.
  virtual PairRules rules() { return {.begun = begun_}; }
  // "lstm 256, embedding 128, ...": what the network is.
  virtual std::string describe_network(const Model& model) const = 0;

  void begin_with(const PairCoding& coding) { begun_ = coding; }
  bool has_begun() const { return begun_.has_value(); }

  data::BatchOptions batches() const {
    return {.batch_size = training.batch_size, .batch_symbols = options_.batch_symbols};
  }

  const PairCorpus& corpus() const { return corpus_; }
  double merge_dropout() const { return options_.merge_dropout; }
  data::PairShards take_pairs() { return std::move(corpus_.train); }
  // Some of the pairs of train. Valid until they are taken.
  const data::EncodedPairs& sample() { return corpus_.train.open(0); }
  std::vector<data::SourceGroup> dev_groups() const { return data::group_by_source(corpus_.dev); }
  // For schedules that fall to the end of training: a warm-up over a twentieth of all steps, and a mean of the weights
  // over about the last tenth, unless the user has set these.
  void fit_schedule(const Settings& settings);
  // The numbers of the heaviest batch of an epoch, as `rewrite` makes it, and of the heaviest of dev together: training
  // keeps its memory while dev is predicted.
  CheckedSize heaviest(const std::function<CheckedSize(const data::BatchLoad&)>& of_training,
                       const std::function<CheckedSize(const PredictionLoad&)>& of_prediction,
                       const data::RewritePairs& rewrite = {});
  // Of the pairs that are in memory at a time: ids, where each pair begins, the order of an epoch.
  std::uint64_t shard_bytes() const;

 private:
  std::string describe_reading() const;

  PairOptions options_;
  std::optional<PairCoding> begun_;
  bool source_symbols_chosen_ = false;  // by us, from the data
  bool target_symbols_chosen_ = false;
  bool normalization_chosen_ = false;
  bool separator_chosen_ = false;
  PairCorpus corpus_;
};

}  // namespace elman::tasks
