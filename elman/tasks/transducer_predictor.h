// Lines in, what an encoder-decoder writes out.
#pragma once

#include <functional>
#include <memory>

#include "elman/data/batch.h"
#include "elman/model/decoding.h"
#include "elman/tasks/confidence.h"
#include "elman/tasks/pair_coding.h"
#include "elman/tasks/predictor.h"

namespace elman::tasks {

// Whether an unknown word that is written becomes the word of the source that was looked at most (Luong et al. 2015b).
bool copies_words(const text::TextFormat& format);

class TransducerPredictor : public Predictor {
 public:
  // Begins to write outputs for the sources on the workspace.
  using Start = std::function<std::unique_ptr<model::Decoding>(const data::SequenceBatch&,
                                                               const std::shared_ptr<model::Workspace>&)>;

  // The coding, the confidence (null: outputs have none), and what `start` refers to must outlive it. unknown: as the
  // network wants them. Throws UsageError for options out of range.
  TransducerPredictor(Start start, const PairCoding& coding, const PredictorOptions& options = {},
                      const Confidence* confidence = nullptr,
                      data::UnknownSymbols unknown = data::UnknownSymbols::alike);

  Input parse(std::string_view line, std::string_view file, std::size_t number) const override;
  Input input(std::span<const std::string> symbols) const override;
  SourceForm source_form() const override { return source_form_of(coding_.format); }

 private:
  void predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                     std::vector<Prediction>& predictions) const override;
  Output output(decode::Hypothesis hypothesis, const Input& input) const;

  Start start_;
  const PairCoding& coding_;
  const Confidence* confidence_;
  data::UnknownSymbols unknown_;
};

}  // namespace elman::tasks
