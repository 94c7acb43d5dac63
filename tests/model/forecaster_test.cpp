#include "elman/model/forecaster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/model/rollout.h"
#include "elman/random.h"
#include "tests/support/forecasters.h"
#include "tests/support/gradient_check.h"
#include "tests/support/messages.h"
#include "tests/support/parameter_check.h"

namespace elman::test {
namespace {

// With weights that are all drawn, those of a polynomial too.
std::unique_ptr<model::Forecaster> drawn(const model::ForecasterOptions& options) {
  Random random(1);
  auto forecaster = std::make_unique<model::Forecaster>(options, random);
  if (options.kind == model::ForecasterKind::polynomial) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < 2 * options.terms.size(); ++i) weights.push_back(random.normal() / 4);
    forecaster->set_weights(weights);
  }
  return forecaster;
}

class EveryForecaster : public testing::TestWithParam<model::ForecasterOptions> {
 protected:
  std::unique_ptr<model::Forecaster> forecaster = drawn(GetParam());
  model::SeriesValues series = random_series(GetParam(), 60, 2);

  Tensor regressors(std::size_t begin, std::size_t rows) const {
    const std::int64_t columns = model::regressor_count(GetParam());
    Tensor x(Shape{static_cast<std::int64_t>(rows), columns});
    for (std::size_t i = 0; i < rows; ++i) {
      data::copy_regressors(series, forecaster->delays(), begin + i, x.data() + static_cast<std::int64_t>(i) * columns);
    }
    return x;
  }
};

TEST_P(EveryForecaster, HasTheGradientsOfAllItsParameters) {
  const Tensor x = regressors(20, 12);
  check_parameter_gradients(*forecaster, [&](Tape& tape) {
    return weighted_sum(tape, forecaster->forward(tape, tape.constant(x), 1).values);
  });
}

TEST_P(EveryForecaster, GivesItemsOfABatchWhatEachGetsAlone) {
  const std::int64_t time = 12;
  const std::int64_t columns = model::regressor_count(GetParam());
  const Tensor first = regressors(20, 12);
  const Tensor second = regressors(40, 12);
  Tensor both(Shape{2 * time, columns});
  for (std::int64_t t = 0; t < time; ++t) {
    std::copy_n(first.data() + t * columns, columns, both.data() + 2 * t * columns);
    std::copy_n(second.data() + t * columns, columns, both.data() + (2 * t + 1) * columns);
  }
  Tape tape({.record = false});
  const Variable together = forecaster->forward(tape, tape.constant(both), 2).values;
  const Variable alone = forecaster->forward(tape, tape.constant(second), 1).values;
  ASSERT_EQ(together.rows(), 2 * (time - forecaster->context()));
  for (std::int64_t t = 0; t < alone.rows(); ++t) {
    for (std::int64_t i = 0; i < 2; ++i) {
      EXPECT_EQ(together.value()[(2 * t + 1) * 2 + i], alone.value()[t * 2 + i]) << "step " << t;
    }
  }
}

TEST_P(EveryForecaster, StepsFromTrueValuesAreThoseOfOneRun) {
  const std::vector<Scalar> all = model::one_step(*forecaster, series, model::first_row(*forecaster) + 5, 60).values;
  ASSERT_EQ(all.size(), 2 * (60 - model::first_row(*forecaster) - 5));
  const std::vector<Scalar> last = model::one_step(*forecaster, series, 58, 60).values;
  if (model::is_recurrent(GetParam().kind)) return;  // its state knows of warm_up steps before the first
  for (std::size_t i = 0; i < last.size(); ++i) EXPECT_EQ(last[i], all[all.size() - last.size() + i]);
}

TEST_P(EveryForecaster, TheFirstStepOfARunIsTheOneFromTrueValues) {
  const std::vector<std::size_t> origins{40, 50};
  const std::vector<Scalar> runs = model::roll_out(*forecaster, series, origins, 3).values;
  ASSERT_EQ(runs.size(), 2U * 3 * 2);
  for (std::size_t o = 0; o < 2; ++o) {
    const std::vector<Scalar> step = model::one_step(*forecaster, series, origins[o], origins[o] + 1).values;
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(runs[o * 6 + i], step[i], 1e-5);
  }
}

