#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/show/output.h"
#include "cli/show/series_plot.h"
#include "cli/show/talk.h"
#include "cli/verbs.h"
#include "elman/system/atomic_file.h"
#include "elman/tasks/forecasting.h"
#include "elman/tasks/task.h"

namespace elman::cli {
namespace {

// What forecast and simulate are asked for.
struct SeriesVerb {
  std::string model_path;
  tasks::ForecastRequest request;
  std::size_t initial = 0;
  std::string plot_path;
  bool json = false;
};

// In quotes if it has a comma, a quote or a line break.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

bool has_labels(const std::vector<tasks::SeriesForecast>& forecasts) {
  for (const tasks::SeriesForecast& forecast : forecasts) {
    if (!forecast.steps.empty() && !forecast.steps.front().label.empty()) return true;
  }
  return false;
}

std::string as_csv(const tasks::Forecaster& model, const std::vector<tasks::SeriesForecast>& forecasts) {
  const tasks::ForecastOptions& options = model.coding().options;
  const bool bands = !forecasts.front().steps.empty() && !forecasts.front().steps.front().lower.empty();
  const std::vector<double>& quantiles = model.network().quantiles();
  const bool labels = has_labels(forecasts);
  std::string text = options.series.empty() ? "" : cell(options.series) + ",";
  text += labels ? cell(options.time) : "step";
  for (const std::string& target : model.coding().targets()) {
    text += "," + cell(target);
    if (!bands) continue;
    if (quantiles.empty()) text += "," + cell(target + "_lower") + "," + cell(target + "_upper");
    for (const double quantile : quantiles) text += "," + cell(fmt::format("{}_{:g}", target, quantile));
  }
  text += "\n";
  const auto out = std::back_inserter(text);
  for (const tasks::SeriesForecast& forecast : forecasts) {
    for (std::size_t i = 0; i < forecast.steps.size(); ++i) {
      const tasks::ForecastStep& step = forecast.steps[i];
      if (!options.series.empty()) text += cell(forecast.name) + ",";
      text += labels ? cell(step.label) : std::to_string(forecast.past.size() + i + 1);
      for (std::size_t t = 0; t < step.value.size(); ++t) {
        fmt::format_to(out, ",{:.7g}", step.value[t]);
        if (!bands) continue;
        if (quantiles.empty()) fmt::format_to(out, ",{:.7g},{:.7g}", step.lower[t], step.upper[t]);
        for (std::size_t q = 0; q < quantiles.size(); ++q) {
          fmt::format_to(out, ",{:.7g}", step.quantiles[t * quantiles.size() + q]);
        }
      }
      text += "\n";
    }
  }
  return text;
}

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

std::string as_json(const SeriesVerb& verb, const tasks::Forecaster& model,
                    const std::vector<tasks::SeriesForecast>& forecasts) {
  nlohmann::ordered_json json{{"model", verb.model_path}, {"data", verb.request.path}};
  json["targets"] = model.coding().targets();
  json["band"] = model.coding().options.band;
  const std::vector<double>& quantiles = model.network().quantiles();
  if (!quantiles.empty()) json["quantiles"] = quantiles;
  json["series"] = nlohmann::ordered_json::array();
  for (const tasks::SeriesForecast& forecast : forecasts) {
    nlohmann::ordered_json steps = nlohmann::ordered_json::array();
    for (const tasks::ForecastStep& step : forecast.steps) {
      nlohmann::ordered_json one = nlohmann::ordered_json::object();
      if (!step.label.empty()) one["time"] = step.label;
      // Arrays from the start: without memory, the JSON library cannot destroy a null that was to become one.
      one["value"] = nlohmann::ordered_json::array();
      if (!step.lower.empty()) {
        for (const char* name : {"lower", "upper"}) one[name] = nlohmann::ordered_json::array();
        if (!quantiles.empty()) one["quantiles"] = nlohmann::ordered_json::array();
      }
      for (std::size_t t = 0; t < step.value.size(); ++t) {
        one["value"].push_back(number(step.value[t]));
        if (step.lower.empty()) continue;
        one["lower"].push_back(number(step.lower[t]));
        one["upper"].push_back(number(step.upper[t]));
        if (quantiles.empty()) continue;
        nlohmann::ordered_json of_target = nlohmann::ordered_json::array();
        for (std::size_t q = 0; q < quantiles.size(); ++q) {
          of_target.push_back(number(step.quantiles[t * quantiles.size() + q]));
        }
        one["quantiles"].push_back(std::move(of_target));
      }
      if (!step.truth.empty()) one["truth"] = step.truth;
      steps.push_back(std::move(one));
    }
    json["series"].push_back({{"name", forecast.name}, {"steps", std::move(steps)}});
  }
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// Of the steps whose truth is known.
void tell_errors(const tasks::Forecaster& model, const std::vector<tasks::SeriesForecast>& runs) {
  const std::vector<std::string> targets = model.coding().targets();
  for (std::size_t t = 0; t < targets.size(); ++t) {
    std::vector<double> truth;
    std::vector<double> value;
    for (const tasks::SeriesForecast& run : runs) {
      for (const tasks::ForecastStep& step : run.steps) {
        if (step.truth.empty()) continue;
        truth.push_back(step.truth[t]);
        value.push_back(step.value[t]);
      }
    }
    if (truth.empty()) continue;
    const tasks::Accuracy score = tasks::accuracy_of(truth, value, model.coding().scaling.targets[t]);
    talk("elman: {}: RMSE {:.4g}, MAE {:.4g}, R2 {:.4g} over {} steps\n", targets[t], score.rmse, score.mae, score.r2,
         score.count);
  }
}

void show(const SeriesVerb& verb, const tasks::Forecaster& model, const std::vector<tasks::SeriesForecast>& forecasts) {
  if (!verb.plot_path.empty()) {
    const std::string& name = forecasts.front().name;
    const std::string title = model.coding().targets().front() + (name.empty() ? "" : ", " + name);
    system::write_file_atomically(verb.plot_path, series_svg(forecasts.front(), title));
    if (forecasts.size() > 1) talk("elman: {} shows the first of {} series\n", verb.plot_path, forecasts.size());
  }
  write_out(verb.json ? as_json(verb, model, forecasts) : as_csv(model, forecasts));
}

void tell(const std::string& line) { talk("{}\n", line); }

void forecast(const SeriesVerb& verb) {
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  const auto& forecaster = tasks::as<tasks::Forecaster>(*model, verb.model_path);
  show(verb, forecaster, tasks::forecast(forecaster, verb.request, tell));
}

void simulate(const SeriesVerb& verb) {
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  const auto& forecaster = tasks::as<tasks::Forecaster>(*model, verb.model_path);
  const std::vector<tasks::SeriesForecast> runs = tasks::simulate(forecaster, verb.request.path, verb.initial, tell);
  show(verb, forecaster, runs);
  tell_errors(forecaster, runs);
}

void add_arguments(CLI::App& verb, SeriesVerb& state, const char* data) {
  verb.add_option("MODEL", state.model_path, "a trained forecaster")->required()->type_name("");
  verb.add_option("DATA", state.request.path, data)->required()->type_name("");
  verb.add_option("--plot", state.plot_path, "draw it into this file, as SVG")->type_name("FILE.svg");
  verb.add_flag("--json", state.json, "as JSON instead of CSV");
}

}  // namespace

void add_forecast(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("forecast", "Go on with series where a table of them ends");
  const auto state = std::make_shared<SeriesVerb>();
  add_arguments(*verb, *state, "a table with the columns that the model was trained on");
  constexpr int most_steps = 1'000'000;
  verb->add_option("--steps", state->request.steps, "how many steps")
      ->check(CLI::Range(1, most_steps).description(""))
      ->capture_default_str()
      ->type_name("N");
  verb->add_option("--inputs-ahead", state->request.inputs_ahead, "a table of the inputs in these steps")
      ->type_name("FILE");
  verb->footer(
      "Each step reads the forecasts of those before it. The band holds the share of values that --band of elman "
      "train\n"
      "says, if the errors are like those on the dev part; beyond the last step that was measured there, it stays as\n"
      "wide.");
  verb->callback([state] { forecast(*state); });
}

void add_simulate(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("simulate", "Run a model on its own outputs, from a table of inputs");
  const auto state = std::make_shared<SeriesVerb>();
  add_arguments(*verb, *state, "a table with the model's inputs; the targets are read at the beginning alone");
  verb->add_option("--initial", state->initial, "rows that are read first (default: as many as the model needs)")
      ->type_name("N");
  verb->footer("If the table has the targets, their rows after the beginning are what the run is scored against.");
  verb->callback([state] { simulate(*state); });
}

}  // namespace elman::cli
