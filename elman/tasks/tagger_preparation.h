// Preparing to train a tagger.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "elman/model/tagger_options.h"
#include "elman/tasks/pair_preparation.h"
#include "elman/tasks/word_coding.h"

namespace elman::tasks {

class TaggerPreparation : public PairPreparation {
 public:
  TaggerPreparation();

  model::TaggerOptions network;

  Fields network_options() override { return fields(network); }
  void read(const DataFiles& files, const Tell& tell) override;
  void recommend(const Settings& user) override;
  void settle(const Settings& settings) override;
  CheckedSize memory_estimate() const override;
  std::string memory_advice() const override;
  std::unique_ptr<Model> make_model() override;
  std::unique_ptr<train::Learnable> make_learnable(Model& model) override;
  std::string suggestion(const std::string& model_path) const override;

 protected:
  PairRules rules() override;
  std::string describe_network(const Model& model) const override;

 private:
  std::vector<data::SpelledWord> spelled_vocabulary() const;

  CheckedSize batch_floats_ = 0;  // of the heaviest batches; known when the options are settled
  bool has_words_ = false;        // sources are sentences, not words
  std::optional<WordCoding> words_;
};

}  // namespace elman::tasks
