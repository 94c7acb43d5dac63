#include "elman/tasks/forecaster.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "elman/error.h"
#include "elman/run/training.h"
#include "elman/tasks/forecast_fitting.h"
#include "elman/tasks/forecast_report.h"
#include "elman/tasks/forecast_scores.h"
#include "elman/tasks/forecasting.h"
#include "elman/tasks/task.h"
#include "tests/support/forecasters.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

using Options = std::initializer_list<std::pair<const char*, std::string>>;

class ForecastTask : public testing::Test {
 protected:
  // Trains on a table, and returns the model.
  std::unique_ptr<tasks::Model> train(const std::string& table, Options options, const std::string& name = "m") {
    run::Request request;
    request.task = "forecast";
    request.files.train = folder.put("train.csv", table);
    request.model = folder.path(name);
    request.force = true;
    request.options = run::settings(options);
    request.options.merge(run::settings({{"threads", "1"}}));
    run::Listener listener;
    run::train(request, listener);
    return tasks::open(request.model);
  }
  std::map<std::string, double> numbers(const tasks::Model& model, const std::string& table) {
    const tasks::EvaluationRequest request{.path = folder.put("test.csv", table)};
    std::map<std::string, double> found;
    for (const FieldValue& number : model.evaluate(request, [](const std::string&) {}).numbers) {
      found[number.name] = std::stod(number.text);
    }
    return found;
  }

  TemporaryFolder folder;
};

const tasks::Forecaster& forecaster(const tasks::Model& model) { return dynamic_cast<const tasks::Forecaster&>(model); }

TEST_F(ForecastTask, ThePolynomialFindsTheLawOfAKnownSystem) {
  const auto model = train(known_system(600, 1), {{"arch", "polynomial"}, {"inputs", "u"}, {"for", "free-run"}});
  EXPECT_LE(forecaster(*model).network().options().terms.size(), 12U);
  const auto scores = numbers(*model, known_system(240, 9));
  EXPECT_GT(scores.at("one_step_r2"), 0.99999);
  EXPECT_GT(scores.at("free_run_r2"), 0.9999);
  EXPECT_LT(scores.at("one_step_linear_r2"), 0.999);
}

TEST_F(ForecastTask, ANarxLearnsAKnownSystemAndRunsFreelyOverTwoHundredSteps) {
  const auto model = train(known_system(1000, 1), {{"arch", "narx"},
                                                   {"inputs", "u"},
                                                   {"delays", "1..2"},
                                                   {"input-delays", "0..1"},
                                                   {"for", "free-run"},
                                                   {"epochs", "60"},
                                                   {"refine", "10"},
                                                   {"refine-steps", "30"}});
  const auto scores = numbers(*model, known_system(202, 9));
  EXPECT_GT(scores.at("one_step_r2"), 0.999);
  EXPECT_GT(scores.at("free_run_r2"), 0.99);
  EXPECT_EQ(scores.at("lines"), 200);
}

TEST_F(ForecastTask, TrainsNothingOnTheFuture) {
  // Rows after dev are exchanged; then dev itself, of which only the choice of the epoch and the bands depend.
  const std::string table = known_system(200, 1);
  const auto weights = [&](const std::string& rows, const char* arch, const char* epochs) {
    const auto model = train(rows, {{"arch", arch},
                                    {"inputs", "u"},
                                    {"split", "50/20/30"},
                                    {"epochs", epochs},
                                    {"delays", "1..2"},
                                    {"input-delays", "0..1"}});
    std::vector<std::vector<Scalar>> values;
    for (const NamedTensor& tensor : forecaster(*model).network().tensors()) {
      values.emplace_back(tensor.tensor.data(), tensor.tensor.data() + tensor.tensor.size());
    }
    return std::pair(values, bytes_of_file(folder.path("m")).size());
  };
  std::size_t at = 0;  // where row 140 begins: after the names and the rows of train and dev
  for (int line = 0; line < 141; ++line) at = table.find('\n', at) + 1;
  std::string exchanged = table.substr(0, at);
  for (int row = 140; row < 200; ++row) exchanged += std::to_string(row) + ",0.5,-7\n";
  for (const char* arch : {"linear", "narx", "gru"}) {
    EXPECT_EQ(weights(table, arch, "2"), weights(exchanged, arch, "2")) << arch;
  }
  at = 0;
  for (int line = 0; line < 101; ++line) at = table.find('\n', at) + 1;
  exchanged = table.substr(0, at);
  for (int row = 100; row < 200; ++row) exchanged += std::to_string(row) + ",0.5,-7\n";
  for (const char* arch : {"linear", "narx", "gru"}) {
    EXPECT_EQ(weights(table, arch, "1").first, weights(exchanged, arch, "1").first) << arch << ": one epoch, no choice";
  }
}

