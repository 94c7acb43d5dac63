#include "tests/support/gradient_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "elman/autograd/ops.h"
#include "elman/random.h"

namespace elman::test {

namespace {

constexpr bool is_double = std::is_same_v<Scalar, double>;
constexpr double step_size = is_double ? 1e-4 : 2e-2;
constexpr double relative_tolerance = is_double ? 1e-6 : 2e-2;
// If a gradient is near zero, a difference is mostly rounding error of the loss.
constexpr double absolute_tolerance = is_double ? 1e-10 : 5e-3;

// One loss, again and again on one tape.
class Evaluation {
 public:
  Evaluation(const LossFunction& loss, const GradientCheckOptions& options, bool record)
      : loss_(loss), tape_({.threads = options.threads, .record = record, .training = options.training, .seed = 7}) {}

  double loss(const std::vector<Tensor>& inputs) {
    return static_cast<double>(forward(inputs, inputs.size()).value().item());
  }

  // Input number `fixed` is a constant; its gradient is not defined.
  std::vector<Tensor> gradients(const std::vector<Tensor>& inputs, std::size_t fixed, double& loss) {
    const Variable result = forward(inputs, fixed);
    loss = static_cast<double>(result.value().item());
    tape_.backward(result);
    std::vector<Tensor> all;
    for (const Variable input : variables_) all.push_back(input.has_grad() ? input.grad().clone() : Tensor());
    return all;
  }

  void accumulate(std::vector<Parameter>& parameters) {
    tape_.reset();
    variables_.assign(parameters.begin(), parameters.end());
    tape_.backward(loss_(tape_, variables_));
  }

 private:
  Variable forward(const std::vector<Tensor>& inputs, std::size_t fixed) {
    tape_.reset();
    variables_.clear();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      variables_.push_back(i == fixed ? tape_.constant(inputs[i]) : tape_.variable(inputs[i]));
    }
    return loss_(tape_, variables_);
  }

  const LossFunction& loss_;
  Tape tape_;
  std::vector<Variable> variables_;
};

double slope(Evaluation& evaluation, const std::vector<Tensor>& inputs, Scalar& element) {
  const Scalar center = element;
  const auto at = [&](double offset) {
    element = static_cast<Scalar>(center + offset);
    return evaluation.loss(inputs);
  };
  // In float the points are not quite at the intended distance, so the distance is measured.
  const auto secant = [&](double offset) {
    const double above = at(offset);
    const Scalar upper = element;
    const double below = at(-offset);
    return (above - below) / (static_cast<double>(upper) - static_cast<double>(element));
  };
  const double result = (4 * secant(step_size) - secant(2 * step_size)) / 3;
  element = center;
  return result;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() && std::ranges::equal(a.span(), b.span());
}

void expect_slopes(const LossFunction& loss, const std::vector<Tensor>& inputs, const std::vector<Tensor>& gradients,
                   const GradientCheckOptions& options) {
  Evaluation evaluation(loss, options, false);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!gradients[i].defined()) continue;
    Tensor input = inputs[i];  // shares the storage that the evaluation reads
    for (std::int64_t j = 0; j < input.size(); ++j) {
      const double expected = slope(evaluation, inputs, input[j]);
      const double found = static_cast<double>(gradients[i][j]);
      const double tolerance = absolute_tolerance + relative_tolerance * std::max(std::abs(expected), std::abs(found));
      ASSERT_NEAR(found, expected, tolerance) << "input " << i << ", element " << j;
    }
  }
}

// Gradients that other inputs' wishes do not change.
void expect_the_same_with_constants(Evaluation& evaluation, const std::vector<Tensor>& inputs,
                                    const std::vector<Tensor>& gradients) {
  if (inputs.size() < 2) return;
  for (std::size_t fixed = 0; fixed < inputs.size(); ++fixed) {
    double loss = 0;
    const std::vector<Tensor> others = evaluation.gradients(inputs, fixed, loss);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (i == fixed) {
        EXPECT_FALSE(others[i].defined()) << "constant input " << i << " has a gradient";
      } else {
        EXPECT_TRUE(same_bits(others[i], gradients[i])) << "input " << i << " when input " << fixed << " is constant";
      }
    }
  }
}

void expect_the_same_as_parameters(Evaluation& evaluation, const std::vector<Tensor>& inputs,
                                   const std::vector<Tensor>& gradients) {
  std::vector<Parameter> parameters;
  parameters.reserve(inputs.size());
  for (const Tensor& input : inputs) parameters.emplace_back(input.clone());
  evaluation.accumulate(parameters);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!gradients[i].defined()) continue;
    EXPECT_TRUE(same_bits(parameters[i].grad(), gradients[i])) << "parameter " << i;
  }
  evaluation.accumulate(parameters);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (std::int64_t j = 0; j < gradients[i].size(); ++j) {
      const double twice = 2 * static_cast<double>(gradients[i][j]);
      const double tolerance = (is_double ? 1e-12 : 1e-4) * std::max(1.0, std::abs(twice));
      ASSERT_NEAR(parameters[i].grad()[j], twice, tolerance) << "parameter " << i << " after two steps, element " << j;
    }
  }
}

}  // namespace

void check_gradients(const LossFunction& loss, const std::vector<Tensor>& inputs, const GradientCheckOptions& options) {
  std::vector<Tensor> own;
  own.reserve(inputs.size());
  for (const Tensor& input : inputs) own.push_back(input.clone());
  Evaluation evaluation(loss, options, true);
  double value = 0;
  const std::vector<Tensor> gradients = evaluation.gradients(own, own.size(), value);
  EXPECT_TRUE(std::isfinite(value));
  EXPECT_TRUE(std::ranges::any_of(gradients, [](const Tensor& g) { return g.defined(); })) << "no gradient at all";
  Evaluation inference(loss, options, false);
  EXPECT_EQ(inference.loss(own), value) << "the loss is another one without recording";
  if (is_double || options.smooth) expect_slopes(loss, own, gradients, options);
  expect_the_same_with_constants(evaluation, own, gradients);
  expect_the_same_as_parameters(evaluation, own, gradients);
}

Tensor random_tensor(const Shape& shape, std::uint64_t seed, Scalar low, Scalar high) {
  Random random(seed, 77);
  Tensor tensor(shape);
  for (Scalar& value : tensor.span()) value = static_cast<Scalar>(random.uniform(low, high));
  return tensor;
}

Tensor random_tensor_without_zeros(const Shape& shape, std::uint64_t seed) {
  Tensor tensor = random_tensor(shape, seed);
  for (Scalar& value : tensor.span()) value += value < 0 ? Scalar(-0.1) : Scalar(0.1);
  return tensor;
}

Variable weighted_sum(Tape& tape, Variable y, std::uint64_t seed) {
  const Variable weights = tape.constant(random_tensor(y.shape(), 1000 + seed));
  return ops::sum(tape, ops::multiply(tape, y, weights));
}

Variable add_all(Tape& tape, std::initializer_list<Variable> terms) {
  Variable total;
  for (const Variable term : terms) total = total ? ops::add(tape, total, term) : term;
  return total;
}

}  // namespace elman::test