TEST_P(EveryForecaster, ARunReadsItsOwnOutputs) {
  const std::size_t origin = 40;
  const std::vector<Scalar> run = model::roll_out(*forecaster, series, std::span(&origin, 1), 6).values;
  // Written over the true values, they give the same as steps from true values.
  model::SeriesValues own = series;
  std::copy(run.begin(), run.end(), own.y.begin() + 40 * 2);
  const std::vector<Scalar> steps = model::one_step(*forecaster, own, origin, origin + 6).values;
  for (std::size_t i = 0; i < run.size(); ++i) EXPECT_NEAR(run[i], steps[i], 1e-4) << i;
  // And nothing of what comes after the origin.
  for (std::size_t i = 80; i < series.y.size(); ++i) series.y[i] = 1000;
  EXPECT_EQ(model::roll_out(*forecaster, series, std::span(&origin, 1), 6).values, run);
}

TEST_P(EveryForecaster, BeginsAsTheLinearModelIfItHasAShortcut) {
  if (!GetParam().shortcut || GetParam().kind == model::ForecasterKind::polynomial) return;
  const auto columns = static_cast<std::size_t>(model::regressor_count(GetParam()));
  std::vector<double> weight(2 * columns);
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = 0.1 * static_cast<double>(i) - 0.5;
  const std::vector<double> bias{0.25, -1};
  forecaster->begin_as(weight, bias);
  const Tensor x = regressors(30, 10);
  Tape tape({.record = false});
  const Variable y = forecaster->forward(tape, tape.constant(x), 1).values;
  double expected = bias[1];
  for (std::size_t i = 0; i < columns; ++i)
    expected += weight[columns + i] * static_cast<double>(x[static_cast<std::int64_t>(9 * columns + i)]);
  EXPECT_NEAR(y.value()[y.value().size() - 1], expected, 1e-5);
  EXPECT_THROW(forecaster->begin_as(bias, bias), UsageError);
}

TEST_P(EveryForecaster, RefusesRowsThatDoNotFit) {
  Tape tape;
  EXPECT_THROW(forecaster->forward(tape, tape.constant(Tensor({4, 3})), 1), UsageError);
  EXPECT_THROW(forecaster->forward(tape, tape.constant(regressors(20, 12)), 5), UsageError);
  const std::size_t early = model::first_row(*forecaster) - 1;
  EXPECT_THROW((void)model::one_step(*forecaster, series, early, 20), UsageError);
  EXPECT_THROW((void)model::roll_out(*forecaster, series, std::span(&early, 1), 2), UsageError);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryForecaster, testing::ValuesIn(all_kinds_of_forecasters()),
                         [](const auto& kind) { return name_of(kind.param.kind) + std::to_string(kind.param.layers); });

// Those of two targets.
model::ForecasterOptions with_quantiles(model::ForecasterKind kind, bool shortcut) {
  return {.targets = 2,
          .inputs = 1,
          .kind = kind,
          .delays = "1,2",
          .input_delays = "0",
          .hidden_size = 4,
          .layers = 2,
          .shortcut = shortcut,
          .quantiles = "0.1,0.5,0.75,0.9",
          .warm_up = 3};
}

TEST(ForecasterWithQuantiles, HasTheGradientsOfAllItsParameters) {
  for (const model::ForecasterKind kind : {model::ForecasterKind::tdnn, model::ForecasterKind::gru}) {
    for (const bool shortcut : {true, false}) {
      const auto forecaster = drawn(with_quantiles(kind, shortcut));
      const Tensor x = random_tensor({12, model::regressor_count(forecaster->options())}, 3);
      check_parameter_gradients(*forecaster, [&](Tape& tape) {
        const model::Forecaster::Output output = forecaster->forward(tape, tape.constant(x), 1);
        return ops::add(tape, weighted_sum(tape, output.values), weighted_sum(tape, output.quantiles));
      });
    }
  }
}

TEST(ForecasterWithQuantiles, TellsThemInAscendingOrderWithTheForecastAsMedian) {
  const auto forecaster = drawn(with_quantiles(model::ForecasterKind::narx, true));
  const model::SeriesValues series = random_series(forecaster->options(), 60, 2);
  const std::size_t origin = 20;
  for (const model::SteppedValues& made : {model::one_step(*forecaster, series, 20, 60),
                                           model::roll_out(*forecaster, series, std::span(&origin, 1), 40)}) {
    ASSERT_EQ(made.quantiles.size(), 4 * made.values.size());
    for (std::size_t i = 0; i < made.values.size(); ++i) {
      EXPECT_EQ(made.quantiles[4 * i + 1], made.values[i]);
      EXPECT_TRUE(std::is_sorted(made.quantiles.begin() + static_cast<std::ptrdiff_t>(4 * i),
                                 made.quantiles.begin() + static_cast<std::ptrdiff_t>(4 * i + 4)));
    }
  }
}

