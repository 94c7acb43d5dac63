#include "elman/tasks/forecaster_preparation.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/model/rollout.h"
#include "elman/random.h"
#include "elman/system/shell_quotes.h"
#include "elman/tasks/forecast_fit_choice.h"
#include "elman/tasks/forecast_fitting.h"
#include "elman/tasks/forecast_learnable.h"
#include "elman/tasks/forecast_trials.h"
#include "elman/tasks/forecaster_file.h"
#include "elman/tasks/season.h"
#include "elman/text/text_file.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

CheckedSize number(std::int64_t value) { return CheckedSize(static_cast<std::uint64_t>(value)); }

ForecastPlan plan_of(const ForecastOptions& options) {
  return {.purpose = purpose_of(options), .horizon = static_cast<std::size_t>(options.horizon)};
}

// The scores of a network on dev, the one that decides first.
std::vector<train::Score> scores_of(const model::Forecaster& network, const std::vector<SeriesPart>& dev,
                                    const SeriesScaling& scaling, const ForecastOptions& options) {
  std::vector<train::Score> scores;
  const auto add = [&](const char* name, Purpose purpose) {
    const ForecastPlan plan{.purpose = purpose, .horizon = static_cast<std::size_t>(options.horizon)};
    const Forecasts forecasts = forecasts_of(network, dev, scaling, plan);
    scores.push_back({.name = name, .value = relative_error(forecasts, scaling)});
    if (purpose != purpose_of(options)) return;
    std::rotate(scores.begin(), scores.end() - 1, scores.end());
    if (network.quantiles().empty()) return;
    scores.insert(scores.begin(),
                  {.name = "quantiles", .value = quantile_error(forecasts, network.quantiles(), scaling)});
  };
  add("one-step", Purpose::one_step);
  add("free-run", Purpose::free_run);
  if (options.horizon > 1) add("horizon", Purpose::horizon);
  return scores;
}

}  // namespace

ForecasterPreparation::ForecasterPreparation() {
  training.schedule = train::ScheduleKind::cosine;
  training.learning_rate = 5e-3;
  training.clip_norm = 1;
  training.label_smoothing = 0;
  training.average = 0;
}

void ForecasterPreparation::refuse_contradictions(const DataFiles& files, const Settings& settings) const {
  const auto split = settings.find("split");
  if (split != settings.end() && !split->second.from_file && !files.dev.empty()) {
    throw UsageError("--split takes the dev part out of the training file and --dev gives one; give one of them");
  }
  if (options_.purpose == Purpose::horizon && options_.horizon == 1) {
    throw UsageError("--for horizon: the horizon is one step; say how many with --horizon");
  }
  check_ranges(options_);
}

void ForecasterPreparation::read(const DataFiles& files, const Tell& tell) {
  train_path_ = files.train;
  const text::TextFile train_file(files.train);
  train_sha256_ = io::sha256(train_file.file());
  const data::SeriesSet train = data::read_series(train_file, reading_of(options_));
  for (const std::string& notice : train.notices) tell(notice);
  options_.target = data::joined(train.columns.targets);
  options_.inputs = data::joined(train.columns.inputs);
  options_.time = train.columns.time;
  if (files.dev.empty()) {
    take_parts(train, nullptr);
  } else {
    const text::TextFile dev_file(files.dev);
    dev_sha256_ = io::sha256(dev_file.file());
    const data::SeriesSet dev = data::read_series(dev_file, reading_of(options_));
    for (const std::string& notice : dev.notices) tell(notice);
    take_parts(train, &dev);
  }
  network.targets = static_cast<int>(scaling_.targets.size());
  network.inputs = static_cast<int>(scaling_.inputs.size());
}

void ForecasterPreparation::take_parts(const data::SeriesSet& train, const data::SeriesSet* dev) {
  std::vector<Split> splits;
  for (const data::Series& series : train.series) {
    splits.push_back(dev != nullptr ? Split{series.rows(), series.rows()}
                                    : split_of(series, options_.split, train.path));
  }
  scaling_ = fit_scaling(train, splits, options_.scaling, options_.season, options_.limits);
  network.limits = scaled_limits(scaling_);
  for (std::size_t i = 0; i < train.series.size(); ++i) {
    const Split& split = splits[i];
    train_.push_back(part_of(train.series[i], scaling_, 0, split.train_end));
    if (dev == nullptr) {
      dev_.push_back(part_of(train.series[i], scaling_, split.train_end, split.dev_end));
      if (options_.refit) all_.push_back(part_of(train.series[i], scaling_, 0, split.dev_end));
    }
    test_rows_ += train.series[i].rows() - split.dev_end;
  }
  if (dev == nullptr) return;
  for (const data::Series& series : dev->series) dev_.push_back(part_of(series, scaling_, 0, series.rows()));
  if (!options_.refit) return;
  all_ = train_;
  all_.insert(all_.end(), dev_.begin(), dev_.end());
}

