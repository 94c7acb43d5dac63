// Lines in, tags out.
#pragma once

#include "elman/data/word_batch.h"
#include "elman/tasks/predictor.h"
#include "elman/tasks/tagger.h"

namespace elman::tasks {

class TaggerPredictor : public Predictor {
 public:
  // The tagger must outlive it. Throws UsageError for options out of range.
  TaggerPredictor(const Tagger& tagger, const PredictorOptions& options);

  Input parse(std::string_view line, std::string_view file, std::size_t number) const override;
  // What is unknown are letters, if the tagger reads words by them.
  Input input(std::span<const std::string> symbols) const override;
  SourceForm source_form() const override { return source_form_of(tagger_.coding().format); }

 private:
  void predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                     std::vector<Prediction>& predictions) const override;
  data::WordBatch words_of(const data::SequenceBatch& source, std::span<const Input> inputs, Chosen chosen) const;
  // Of the item with that batch index.
  std::vector<Output> outputs(const Tensor& emissions, const data::SequenceBatch& source, std::int32_t index) const;

  const Tagger& tagger_;
};

}  // namespace elman::tasks
