// What is chosen by data: kinds, delays, seasons, limits, trials of a search.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "elman/data/series.h"
#include "elman/error.h"
#include "elman/random.h"
#include "elman/run/training.h"
#include "elman/tasks/forecast_backtest.h"
#include "elman/tasks/forecast_trials.h"
#include "elman/tasks/forecaster.h"
#include "elman/tasks/forecasting.h"
#include "elman/tasks/season.h"
#include "elman/tasks/task.h"
#include "elman/text/text_file.h"
#include "tests/support/forecasters.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

using tasks::SeriesPart;

// A day of 12 rows, its height from day to day at random, and noise.
std::vector<double> seasonal_values(std::size_t rows) {
  Random random(3, 1);
  std::vector<double> values;
  for (std::size_t t = 0; t < rows; ++t) {
    const double phase = 2 * std::numbers::pi * static_cast<double>(t % 12) / 12;
    values.push_back(std::sin(phase) + 0.7 * std::cos(3 * phase) + 0.1 * (random.uniform() - 0.5));
  }
  return values;
}

// y(t) = 0.8 y(t-1) + noise.
std::vector<double> autoregressive(std::size_t rows) {
  Random random(9, 1);
  std::vector<double> values{0};
  while (values.size() < rows) values.push_back(0.8 * values.back() + random.uniform() - 0.5);
  return values;
}

std::string table_of(const std::vector<double>& values) {
  std::string table = "t,y\n";
  for (std::size_t t = 0; t < values.size(); ++t) {
    table += std::to_string(t) + "," + std::to_string(values[t]) + "\n";
  }
  return table;
}

SeriesPart part_with(const std::vector<double>& values) {
  SeriesPart part;
  part.exact.targets = 1;
  part.exact.y = values;
  part.end = values.size();
  return part;
}

class ForecastChoice : public testing::Test {
 protected:
  const tasks::Forecaster& train(const std::string& table,
                                 std::initializer_list<std::pair<const char*, std::string>> options) {
    run::Request request;
    request.task = "forecast";
    request.files.train = folder.put("train.csv", table);
    request.model = folder.path("m");
    request.force = true;
    request.options = run::settings(options);
    request.options.merge(run::settings({{"threads", "1"}}));
    run::Listener listener;
    run::train(request, listener);
    model = tasks::open(request.model);
    return dynamic_cast<const tasks::Forecaster&>(*model);
  }
  tasks::Report report(const tasks::SeriesEvaluation& evaluation, const std::string& table) {
    tasks::EvaluationRequest request;
    request.path = folder.put("test.csv", table);
    request.series = evaluation;
    return model->evaluate(request, [](const std::string&) {});
  }
  static double number(const tasks::Report& report, const std::string& name) {
    for (const FieldValue& value : report.numbers) {
      if (value.name == name) return std::stod(value.text);
    }
    ADD_FAILURE() << name;
    return 0;
  }

  TemporaryFolder folder;
  std::unique_ptr<tasks::Model> model;
};

TEST_F(ForecastChoice, ASeasonIsFoundInWhatRepeatsAndNotInNoise) {
  EXPECT_EQ(tasks::find_season({part_with(seasonal_values(300))}), 12);
  Random random(5, 1);
  std::vector<double> noise;
  for (int i = 0; i < 300; ++i) noise.push_back(random.uniform());
  EXPECT_EQ(tasks::find_season({part_with(noise)}), 0);
  EXPECT_EQ(tasks::find_season({part_with({1, 2})}), 0);
}

TEST_F(ForecastChoice, TheKindIsTheSimplestThatIsAsGoodUnlessTheUserAsksForANetwork) {
  EXPECT_EQ(train(known_system(400, 1), {{"inputs", "u"}}).network().options().kind, model::ForecasterKind::polynomial);
  EXPECT_EQ(train(table_of(autoregressive(800)), {}).network().options().kind, model::ForecasterKind::linear);
  EXPECT_EQ(train(table_of(autoregressive(800)), {{"hidden-size", "4"}, {"epochs", "1"}}).network().options().kind,
            model::ForecasterKind::narx);
}

TEST_F(ForecastChoice, DelaysOfASeasonForecastBeyondItWithoutBeingAskedFor) {
  train(table_of(seasonal_values(600)), {{"horizon", "36"}});
  const tasks::Report scores = report({.season = 12}, table_of(seasonal_values(900)));
  EXPECT_LT(number(scores, "last_step_rmse"), number(scores, "last_step_seasonal_rmse"));
  EXPECT_LT(number(scores, "last_step_rmse"), 0.05);
}

TEST_F(ForecastChoice, ABacktestFindsWeightsAnewFromWhatHasComeAlone) {
  // The law turns round after what is learnt from.
  Random random(7, 1);
  std::vector<double> values{0.1};
  for (int t = 1; t < 600; ++t) {
    const double noise = random.uniform() - 0.5;
    values.push_back((t < 200 ? 0.9 : -0.9) * values.back() + noise);
  }
  train(table_of({values.begin(), values.begin() + 200}), {{"arch", "linear"}, {"delays", "1"}});
  const tasks::Report scores = report({.split = "450", .backtest = 40}, table_of(values));
  EXPECT_LT(number(scores, "backtest_rmse"), 0.6 * number(scores, "one_step_rmse"));
}