TEST_F(ForecastTask, LearnsFromDevTooIfToldSoOnceItHasDecided) {
  const auto weights = [&](const char* refit) {
    const auto model =
        train(known_system(200, 1),
              {{"arch", "polynomial"}, {"inputs", "u"}, {"split", "20/80"}, {"degree", "1"}, {"refit", refit}});
    std::vector<Scalar> values;
    for (const NamedTensor& tensor : forecaster(*model).network().tensors()) {
      values.insert(values.end(), tensor.tensor.data(), tensor.tensor.data() + tensor.tensor.size());
    }
    return std::tuple(forecaster(*model).network().options().terms, values, forecaster(*model).bands().margin,
                      forecaster(*model).coding().scaling.targets[0].deviation);
  };
  const auto before = weights("false");
  const auto after = weights("true");
  EXPECT_EQ(std::get<0>(before), std::get<0>(after)) << "dev has chosen the terms";
  EXPECT_NE(std::get<1>(before), std::get<1>(after));
  EXPECT_EQ(std::get<2>(before), std::get<2>(after))
      << "bands are those of forecasts of rows that were not learnt from";
  EXPECT_EQ(std::get<3>(before), std::get<3>(after));
}

TEST_F(ForecastTask, TheLinearModelIsExact) {
  // y(t) = 0.5 y(t-1) + 2 u(t) + 1
  std::string table = "u,y\n";
  double y = 3;
  for (int t = 0; t < 60; ++t) {
    const double u = t % 7 - 3;
    y = 0.5 * y + 2 * u + 1;
    table += std::to_string(u) + "," + std::to_string(y) + "\n";
  }
  const auto model =
      train(table, {{"arch", "linear"}, {"inputs", "u"}, {"time", "none"}, {"delays", "1"}, {"input-delays", "0"}});
  const auto scores = numbers(*model, table);
  EXPECT_LT(scores.at("one_step_rmse"), 1e-4);
  EXPECT_LT(scores.at("free_run_rmse"), 1e-4);
}

TEST_F(ForecastTask, ScoresAreThoseOfTheBooks) {
  const tasks::ColumnScale column{.scale = {}, .deviation = 2, .naive_error = 0.5};
  const std::vector<double> truth{1, 2, 3, 6};
  const std::vector<double> value{1, 3, 3, 4};
  const tasks::Accuracy score = tasks::accuracy_of(truth, value, column);
  EXPECT_EQ(score.count, 4U);
  EXPECT_NEAR(score.rmse, std::sqrt(5.0 / 4), 1e-12);
  EXPECT_NEAR(score.mae, 3.0 / 4, 1e-12);
  EXPECT_NEAR(score.mase, 1.5, 1e-12);
  EXPECT_NEAR(score.nmse, 1.25 / 3.5, 1e-12);
  EXPECT_NEAR(score.r2, 1 - 1.25 / 3.5, 1e-12);
  EXPECT_NEAR(score.ndei, std::sqrt(1.25 / 3.5), 1e-12);
}

TEST_F(ForecastTask, NaiveForecastsReadWhatIsKnownAtTheOrigin) {
  tasks::SeriesPart part;
  part.exact = {.targets = 1, .inputs = 0, .y = {0, 1, 2, 3, 4, 5, 6, 7}, .u = {}};
  part.begin = 4;
  part.end = 8;
  const tasks::SeriesScaling scaling{.targets = {{}}, .inputs = {}};
  const auto naive = [&](tasks::Purpose purpose, std::size_t lag) {
    return tasks::naive_forecasts({part}, scaling, {.purpose = purpose, .horizon = 3}, lag, 1).value[0];
  };
  using Numbers = std::vector<double>;
  EXPECT_EQ(naive(tasks::Purpose::one_step, 1), (Numbers{3, 4, 5, 6}));
  EXPECT_EQ(naive(tasks::Purpose::one_step, 2), (Numbers{2, 3, 4, 5}));
  EXPECT_EQ(naive(tasks::Purpose::free_run, 1), (Numbers{3, 3, 3, 3}));
  EXPECT_EQ(naive(tasks::Purpose::free_run, 2), (Numbers{2, 3, 2, 3}));
  EXPECT_EQ(naive(tasks::Purpose::horizon, 2), (Numbers{2, 3, 2, 3, 4, 3}));
}