// Chosen on development data (docs/results.md).
void ForecasterPreparation::recommend(const Settings& user) {
  const FitData data{train_, dev_, scaling_, plan_of(options_)};
  std::vector<int> seasons;
  if (options_.season > 1) seasons.push_back(options_.season);
  if (const int found = find_season(train_); found > 1 && found != options_.season) seasons.push_back(found);
  linear_delays_ = choose_delays(data, seasons);
  if (!user.contains("delays")) network.delays = text_of_delays(linear_delays_.outputs);
  if (!user.contains("input-delays")) network.input_delays = text_of_delays(linear_delays_.inputs);
  recommend_kind(user);
  const bool simulates =
      model::is_recurrent(network.kind) && network.inputs > 0 && data.plan.purpose == Purpose::free_run;
  if (simulates) {  // its state remembers what delays would tell
    network.delays = "none";
    network.input_delays = "0";
    network.shortcut = false;
  }
  recommend_training();
}

// What is solved in a moment, unless the user asks for a network by any of its options.
void ForecasterPreparation::recommend_kind(const Settings& user) {
  for (const char* of_networks :
       {"arch", "hidden-size", "layers", "width", "dilation", "shortcut", "warm-up", "loss", "quantiles"}) {
    if (user.contains(of_networks)) return;
  }
  const KindChoice chosen = choose_kind({train_, dev_, scaling_, plan_of(options_)}, network, user.contains("degree"));
  network.kind = chosen.kind;
  if (chosen.degree > 0) network.degree = chosen.degree;
  kind_reason_ = fmt::format("dev {}: {}", name_of(purpose_of(options_)), chosen.reason);
}

void ForecasterPreparation::recommend_training() {
  const auto rows = static_cast<int>(std::min<std::size_t>(rows_of(train_), 100'000'000));
  if (model::is_solved(network.kind)) {
    training.epochs = std::max(1, options_.refine);
    return;
  }
  network.hidden_size = rows < 300 ? 8 : rows < 3'000 ? 16 : 32;
  training.batch_size = model::is_recurrent(network.kind) ? 8 : 32;
  training.epochs = rows < 20'000 ? 100 : 30;
}

void ForecasterPreparation::settle(const Settings& settings) {
  check(training);
  model::check(network);
  const std::vector<double> quantiles = model::quantiles_of(network);
  if (!quantiles.empty()) {
    for (const char* other : {"loss", "band"}) {
      const auto given = settings.find(other);
      if (given == settings.end() || given->second.from_file) continue;
      throw UsageError(fmt::format(
          "--{} and --quantiles contradict each other: quantiles have a loss and a band of their own; leave one out",
          other));
    }
    options_.band = quantiles.back() - quantiles.front();
  }
  refuse_foreign(settings, "steps", "tasks on pairs and on text", "forecast");
  if (options_.refine > training.epochs) {
    throw UsageError(
        fmt::format("refine is {}, expected at most the {} epochs that there are", options_.refine, training.epochs));
  }
  const data::Delays delays = model::delays_of(network);
  if (options_.refine > 0 && delays.outputs.empty()) {
    throw UsageError(
        "refine: the network does not read its own outputs (delays is none), expected one that does; "
        "leave refine out, or give delays");
  }
  // The rate falls to the end, and what refines comes last: the best epochs may be late.
  if (!settings.contains("patience")) training.patience = options_.refine > 0 ? 0 : std::max(20, training.epochs / 4);
  if (!settings.contains("warmup-steps")) training.warmup_steps = std::max(1, training.epochs * 5);
}

