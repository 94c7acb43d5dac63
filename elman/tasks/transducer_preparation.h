// Preparing to train an encoder-decoder.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "elman/model/seq2seq_options.h"
#include "elman/tasks/distillation.h"
#include "elman/tasks/pair_preparation.h"

namespace elman::tasks {

// What an encoder-decoder learns from beside the pairs of its file.
struct TransducerDataOptions {
  int made_up_words = 0;    // for a teacher to read; 0: five for each pair
  double joined_pairs = 0;  // for each pair of the file
};
Fields fields(TransducerDataOptions& options);

class TransducerPreparation : public PairPreparation {
 public:
  model::Seq2SeqOptions network;

  Fields network_options() override { return fields(network); }
  Fields data_options() override;
  void begin_from(const Model& model, const std::string& path) override;
  void learn_from(const Model& teacher, const std::string& path, const std::string& words) override;
  void refuse_contradictions(const DataFiles& files, const Settings& settings) const override;
  void recommend(const Settings& user) override;
  void settle(const Settings& settings) override;
  std::vector<Settings> candidates(const Settings& user) const override;
  CheckedSize memory_estimate() const override;
  std::string memory_advice() const override;
  std::vector<std::string> describe(const DataFiles& files, const Model& model) const override;
  std::unique_ptr<Model> make_model() override;
  std::unique_ptr<train::Learnable> make_learnable(Model& model) override;

 protected:
  std::string describe_network(const Model& model) const override;
  PairRules rules() override;

 private:
  // Whether the data suits an edit decoder.
  bool suits_edits();
  bool writes_sentences() const;
  // How batches are made anew each time that they are read; empty if they stay as they are.
  data::RewritePairs rewriting() const;

  std::optional<Distillation> distillation_;
  TransducerDataOptions data_;
  bool can_edit_ = false;         // the data are not too much for an edit decoder
  std::string choice_;            // of the decoder, for people; empty if the user has made it
  CheckedSize batch_floats_ = 0;  // of the heaviest batches; known when the options are settled
};

}  // namespace elman::tasks
