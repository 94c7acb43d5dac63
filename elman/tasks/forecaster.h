// Task forecast: the next values of series.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/io/model_file.h"
#include "elman/model/forecaster.h"
#include "elman/tasks/forecast_options.h"
#include "elman/tasks/forecast_scores.h"
#include "elman/tasks/model.h"
#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

// What a forecaster knows of its series beside the network.
struct SeriesCoding {
  ForecastOptions options;  // with the names of all columns
  SeriesScaling scaling;

  std::vector<std::string> targets() const { return data::parse_names(options.target); }
  std::vector<std::string> inputs() const { return data::parse_names(options.inputs); }
};

class Forecaster : public Model {
 public:
  static constexpr std::string_view task_name = "forecast";
  static constexpr std::string_view file_kind = "forecaster";

  // floor: the exact linear model that it is held against; none if it is one itself.
  Forecaster(SeriesCoding coding, std::unique_ptr<model::Forecaster> network, std::unique_ptr<model::Forecaster> floor);
  // From a model file. Throws ModelError if it is not a complete, consistent one.
  static std::unique_ptr<Model> read(const io::ModelFile& file);

  std::string_view kind() const override { return file_kind; }
  std::vector<io::Section> sections() const override;
  std::vector<NamedTensor> tensors() const override;
  // Throws UsageError: a forecaster reads series, not lines.
  std::unique_ptr<Predictor> predictor(const PredictorOptions& options = {}) const override;
  std::vector<std::string_view> used_options() const override;
  Report evaluate(const EvaluationRequest& request, const Tell& tell) const override;

  model::Forecaster& network() const { return *network_; }
  const model::Forecaster* floor() const { return floor_.get(); }
  const SeriesCoding& coding() const { return coding_; }

  // Held-out series that bands are measured on whenever the model is written.
  void measure_bands_on(std::vector<SeriesPart> held_out) { held_out_ = std::move(held_out); }
  // Those as they are now stay, whatever the network learns.
  void keep_bands() {
    bands_ = bands();
    held_out_.clear();
  }
  Bands bands() const;

 private:
  SeriesCoding coding_;
  std::unique_ptr<model::Forecaster> network_;
  std::unique_ptr<model::Forecaster> floor_;
  Bands bands_;  // as they were read
  std::vector<SeriesPart> held_out_;
};

}  // namespace elman::tasks
