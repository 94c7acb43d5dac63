#include "elman/tasks/forecast_trials.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

namespace {

constexpr int most_folds = 3;

using Values = std::vector<std::pair<const char*, std::string>>;

Values joined(Values a, const Values& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

bool is_same(const Settings& a, const Settings& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first && x.second.text == y.second.text; });
}

std::vector<Values> offered(const ForecastOptions& options, bool has_inputs) {
  std::vector<Values> all{
      {{"arch", "linear"}}, {{"arch", "polynomial"}, {"degree", "2"}}, {{"arch", "polynomial"}, {"degree", "3"}}};
  const bool runs = purpose_of(options) != Purpose::one_step;
  // All epochs learn from runs, by small steps from the exact solution.
  const std::string steps = std::to_string(options.horizon > 1 ? std::min(options.horizon, 100) : 100);
  const Values polynomial_runs{{"refine-steps", steps}, {"epochs", "30"}, {"refine", "30"}, {"learning-rate", "0.001"}};
  const Values network_runs{{"refine-steps", steps}, {"epochs", "60"}, {"refine", "60"}, {"learning-rate", "0.0005"}};
  Values sparse{{"delays", has_inputs ? "1,2" : "1,2,4,8,16"}};
  if (has_inputs) sparse.emplace_back("input-delays", "1,4,7,10,13,16");
  for (const Values& delays : {Values{}, sparse}) {
    for (const char* degree : {"2", "3"}) {
      if (runs) all.push_back(joined(joined({{"arch", "polynomial"}, {"degree", degree}}, delays), polynomial_runs));
    }
  }
  const Values narrow{{"arch", "narx"}, {"hidden-size", "8"}};
  all.push_back(narrow);
  all.push_back({{"arch", "narx"}, {"hidden-size", "24"}});
  if (runs) {
    all.push_back(joined(narrow, network_runs));
    all.push_back(joined(joined({{"arch", "narx"}, {"hidden-size", "16"}}, sparse), network_runs));
    // A state that is corrected by true outputs while there are any, and by its own afterwards.
    Values observing{{"arch", "gru"}, {"delays", "1"}, {"refine", "95"}};
    if (has_inputs) observing.emplace_back("input-delays", "0");
    all.push_back(joined(observing, {{"hidden-size", "8"}}));
    all.push_back(joined(observing, {{"hidden-size", "16"}}));
  }
  all.push_back({{"arch", "gru"}, {"hidden-size", "8"}});
  all.push_back({{"arch", "gru"}, {"hidden-size", "24"}});
  all.push_back({{"arch", "lstm"}, {"hidden-size", "16"}});
  return all;
}

Settings split_at(double train, double dev, double test) {
  const std::string text = test > 1e-6 ? fmt::format("{:.4g}/{:.4g}/{:.4g}", 100 * train, 100 * dev, 100 * test)
                                       : fmt::format("{:.4g}/{:.4g}", 100 * train, 100 * dev);
  return {{"split", {text, "--search: split"}}};
}

}  // namespace

std::vector<Settings> forecast_trials(const ForecastOptions& options, bool has_inputs, const Settings& user) {
  std::vector<Settings> trials;
  for (const Values& values : offered(options, has_inputs)) {
    Settings trial;
    for (const auto& [name, text] : values) {
      if (!user.contains(name)) trial[name] = {text, std::string("--search: ") + name};
    }
    const bool is_new =
        std::none_of(trials.begin(), trials.end(), [&trial](const Settings& other) { return is_same(trial, other); });
    if (is_new && !trial.empty()) trials.push_back(std::move(trial));
  }
  return trials;
}

std::vector<Settings> forecast_folds(const std::string& split) {
  const auto shares = shares_of(split);
  if (!shares) return {};
  const double train = (*shares)[0];
  const double dev = (*shares)[1];
  const double test = 1 - train - dev;
  std::vector<Settings> folds;
  for (int parts = most_folds - 1; parts >= 0; --parts) {
    const double later = parts * dev;
    if (train - later >= 2 * dev - 1e-9 || parts == 0) folds.push_back(split_at(train - later, dev, test + later));
  }
  return folds;
}

}  // namespace elman::tasks
