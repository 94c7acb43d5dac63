// Task lm: what follows in a text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "elman/io/model_file.h"
#include "elman/model/language_model.h"
#include "elman/tasks/model.h"
#include "elman/text/running_text.h"

namespace elman::tasks {

class LanguageModel : public Model {
 public:
  static constexpr std::string_view task_name = "lm";
  static constexpr std::string_view file_kind = "language-model";

  // A new network with weights from the seed. The size of the vocabulary in options is set here.
  LanguageModel(text::TextCoding coding, model::LanguageModelOptions options, std::uint64_t seed);
  // From a model file. Throws ModelError if it is not a complete, consistent one.
  static std::unique_ptr<Model> read(const io::ModelFile& file);

  std::string_view kind() const override { return file_kind; }
  std::vector<io::Section> sections() const override;
  std::vector<NamedTensor> tensors() const override { return network_->tensors(); }
  // Goes on with lines.
  std::unique_ptr<Predictor> predictor(const PredictorOptions& options = {}) const override;
  std::vector<std::string_view> used_options() const override;
  Report evaluate(const EvaluationRequest& request, const Tell& tell) const override;

  model::LanguageModel& network() const { return *network_; }
  const text::TextCoding& coding() const { return coding_; }

 private:
  LanguageModel(text::TextCoding coding, std::unique_ptr<model::LanguageModel> network)
      : coding_(std::move(coding)), network_(std::move(network)) {}

  text::TextCoding coding_;
  std::unique_ptr<model::LanguageModel> network_;
};

}  // namespace elman::tasks
