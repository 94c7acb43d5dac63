// Lines in, what a language model finds most probable to follow in the line out.
#pragma once

#include "elman/tasks/language_model.h"
#include "elman/tasks/predictor.h"

namespace elman::tasks {

class LanguageModelPredictor : public Predictor {
 public:
  // The model must outlive it. Throws UsageError for options out of range.
  LanguageModelPredictor(const LanguageModel& model, const PredictorOptions& options);

  Input parse(std::string_view line, std::string_view file, std::size_t number) const override;
  Input input(std::span<const std::string> symbols) const override;

 private:
  void predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                     std::vector<Prediction>& predictions) const override;

  const LanguageModel& model_;
};

}  // namespace elman::tasks
