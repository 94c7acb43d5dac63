#include "elman/optim/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/optim/adam.h"
#include "elman/optim/sgd.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

std::vector<NamedParameter> two_parameters() {
  return {{"large", Parameter(random_tensor({70, 83}, 1))}, {"small", Parameter(random_tensor({3}, 2))}};
}

void set_gradients(std::vector<NamedParameter>& parameters, std::uint64_t seed) {
  for (NamedParameter& named : parameters) {
    named.parameter.grad().copy_from(random_tensor(named.parameter.shape(), seed++));
  }
}

std::vector<Scalar> values(const std::vector<NamedParameter>& parameters) {
  std::vector<Scalar> all;
  for (const NamedParameter& named : parameters) {
    all.insert(all.end(), named.parameter.value().span().begin(), named.parameter.value().span().end());
  }
  return all;
}

std::unique_ptr<optim::Optimizer> make(int kind, std::vector<NamedParameter> parameters) {
  if (kind == 0) return std::make_unique<optim::SGD>(std::move(parameters), optim::SGDOptions{.momentum = 0.9});
  if (kind == 1) return std::make_unique<optim::Adam>(std::move(parameters));
  return std::make_unique<optim::AdamW>(std::move(parameters));
}

TEST(Optimizer, ThreadsDoNotChangeABit) {
  for (int kind = 0; kind < 3; ++kind) {
    std::vector<Scalar> alone;
    for (int threads = 0; threads <= 3; ++threads) {  // 0: without a pool
      std::vector<NamedParameter> parameters = two_parameters();
      const auto optimizer = make(kind, parameters);
      system::ThreadPool pool(std::max(threads, 1));
      for (std::uint64_t step = 0; step < 3; ++step) {
        set_gradients(parameters, 10 * step);
        optimizer->step(threads == 0 ? nullptr : &pool);
      }
      if (threads == 0) alone = values(parameters);
      EXPECT_EQ(values(parameters), alone) << "optimizer " << kind << ", " << threads << " threads";
    }
  }
}

TEST(Optimizer, ContinuesBitForBitFromItsState) {
  for (int kind = 0; kind < 3; ++kind) {
    SCOPED_TRACE(kind);
    std::vector<NamedParameter> whole = two_parameters();
    const auto uninterrupted = make(kind, whole);
    std::vector<NamedParameter> parts;
    optim::OptimizerState saved;
    for (std::uint64_t step = 0; step < 6; ++step) {
      if (step == 3) {
        for (const NamedParameter& p : whole) parts.push_back({p.name, Parameter(p.parameter.value().clone())});
        saved = uninterrupted->state();
        for (optim::StateTensor& s : saved.tensors) s.tensor = s.tensor.clone();  // as a file would
      }
      set_gradients(whole, 10 * step);
      uninterrupted->step();
    }
    const auto resumed = make(kind, parts);
    resumed->restore(saved);
    EXPECT_EQ(resumed->step_count(), 3);
    for (std::uint64_t step = 3; step < 6; ++step) {
      set_gradients(parts, 10 * step);
      resumed->step();
    }
    EXPECT_EQ(values(parts), values(whole));
  }
}

TEST(Optimizer, NamesItsStateAsPyTorchDoes) {
  const optim::Adam adam(two_parameters());
  std::vector<std::string> names;
  for (const optim::StateTensor& tensor : adam.state().tensors) names.push_back(tensor.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"exp_avg.large", "exp_avg.small", "exp_avg_sq.large", "exp_avg_sq.small"}));
}

TEST(Optimizer, RefusesAStateOfAnotherModelAndStaysAsItWas) {
  std::vector<NamedParameter> parameters = two_parameters();
  optim::Adam adam(parameters);
  set_gradients(parameters, 1);
  adam.step();
  const Scalar before = adam.state().tensors[0].tensor[0];
  optim::OptimizerState missing = adam.state();
  missing.tensors.pop_back();
  EXPECT_THROW(adam.restore(missing), UsageError);
  optim::OptimizerState unknown = adam.state();
  unknown.tensors.push_back({"exp_avg.other", Tensor({1})});
  EXPECT_THROW(adam.restore(unknown), UsageError);
  optim::OptimizerState reshaped = adam.state();
  reshaped.tensors[0].tensor = Tensor({70, 83});
  reshaped.tensors[1].tensor = Tensor({4});
  EXPECT_THROW(adam.restore(reshaped), UsageError);
  EXPECT_EQ(adam.state().tensors[0].tensor[0], before);
  EXPECT_EQ(adam.step_count(), 1);
}

