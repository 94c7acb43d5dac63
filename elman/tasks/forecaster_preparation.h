// Preparing to train a forecaster.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "elman/model/forecaster_options.h"
#include "elman/tasks/forecast_options.h"
#include "elman/tasks/forecaster.h"
#include "elman/tasks/preparation.h"
#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

class ForecasterPreparation : public Preparation {
 public:
  ForecasterPreparation();

  model::ForecasterOptions network;

  Fields data_options() override { return fields(options_); }
  Fields network_options() override { return fields(network); }
  void refuse_contradictions(const DataFiles& files, const Settings& settings) const override;
  void read(const DataFiles& files, const Tell& tell) override;
  void recommend(const Settings& user) override;
  void settle(const Settings& settings) override;
  CheckedSize memory_estimate() const override;
  std::string memory_advice() const override;
  std::unique_ptr<Model> make_model() override;
  std::unique_ptr<train::Learnable> make_learnable(Model& model) override;
  std::vector<std::string> describe(const DataFiles& files, const Model& model) const override;
  std::map<std::string, std::string> data_facts() const override;
  std::map<std::string, std::string> data_provenance(const DataFiles& files) const override;
  std::string suggestion(const std::string& model_path) const override;
  std::vector<Settings> trials(const Settings& user) const override;
  std::vector<Settings> folds() const override;
  std::string baseline() const override { return floor_scores_; }

 private:
  // Chosen by dev and solved on train, or a network before its training.
  std::unique_ptr<Forecaster> first_model() const;
  // What is learnt from in the end.
  const std::vector<SeriesPart>& learnt() const { return options_.refit ? all_ : train_; }
  void take_parts(const data::SeriesSet& train, const data::SeriesSet* dev);
  void recommend_kind(const Settings& user);
  void recommend_training();

  ForecastOptions options_;
  SeriesScaling scaling_;
  std::vector<SeriesPart> train_;
  std::vector<SeriesPart> dev_;
  std::vector<SeriesPart> all_;  // both, to learn from in the end
  data::Delays linear_delays_;   // of the exact linear model
  std::string kind_reason_;      // why the kind is what it is, if the user has left it open
  std::string floor_scores_;     // of the exact linear model on dev, for people
  std::size_t test_rows_ = 0;
  std::string train_path_;
  std::string train_sha256_;
  std::string dev_sha256_;
};

}  // namespace elman::tasks