TEST(ForecasterWithQuantiles, AllBeginAsTheLinearModel) {
  const auto forecaster = drawn(with_quantiles(model::ForecasterKind::narx, true));
  std::vector<double> weight(10);
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = 0.1 * static_cast<double>(i);
  forecaster->begin_as(weight, std::vector<double>{0.5, -0.5});
  const model::SteppedValues made = model::one_step(*forecaster, random_series(forecaster->options(), 30, 2), 10, 30);
  for (std::size_t i = 0; i < made.quantiles.size(); ++i) EXPECT_EQ(made.quantiles[i], made.values[i / 4]);
}

TEST(ForecasterWithLimits, NoForecastPassesThem) {
  model::ForecasterOptions options = with_quantiles(model::ForecasterKind::gru, true);
  const double infinite = std::numeric_limits<double>::infinity();
  options.limits = {{.lower = -0.1, .upper = infinite}, {.lower = -infinite, .upper = 0.05}};
  const auto forecaster = drawn(options);
  const model::SeriesValues series = random_series(options, 60, 2);
  const std::size_t origin = 20;
  for (const model::SteppedValues& made : {model::one_step(*forecaster, series, 20, 60),
                                           model::roll_out(*forecaster, series, std::span(&origin, 1), 40)}) {
    std::size_t at_limit = 0;
    for (std::size_t i = 0; i < made.quantiles.size(); ++i) {
      const bool is_first = i / 4 % 2 == 0;
      EXPECT_TRUE(is_first ? made.quantiles[i] >= Scalar(-0.1) : made.quantiles[i] <= Scalar(0.05)) << i;
      at_limit += made.quantiles[i] == (is_first ? Scalar(-0.1) : Scalar(0.05)) ? 1 : 0;
    }
    EXPECT_GT(at_limit, 10U);
  }
}

TEST(ForecasterOptions, QuantilesAreAListWithTheMedian) {
  model::ForecasterOptions options{.quantiles = "0.05,0.5,0.95"};
  EXPECT_EQ(model::quantiles_of(options), (std::vector<double>{0.05, 0.5, 0.95}));
  EXPECT_EQ(model::median_of(model::quantiles_of(options)), 1U);
  for (const char* wrong :
       {"0.5", "0.1,0.9", "0.9,0.5", "0,0.5", "0.5,1", "0.5,0.5", "0.1,0.5,", "a", "0.1;0.5", "nan"}) {
    options.quantiles = wrong;
    EXPECT_TRUE(contains(message_of<UsageError>([&] { check(options); }), "0.5 among them")) << wrong;
  }
  options = {.kind = model::ForecasterKind::linear, .quantiles = "0.1,0.5"};
  EXPECT_TRUE(contains(message_of<UsageError>([&] { check(options); }), "what networks learn"));
}

TEST(ForecasterOptions, ThatCannotBeAreRefused) {
  model::ForecasterOptions fine;
  fine.inputs = 1;
  fine.input_delays = "0";
  check(fine);
  const auto fault = [&fine](const auto& change) {
    model::ForecasterOptions options = fine;
    change(options);
    return message_of<UsageError>([&] { check(options); });
  };
  EXPECT_TRUE(contains(fault([](auto& o) { o.delays = o.input_delays = "none"; }), "something to read"));
  EXPECT_TRUE(contains(fault([](auto& o) { o.inputs = 0; }), "there are no inputs"));
  EXPECT_TRUE(contains(fault([](auto& o) { o.input_delays = "none"; }), "there are inputs"));
  EXPECT_TRUE(contains(fault([](auto& o) { o.delays = "0..3"; }), "delays: found 0"));
  EXPECT_TRUE(contains(fault([](auto& o) {
                         o.kind = model::ForecasterKind::tdnn;
                         o.layers = 90;
                         o.dilation = 16;
                       }),
                       "reach back"));
  EXPECT_NE(fault([](auto& o) { o.hidden_size = 0; }), "");
}

}  // namespace
}  // namespace elman::test