TEST_F(ForecastChoice, ABacktestReadsNothingThatComesAfterItsOrigin) {
  std::vector<double> values = autoregressive(300);
  const tasks::Forecaster& forecaster = train(table_of(values), {{"arch", "linear"}, {"delays", "1..2"}});
  const auto forecasts = [&] {
    const text::TextFile file(folder.put("test.csv", table_of(values)));
    const data::SeriesSet set = data::read_series(file, tasks::reading_of(forecaster.coding().options));
    const std::vector<SeriesPart> parts{tasks::part_of(set.series.front(), forecaster.coding().scaling, 200, 300)};
    return tasks::backtest(forecaster, parts, {.origins = 1, .horizon = 8}).own.value;
  };
  const auto before = forecasts();
  for (std::size_t t = 292; t < 300; ++t) values[t] = 9;
  EXPECT_EQ(forecasts(), before);
  values[291] = 9;
  EXPECT_NE(forecasts(), before);
}

TEST_F(ForecastChoice, ErrorsOfTheRightModelKnowNothingAndThoseOfOneWithoutItsInputDo) {
  train(known_system(600, 1), {{"inputs", "u"}, {"arch", "linear"}, {"delays", "2"}, {"input-delays", "3"}});
  const tasks::Report wrong = report({}, known_system(600, 2));
  EXPECT_GT(number(wrong, "correlations_beyond"), 3);
  ASSERT_EQ(wrong.correlograms.size(), 2U);
  EXPECT_EQ(wrong.correlograms[0].values.size(), 25U);
  EXPECT_EQ(wrong.correlograms[1].values.size(), 26U);
  EXPECT_GT(std::abs(wrong.correlograms[1].values[1]), 0.5) << "u(t-1) is what is missing";
  const std::string noisy = table_of(autoregressive(800));
  train(noisy, {{"arch", "linear"}, {"delays", "1"}});
  EXPECT_LE(number(report({}, noisy), "correlations_beyond"), 4);
}

TEST_F(ForecastChoice, TrialsLeaveWhatTheUserSaysAndFoldsAreOneDevPartApart) {
  const tasks::ForecastOptions options;
  for (const Settings& trial : tasks::forecast_trials(options, false, run::settings({{"arch", "narx"}}))) {
    EXPECT_FALSE(trial.contains("arch"));
  }
  const std::vector<Settings> folds = tasks::forecast_folds("80/20");
  ASSERT_EQ(folds.size(), 3U);
  EXPECT_EQ(folds[0].at("split").text, "40/20/40");
  EXPECT_EQ(folds[1].at("split").text, "60/20/20");
  EXPECT_EQ(folds[2].at("split").text, "80/20");
  EXPECT_EQ(tasks::forecast_folds("70/15/15")[0].at("split").text, "40/15/45");
  EXPECT_EQ(tasks::forecast_folds("50/50").size(), 1U);
  EXPECT_TRUE(tasks::forecast_folds("1890,1921").empty());
}

// A tank that overflows at 1: y(t) = min(1, 0.9 y(t-1) + u(t-1)).
std::string overflowing_tank(int rows) {
  std::string table = "t,u,y\n";
  double y = 0;
  for (int t = 0; t < rows; ++t) {
    const double u = std::max(0.0, 0.2 * std::sin(t / 9.0) + 0.1 * std::sin(t / 4.0));
    table += fmt::format("{},{},{}\n", t, u, y);
    y = std::min(1.0, 0.9 * y + u);
  }
  return table;
}

TEST_F(ForecastChoice, AForecastEndsWhereTheSeriesOverflows) {
  const std::string table = overflowing_tank(600);
  const auto error_with = [&](const char* limits) {
    train(table, {{"arch", "linear"}, {"inputs", "u"}, {"delays", "1"}, {"input-delays", "1"}, {"limits", limits}});
    return number(report({}, table), "free_run_rmse");
  };
  EXPECT_LT(error_with("auto"), 1e-4) << "the law is found from what did not overflow";
  EXPECT_EQ(error_with("auto"), error_with("..1"));
  EXPECT_GT(error_with("none"), 0.01);
  const tasks::Forecaster& forecaster =
      train(table, {{"arch", "linear"}, {"inputs", "u"}, {"delays", "1"}, {"input-delays", "1"}});
  const std::string ahead = folder.put("ahead.csv", "u\n9\n9\n9\n9\n");
  const auto forecasts = tasks::forecast(
      forecaster, {.path = folder.path("train.csv"), .steps = 4, .inputs_ahead = ahead}, [](const std::string&) {});
  ASSERT_EQ(forecasts.front().steps.size(), 4U);
  const tasks::ForecastStep& last = forecasts.front().steps.back();
  EXPECT_NEAR(last.value.front(), 1, 1e-6);
  EXPECT_EQ(last.upper.front(), 1) << "its band ends there too";
}

TEST_F(ForecastChoice, LimitsAreThoseOfEachTarget) {
  const std::string table = known_system(100, 1);
  EXPECT_TRUE(contains(message_of<UsageError>([&] { train(table, {{"limits", "1..0"}}); }), "--limits is"));
  EXPECT_TRUE(contains(message_of<UsageError>([&] {
                         train(table, {{"limits", "0..1,none"}});
                       }),
                       "2 entries for 1 targ"));
}

}  // namespace
}  // namespace elman::test
