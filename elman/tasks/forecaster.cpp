#include "elman/tasks/forecaster.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/tasks/forecast_report.h"
#include "elman/tasks/forecaster_file.h"

namespace elman::tasks {

Fields fields(SeriesEvaluation& evaluation) {
  return {
      {"split", evaluation.split, "score the last part alone, such as 80/20, or from a time on, such as 1956"},
      Field("horizon", evaluation.horizon, "steps ahead that are scored (0: as the model was trained)")
          .between(0, 10'000),
      Field("season", evaluation.season, "steps of a season (0: as the model was trained)").between(0, 100'000),
      Field("skip", evaluation.skip, "rows at the beginning of each series that are read but not scored")
          .between(0, 1'000'000'000),
  };
}

Forecaster::Forecaster(SeriesCoding coding, std::unique_ptr<model::Forecaster> network,
                       std::unique_ptr<model::Forecaster> floor)
    : coding_(std::move(coding)), network_(std::move(network)), floor_(std::move(floor)) {}

std::vector<io::Section> Forecaster::sections() const { return sections_of(*this); }

std::vector<NamedTensor> Forecaster::tensors() const {
  std::vector<NamedTensor> tensors = network_->tensors();
  if (floor_) {
    for (NamedTensor& tensor : floor_->tensors()) tensors.push_back({"floor." + tensor.name, std::move(tensor.tensor)});
  }
  return tensors;
}

std::unique_ptr<Model> Forecaster::read(const io::ModelFile& file) {
  ForecasterFile parts = read_forecaster(file);
  auto forecaster =
      std::make_unique<Forecaster>(std::move(parts.coding), std::move(parts.network), std::move(parts.floor));
  forecaster->bands_ = std::move(parts.bands);
  forecaster->provenance = file.description().provenance;
  return forecaster;
}

std::unique_ptr<Predictor> Forecaster::predictor(const PredictorOptions& /*options*/) const {
  throw UsageError(
      "found a forecaster, which reads series and not lines; use elman forecast MODEL DATA, or elman simulate MODEL "
      "DATA");
}

std::vector<std::string_view> Forecaster::foreign_search_options() const {
  return {"beam", "length-penalty", "max-length", "columns", "header", "skip-bad-lines"};
}

Report Forecaster::evaluate(const EvaluationRequest& request, const Tell& tell) const {
  SeriesEvaluation evaluation;
  set_fields(request.settings, fields(evaluation));
  check_ranges(evaluation);
  return report_on(*this, request.path, evaluation, tell);
}

Bands Forecaster::bands() const {
  if (held_out_.empty()) return bands_;
  // As far as the held-out series tell of enough forecasts.
  constexpr std::size_t usual = 24;
  const std::size_t rows = rows_of(held_out_) / held_out_.size();
  const auto horizon = static_cast<std::size_t>(coding_.options.horizon);
  const std::size_t steps = std::max<std::size_t>(std::min(std::max(horizon, usual), rows / 4), 1);
  return measure_bands(*network_, held_out_, coding_.scaling, coding_.options.band, steps);
}

}  // namespace elman::tasks