TEST(Optimizer, UpdatesATiedParameterOnce) {
  const Parameter shared(Tensor({1}, {1}));
  optim::SGD sgd({{"embedding", shared}, {"output", shared}}, {.learning_rate = 0.5});
  ASSERT_EQ(sgd.parameters().size(), 1U);
  Parameter handle = shared;
  handle.grad()[0] = 1;
  sgd.step();
  EXPECT_EQ(shared.value()[0], Scalar(0.5));
}

TEST(Optimizer, ScalesGradients) {
  for (int kind = 0; kind < 3; ++kind) {
    std::vector<NamedParameter> scaled = two_parameters();
    std::vector<NamedParameter> halved = two_parameters();
    const auto a = make(kind, scaled);
    const auto b = make(kind, halved);
    for (std::uint64_t step = 0; step < 2; ++step) {
      set_gradients(scaled, step);
      set_gradients(halved, step);
      for (NamedParameter& p : halved) {
        for (Scalar& g : p.parameter.grad().span()) g /= 2;
      }
      a->step(nullptr, 0.5);
      b->step();
    }
    EXPECT_EQ(values(scaled), values(halved)) << "optimizer " << kind;
  }
}

// Kernels read packed copies of weights.
TEST(Optimizer, AfterAStepOpsSeeTheNewWeights) {
  Parameter weight(Tensor({1, 1}, {1}));
  Tape tape;
  const Tensor x({1, 1}, {1});
  EXPECT_EQ(ops::linear(tape, tape.constant(x), weight).value().item(), 1);
  optim::SGD sgd({{"weight", weight}}, {.learning_rate = 1});
  weight.grad()[0] = 3;
  sgd.step();
  tape.reset();
  EXPECT_EQ(ops::linear(tape, tape.constant(x), weight).value().item(), -2);
}

TEST(Optimizer, AdamsFirstStepIsTheLearningRateWhateverTheGradient) {
  std::vector<NamedParameter> parameters{{"w", Parameter(Tensor({3}))}};
  optim::Adam adam(parameters, {.learning_rate = 0.25});
  parameters[0].parameter.grad().copy_from(Tensor({3}, {1000, -0.01F, 0}));
  adam.step();
  const Tensor& w = parameters[0].parameter.value();
  EXPECT_NEAR(w[0], -0.25, 1e-6);
  EXPECT_NEAR(w[1], 0.25, 1e-6);
  EXPECT_EQ(w[2], 0);
}

TEST(Optimizer, ZeroGradClearsGradients) {
  std::vector<NamedParameter> parameters = two_parameters();
  optim::SGD sgd(parameters);
  set_gradients(parameters, 1);
  sgd.zero_grad();
  for (const NamedParameter& p : parameters) {
    for (const Scalar g : p.parameter.grad().span()) EXPECT_EQ(g, 0);
  }
}

TEST(Optimizer, RefusesWhatCannotBe) {
  EXPECT_THROW(optim::Adam(two_parameters(), {.beta1 = 1}), UsageError);
  EXPECT_THROW(optim::Adam(two_parameters(), {.beta2 = -0.1}), UsageError);
  EXPECT_THROW(optim::AdamW(two_parameters(), {.epsilon = -1}), UsageError);
  EXPECT_THROW(optim::SGD(two_parameters(), {.learning_rate = -1}), UsageError);
  EXPECT_THROW(optim::SGD(two_parameters(), {.momentum = -1}), UsageError);
  EXPECT_THROW(optim::SGD(two_parameters(), {.nesterov = true}), UsageError);
  EXPECT_THROW(optim::SGD({{"nothing", Parameter()}}), UsageError);
  optim::SGD sgd(two_parameters());
  EXPECT_THROW(sgd.set_learning_rate(std::numeric_limits<double>::quiet_NaN()), UsageError);
}

}  // namespace
}  // namespace elman::test