CheckedSize ForecasterPreparation::memory_estimate() const {
  model::ForecasterOptions shape = network;
  if (shape.kind == model::ForecasterKind::polynomial) {
    shape.terms.assign(static_cast<std::size_t>(shape.most_terms), {});
  }
  const std::int64_t parameters = model::Forecaster(shape, nn::Initializer::shapes_only()).parameter_count();
  const std::int64_t regressors = model::regressor_count(network);
  // Rows of a step, forward and backward.
  std::int64_t steps = model::is_recurrent(network.kind) ? options_.bptt_steps : 32;
  if (options_.refine > 0) steps = std::max<std::int64_t>(steps, options_.refine_steps + network.warm_up);
  const CheckedSize row = number(4 * regressors + 8) + number(network.layers) * number(14 * network.hidden_size);
  const CheckedSize rows = number(std::min<std::int64_t>(training.batch_size, 1'000'000)) * number(steps);
  const CheckedSize columns = number(network.targets + network.inputs);
  const CheckedSize data = number(static_cast<std::int64_t>(rows_of(train_) + rows_of(dev_))) * columns * 40;
  const CheckedSize fit = fit_numbers(rows_of(learnt()), network) * sizeof(double);
  return (number(parameters) * 8 + row * rows) * sizeof(Scalar) + data + fit + 10'000'000;
}

std::string ForecasterPreparation::memory_advice() const {
  return "use a smaller --hidden-size, --batch-size or --refine-steps, or fewer --layers or --delays";
}

std::unique_ptr<Forecaster> ForecasterPreparation::first_model() const {
  const FitData data{train_, dev_, scaling_, plan_of(options_)};
  const SeriesCoding coding{options_, scaling_};
  if (network.kind == model::ForecasterKind::linear) {
    return std::make_unique<Forecaster>(coding, solved_linear(data, network), nullptr);
  }
  std::unique_ptr<model::Forecaster> forecaster;
  if (network.kind == model::ForecasterKind::polynomial) {
    forecaster = solved_polynomial(data, network);
  } else {
    Random random(training.seed, train::weights_stream);
    forecaster = std::make_unique<model::Forecaster>(network, random);
    if (network.shortcut) {
      const LinearFit fit = fit_linear(learnt(), forecaster->options());
      forecaster->begin_as(fit.weight, fit.bias);
    }
  }
  model::ForecasterOptions linear = network;
  if (forecaster->delays().outputs.empty() || model::is_recurrent(network.kind)) {
    linear.delays = text_of_delays(linear_delays_.outputs);
    linear.input_delays = text_of_delays(linear_delays_.inputs);
  }
  return std::make_unique<Forecaster>(coding, std::move(forecaster), solved_linear(data, linear));
}

std::unique_ptr<Model> ForecasterPreparation::make_model() {
  std::unique_ptr<Forecaster> model = first_model();
  model->measure_bands_on(dev_);
  if (model->floor() != nullptr) {
    std::string scores;
    for (const train::Score& score : scores_of(*model->floor(), dev_, scaling_, options_)) {
      scores += fmt::format("{} {} {:.2f}", scores.empty() ? "" : ",", score.name, score.value);
    }
    floor_scores_ =
        fmt::format("the exact linear model of delays {} has dev{}", model->floor()->options().delays, scores);
  }
  if (!options_.refit || !model::is_solved(network.kind)) return model;
  model->keep_bands();
  model::Forecaster& forecaster = model->network();
  if (network.kind == model::ForecasterKind::linear) {
    const LinearFit fit = fit_linear(learnt(), forecaster.options());
    forecaster.begin_as(fit.weight, fit.bias);
  } else {
    forecaster.set_weights(fit_terms(learnt(), forecaster.options()));
  }
  return model;
}

std::unique_ptr<train::Learnable> ForecasterPreparation::make_learnable(Model& model) {
  auto& forecaster = dynamic_cast<Forecaster&>(model);
  const model::Forecaster& learner = forecaster.network();
  return std::make_unique<ForecastLearnable>(forecaster.network(), learnt(), options_, training,
                                             [&learner, dev = dev_, scaling = scaling_, options = options_] {
                                               return scores_of(learner, dev, scaling, options);
                                             });
}