TEST_F(ForecastTask, BandsHoldTheirShareOfHeldOutValues) {
  const auto model = train(known_system(5000, 3), {{"arch", "linear"}, {"inputs", "u"}, {"band", "0.8"}});
  const auto scores = numbers(*model, known_system(2000, 4));
  EXPECT_NEAR(scores.at("coverage"), 80, 4);
  const tasks::Bands bands = forecaster(*model).bands();
  EXPECT_GE(bands.steps, 20U);
  EXPECT_EQ(bands.at(0, 10'000), bands.at(0, bands.steps)) << "beyond the last step it stays as wide";
}

// Only the first of the held-out rows leave room for the last step of the bands; errors of the first step count all
// rows.
TEST_F(ForecastTask, TheBandOfOneStepIsMeasuredOnAllHeldOutRows) {
  std::string table = known_system(189, 3);
  for (int t = 189; t < 200; ++t) table += fmt::format("{},0,{}\n", t, t % 2 == 0 ? 9 : -9);  // unlike the others
  for (const char* quantiles : {"none", "0.1,0.5,0.9"}) {
    const auto model = train(table, {{"arch", "gru"},
                                     {"warm-up", "20"},
                                     {"delays", "1"},
                                     {"epochs", "2"},
                                     {"split", "75/25"},
                                     {"quantiles", quantiles},
                                     {"inputs", "u"},
                                     {"input-delays", "1"}});
    const tasks::EvaluationRequest request{.path = folder.put("test.csv", table), .series = {.split = "75/25"}};
    for (const FieldValue& number : model->evaluate(request, [](const std::string&) {}).numbers) {
      if (number.name == "coverage") {
        EXPECT_NEAR(std::stod(number.text), quantiles == std::string("none") ? 91 : 81, 3);
      }
    }
  }
}

TEST_F(ForecastTask, QuantilesHoldTheirShares) {
  const auto model = train(known_system(500, 3), {{"arch", "narx"},
                                                  {"inputs", "u"},
                                                  {"delays", "1"},
                                                  {"input-delays", "1"},
                                                  {"epochs", "20"},
                                                  {"quantiles", "0.1,0.5,0.9"}});
  EXPECT_NEAR(forecaster(*model).coding().options.band, 0.8, 1e-9);
  const auto scores = numbers(*model, known_system(2000, 4));
  EXPECT_NEAR(scores.at("coverage"), 80, 6);
  // Of a constant forecast 10 % of the values are below the first quantile, and so on: far worse.
  EXPECT_LT(scores.at("quantile_error"), 12);
  const auto made = tasks::forecast(forecaster(*model),
                                    {.path = folder.put("x.csv", known_system(50, 5)),
                                     .steps = 3,
                                     .inputs_ahead = folder.put("u.csv", known_system(3, 6))},
                                    [](const std::string&) {});
  for (const tasks::ForecastStep& step : made[0].steps) {
    ASSERT_EQ(step.quantiles.size(), 3U);
    EXPECT_EQ(step.quantiles[1], step.value[0]);
    EXPECT_LT(step.quantiles[0], step.quantiles[1]);
    EXPECT_LT(step.quantiles[1], step.quantiles[2]);
  }
}

TEST_F(ForecastTask, AQuantileErrorIsThePinballLoss) {
  tasks::SeriesScaling scaling;
  scaling.targets.push_back({.scale = {}, .deviation = 2, .naive_error = 1});
  const tasks::Forecasts forecasts{.truth = {{1, 5}}, .value = {{3, 3}}, .quantiles = {{0, 4}, {3, 3}}};
  // Quantile 0.2: 0.2 * 1 and 0.2 * 1; 0.5: 0.5 * 2 and 0.5 * 2. The mean of 0.2 and 1, over 2.
  EXPECT_NEAR(tasks::quantile_error(forecasts, {0.2, 0.5}, scaling), 100 * 0.3, 1e-9);
}

TEST_F(ForecastTask, ForecastsGoOnWhereTheSeriesEnds) {
  const auto model = train("t,y\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n7,7\n8,8\n9,9\n10,10\n11,11\n12,12\n",
                           {{"arch", "linear"}, {"delays", "1..2"}});
  const auto made = tasks::forecast(forecaster(*model), {.path = folder.put("x.csv", "t,y\n20,5\n22,6\n"), .steps = 3},
                                    [](const std::string&) {});
  ASSERT_EQ(made.size(), 1U);
  ASSERT_EQ(made[0].steps.size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(made[0].steps[static_cast<std::size_t>(i)].value[0], 7 + i, 0.02);
  EXPECT_EQ(made[0].steps[1].label, "26");
  EXPECT_EQ(made[0].past.size(), 2U);
  EXPECT_TRUE(contains(message_of<DataError>([&] {
                         tasks::forecast(forecaster(*model), {.path = folder.put("x.csv", "t,y\n20,5\n")},
                                         [](const std::string&) {});
                       }),
                       "expected at least the 2 that the model reads"));
}

TEST_F(ForecastTask, ASimulationNeedsInputsAlone) {
  const auto model = train(known_system(600, 1), {{"arch", "polynomial"}, {"inputs", "u"}});
  const auto tell = [](const std::string&) {};
  const std::string table = known_system(120, 5);
  const auto with_targets = tasks::simulate(forecaster(*model), folder.put("x.csv", table), 40, tell);
  ASSERT_EQ(with_targets[0].steps.size(), 80U);
  double worst = 0;
  for (const tasks::ForecastStep& step : with_targets[0].steps) {
    worst = std::max(worst, std::abs(step.value[0] - step.truth[0]));
  }
  EXPECT_LT(worst, 0.05);
  // Without targets the beginning is unknown, and soon forgotten.
  std::string inputs = "t,u\n";
  std::size_t at = table.find('\n') + 1;
  while (at < table.size()) {
    const std::size_t end = table.find('\n', at);
    inputs += table.substr(at, table.rfind(',', end) - at) + "\n";
    at = end + 1;
  }
  const auto alone = tasks::simulate(forecaster(*model), folder.put("u.csv", inputs), 0, tell);
  EXPECT_NEAR(alone[0].steps.back().value[0], with_targets[0].steps.back().truth[0], 0.05);
  EXPECT_TRUE(alone[0].steps.back().truth.empty());
}

TEST_F(ForecastTask, RefusesWhatCannotBeLearnt) {
  const auto fault = [&](const std::string& table, Options options) {
    return message_of<Error>([&] { train(table, options, "x"); });
  };
  std::string constant = "t,y\n";
  for (int t = 0; t < 30; ++t) constant += std::to_string(t) + ",5\n";
  EXPECT_TRUE(contains(fault(constant, {}), "same value in every row"));
  EXPECT_TRUE(contains(fault("t,y\n1,1\n", {}), "leaves a part without rows"));
  EXPECT_TRUE(contains(fault("t,y\n1,1\n2,3\n3,2\n4,5\n5,1\n", {{"delays", "1..12"}}), "longer than the delays"));
  const std::string fine = known_system(60, 1);
  EXPECT_TRUE(contains(fault(fine, {{"inputs", "y"}}), "two roles"));
  EXPECT_TRUE(contains(fault(fine, {{"split", "x"}}), "to split at"));
  EXPECT_TRUE(contains(fault(fine, {{"split", "1/2/3/4"}}), "shares are written"));
  EXPECT_TRUE(contains(fault(fine, {{"split", "1,2,3"}}), "--split is"));
  EXPECT_TRUE(contains(fault(fine, {{"split", "9999"}}), "no row at or after"));
  EXPECT_TRUE(contains(fault(fine, {{"for", "horizon"}}), "--horizon"));
  EXPECT_TRUE(contains(fault(fine, {{"arch", "narx"}, {"refine", "900"}}), "refine is 900"));
  EXPECT_TRUE(contains(fault(fine, {{"input-delays", "0"}}), "there are no inputs"));
  EXPECT_TRUE(contains(fault(fine, {{"quantiles", "0.1,0.5"}, {"loss", "huber"}}), "--loss and --quantiles"));
  EXPECT_TRUE(contains(fault(fine, {{"quantiles", "0.1,0.5"}, {"band", "0.5"}}), "--band and --quantiles"));
  EXPECT_TRUE(contains(fault(fine, {{"quantiles", "0.1,0.5"}, {"arch", "linear"}}), "what networks learn"));
  EXPECT_TRUE(contains(fault(fine, {{"inputs", "u"}, {"delays", "none"}, {"refine", "1"}, {"epochs", "2"}}),
                       "its own outputs"));
}

TEST_F(ForecastTask, ModelFilesFromStrangersAreRefusedOrWork) {
  for (const char* arch : {"polynomial", "gru"}) {
    const char* quantiles = arch == std::string("gru") ? "0.1,0.5" : "none";
    train(known_system(80, 1), {{"arch", arch},
                                {"inputs", "u"},
                                {"quantiles", quantiles},
                                {"hidden-size", "1"},
                                {"epochs", "1"},
                                {"delays", "1"},
                                {"input-delays", "0"},
                                {"limits", "-9..9"},
                                {"terms", "3"},
                                {"shortcut", "true"}});
    const std::string whole = bytes_of_file(folder.path("m"));
    const std::string data = folder.put("d.csv", known_system(70, 2));
    const auto survives = [&](const std::string& bytes) {
      try {
        const auto model = tasks::open(folder.put("x", bytes));
        (void)tasks::simulate(forecaster(*model), data, 0, [](const std::string&) {});
        return true;
      } catch (const ModelError&) {
        return false;
      } catch (const Error&) {  // columns that the table does not have
        return true;
      }
    };
    EXPECT_TRUE(survives(whole));
    for (std::size_t size = 0; size < whole.size(); size += 7) EXPECT_FALSE(survives(whole.substr(0, size))) << size;
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (at % 2 == 0 ? 1 : 8));
      (void)survives(changed);
    }
  }
}

}  // namespace
}  // namespace elman::test
