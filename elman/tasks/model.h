// A network with all that is needed to use it on a user's files.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "elman/io/model_file.h"
#include "elman/tasks/confidence.h"
#include "elman/tasks/predictor.h"
#include "elman/tasks/report.h"
#include "elman/tensor/named_tensor.h"

namespace elman::tasks {

class Model {
 public:
  virtual ~Model() = default;

  // As the file names it: "seq2seq".
  virtual std::string_view kind() const = 0;
  // What a file keeps beside the weights.
  virtual std::vector<io::Section> sections() const = 0;
  // The weights, sharing their storage.
  virtual std::vector<NamedTensor> tensors() const = 0;

  // Answers lines of text. The model must outlive it and may be trained further between two predictions. Throws
  // UsageError for options that this model cannot follow.
  virtual std::unique_ptr<Predictor> predictor(const PredictorOptions& options) const = 0;
  // How sure it may be of its outputs; null if it cannot know.
  virtual const Confidence* confidence() const { return nullptr; }
  // Names of the options that predictor() and evaluate() follow, of those that users choose for some model.
  virtual std::vector<std::string_view> used_options() const = 0;

  // Scores it on a file. Throws as reading does.
  virtual Report evaluate(const EvaluationRequest& request, const Tell& tell) const = 0;

  // Where the model comes from, for people: file names, hashes, seed, scores, options of training.
  std::map<std::string, std::string> provenance;
};

[[noreturn]] void refuse_kind(const Model& model, const std::string& path, std::string_view expected,
                              std::string_view task);

// The model as one of that class, which has the kind's name in files (file_kind) and that of the task that makes it
// (task_name). Throws UsageError, which begins with the path, for a model of another kind.
template <class Kind>
const Kind& as(const Model& model, const std::string& path) {
  if (const auto* found = dynamic_cast<const Kind*>(&model)) return *found;
  refuse_kind(model, path, Kind::file_kind, Kind::task_name);
}

// Complete or absent. Throws IoError.
void save(const std::string& path, const Model& model);

}  // namespace elman::tasks