std::vector<std::string> ForecasterPreparation::describe(const DataFiles& files, const Model& model) const {
  const auto& forecaster = dynamic_cast<const Forecaster&>(model);
  const model::ForecasterOptions& shape = forecaster.network().options();
  const std::string dev_is =
      files.dev.empty() ? fmt::format("after them (split {})", options_.split) : fmt::format("from {}", files.dev);
  std::vector<std::string> lines{
      fmt::format("train    {} rows of {} from {}", rows_of(train_),
                  train_.size() == 1 ? "one series" : fmt::format("{} series", train_.size()), files.train),
      fmt::format("dev      {} rows {}{}", rows_of(dev_), dev_is,
                  test_rows_ > 0 ? fmt::format("; {} rows are left for test", test_rows_) : ""),
      fmt::format("columns  target {}{}, time {}", options_.target,
                  options_.inputs.empty() ? "" : ", inputs " + options_.inputs, options_.time)};
  if (const std::string limits = text_of_limits(scaling_, data::parse_names(options_.target)); !limits.empty()) {
    lines.push_back(fmt::format("limits   {}{}", limits,
                                options_.limits == "auto" ? ": it stays there; --limits none if it is no limit" : ""));
  }
  std::string details = fmt::format("delays {}", shape.delays);
  if (network.inputs > 0) details += fmt::format(", input delays {}", shape.input_delays);
  if (shape.kind == model::ForecasterKind::polynomial) {
    details += fmt::format(", {} terms", shape.terms.size());
  } else if (!model::is_solved(shape.kind)) {
    details += fmt::format(", {} layer{} of {}{}", shape.layers, shape.layers == 1 ? "" : "s", shape.hidden_size,
                           shape.shortcut ? ", linear shortcut" : "");
  }
  lines.push_back(fmt::format("model    {}, {}: {} parameters", name_of(shape.kind), details,
                              forecaster.network().parameter_count()));
  if (options_.refit) {
    lines.emplace_back("refit    dev is learnt from too: its scores below are no measure" +
                       std::string(model::is_solved(shape.kind) ? "" : ", and bands are too narrow"));
  }
  if (forecaster.floor() != nullptr) lines.push_back("linear   " + floor_scores_);
  if (!kind_reason_.empty()) {
    lines.push_back("kind     " + kind_reason_ + "; the simplest within 2 % is taken; --search tries networks too");
  }
  if (shape.kind == model::ForecasterKind::polynomial) lines.push_back("terms    " + equation_of(forecaster));
  if (!model::is_solved(shape.kind) || options_.refine > 0) {
    lines.push_back(
        fmt::format("training {} {}, schedule {}, batches of {}, {} epochs{}", name_of(training.optimizer),
                    training.learning_rate, name_of(training.schedule), training.batch_size, training.epochs,
                    options_.refine > 0 ? fmt::format(", the last {} on its own outputs", options_.refine) : ""));
  }
  lines.push_back("scores   root mean squared errors in percent of the target's standard deviation");
  return lines;
}

std::map<std::string, std::string> ForecasterPreparation::data_facts() const {
  std::map<std::string, std::string> facts{{"train-sha256", train_sha256_}};
  if (!dev_sha256_.empty()) facts["dev-sha256"] = dev_sha256_;
  return facts;
}

std::map<std::string, std::string> ForecasterPreparation::data_provenance(const DataFiles& files) const {
  std::map<std::string, std::string> provenance = data_facts();
  provenance["train"] = file_name_as_text(files.train);
  provenance["train-rows"] = std::to_string(rows_of(train_));
  provenance["dev"] = files.dev.empty() ? "split" : file_name_as_text(files.dev);
  provenance["dev-rows"] = std::to_string(rows_of(dev_));
  return provenance;
}

std::vector<Settings> ForecasterPreparation::trials(const Settings& user) const {
  return forecast_trials(options_, network.inputs > 0, user);
}

std::vector<Settings> ForecasterPreparation::folds() const {
  std::vector<Settings> folds = dev_sha256_.empty() ? forecast_folds(options_.split) : std::vector<Settings>();
  if (!options_.refit) return folds;
  if (folds.empty()) folds.emplace_back();
  for (Settings& fold : folds)
    fold["refit"] = {"false", "--search: refit"};  // dev decides, so nothing may learn from it
  return folds;
}

std::string ForecasterPreparation::suggestion(const std::string& model_path) const {
  const std::string files = system::in_shell_quotes(model_path) + " " + system::in_shell_quotes(train_path_);
  // A forecast would need inputs of steps to come.
  return network.inputs > 0 ? "elman simulate " + files : "elman forecast " + files + " --steps 10";
}

}  // namespace elman::tasks
