// Preparing to train a language model.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "elman/model/language_model_options.h"
#include "elman/tasks/preparation.h"
#include "elman/tasks/text_corpus.h"

namespace elman::tasks {

class LanguageModelPreparation : public Preparation {
 public:
  LanguageModelPreparation();

  model::LanguageModelOptions network;

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
  std::string baseline() const override { return baseline_; }
  std::string suggestion(const std::string& model_path) const override;

 private:
  std::int64_t steps_in_epoch() const;

  TextOptions options_;
  TextCorpus corpus_;
  std::string encoding_sha256_;  // of the model that the symbols are taken from
  std::string baseline_;
};

}  // namespace elman::tasks
