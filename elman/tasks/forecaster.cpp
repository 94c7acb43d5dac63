#include "elman/tasks/forecaster.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/tasks/forecast_report.h"
#include "elman/tasks/forecaster_file.h"

namespace elman::tasks {

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

std::vector<std::string_view> Forecaster::used_options() const {
  return {"split", "horizon", "season", "skip", "backtest", "threads"};
}

Report Forecaster::evaluate(const EvaluationRequest& request, const Tell& tell) const {
  check_ranges(request.series);
  return report_on(*this, request.path, request.series, tell);
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
