#include "tests/support/reference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "elman/optim/schedule.h"
#include "elman/optim/sgd.h"

namespace elman::test {
namespace {

using Make = std::unique_ptr<optim::Optimizer> (*)(const ReferenceCase&, std::vector<NamedParameter>);

void compare_steps(const char* kind, Make make) {
  for (const ReferenceCase& c : reference_cases("optim", kind)) {
    SCOPED_TRACE(c.name);
    std::vector<NamedParameter> parameters{{"a", Parameter(c.tensor("start0"))}, {"b", Parameter(c.tensor("start1"))}};
    const auto optimizer = make(c, parameters);
    for (int step = 0; step < c.get<int>("steps"); ++step) {
      if (step == 2) optimizer->set_learning_rate(c.get<double>("later_lr"));
      for (std::size_t i = 0; i < 2; ++i) {
        const std::string which = std::to_string(i) + "." + std::to_string(step);
        parameters[i].parameter.grad().copy_from(c.tensor("gradient" + which));
      }
      optimizer->step();
      for (std::size_t i = 0; i < 2; ++i) {
        const std::string which = std::to_string(i) + "." + std::to_string(step);
        expect_near(parameters[i].parameter.value(), c.tensor("value" + which), "value " + which);
      }
    }
  }
}

TEST(TorchReferenceOptim, SGDAgrees) {
  compare_steps("sgd", [](const ReferenceCase& c, std::vector<NamedParameter> parameters) {
    const optim::SGDOptions options{.learning_rate = c.get<double>("lr"),
                                    .momentum = c.get<double>("momentum"),
                                    .dampening = c.get<double>("dampening"),
                                    .weight_decay = c.get<double>("weight_decay"),
                                    .nesterov = c.get<bool>("nesterov")};
    return std::unique_ptr<optim::Optimizer>(std::make_unique<optim::SGD>(std::move(parameters), options));
  });
}

template <class Adam, class Options>
std::unique_ptr<optim::Optimizer> make_adam(const ReferenceCase& c, std::vector<NamedParameter> parameters) {
  const auto betas = c.get<std::vector<double>>("betas");
  const Options options{.learning_rate = c.get<double>("lr"),
                        .beta1 = betas[0],
                        .beta2 = betas[1],
                        .epsilon = c.get<double>("eps"),
                        .weight_decay = c.get<double>("weight_decay")};
  return std::make_unique<Adam>(std::move(parameters), options);
}

TEST(TorchReferenceOptim, AdamAgrees) { compare_steps("adam", make_adam<optim::Adam, optim::AdamOptions>); }

TEST(TorchReferenceOptim, AdamWAgrees) { compare_steps("adamw", make_adam<optim::AdamW, optim::AdamWOptions>); }

TEST(TorchReferenceOptim, ClippingAgrees) {
  for (const ReferenceCase& c : reference_cases("optim", "clip")) {
    SCOPED_TRACE(c.name);
    std::vector<NamedParameter> parameters;
    for (int i = 0; i < 3; ++i) {
      const Tensor gradient = c.tensor("gradient" + std::to_string(i));
      Parameter parameter{Tensor(gradient.shape())};
      parameter.grad().copy_from(gradient);
      parameters.push_back({std::to_string(i), parameter});
    }
    const double norm = optim::clip_gradient_norm(parameters, c.get<double>("max_norm"));
    EXPECT_NEAR(norm, c.get<double>("norm"), norm * (sizeof(Scalar) == 8 ? 1e-14 : 1e-6));
    for (int i = 0; i < 3; ++i) {
      expect_near(parameters[static_cast<std::size_t>(i)].parameter.grad(), c.tensor("clipped" + std::to_string(i)),
                  "gradient " + std::to_string(i));
    }
  }
}

TEST(TorchReferenceOptim, PlateauAgrees) {
  for (const ReferenceCase& c : reference_cases("optim", "plateau")) {
    SCOPED_TRACE(c.name);
    optim::PlateauSchedule schedule({
        .learning_rate = c.get<double>("lr"),
        .mode = c.get<std::string>("mode") == "min" ? optim::PlateauMode::min : optim::PlateauMode::max,
        .factor = c.get<double>("factor"),
        .patience = c.get<int>("patience"),
        .threshold = c.get<double>("threshold"),
        .threshold_mode = c.get<std::string>("threshold_mode") == "rel" ? optim::PlateauThreshold::relative
                                                                        : optim::PlateauThreshold::absolute,
        .cooldown = c.get<int>("cooldown"),
        .minimum = c.get<double>("min_lr"),
        .smallest_change = c.get<double>("eps"),
    });
    const auto scores = c.get<std::vector<double>>("scores");
    const auto rates = c.get<std::vector<double>>("rates");
    for (std::size_t epoch = 0; epoch < scores.size(); ++epoch) {
      schedule.report(scores[epoch]);
      EXPECT_DOUBLE_EQ(schedule.learning_rate(1), rates[epoch]) << "after epoch " << epoch;
    }
  }
}

TEST(TorchReferenceOptim, InverseSqrtAgrees) {
  for (const ReferenceCase& c : reference_cases("optim", "inverse_sqrt")) {
    SCOPED_TRACE(c.name);
    const auto warmup = c.get<std::int64_t>("warmup");
    const double peak = 1 / std::sqrt(c.get<double>("size") * static_cast<double>(warmup));
    const optim::InverseSqrtSchedule schedule({.peak_learning_rate = peak, .warmup_steps = warmup});
    const auto rates = c.get<std::vector<double>>("rates");
    for (std::size_t i = 0; i < rates.size(); ++i) {
      EXPECT_NEAR(schedule.learning_rate(static_cast<std::int64_t>(i) + 1), rates[i], 1e-15);
    }
  }
}

}  // namespace
}  // namespace elman::test
