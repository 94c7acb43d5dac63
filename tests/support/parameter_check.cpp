#include "tests/support/parameter_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace elman::test {

void check_parameter_gradients(nn::Module& module, const std::function<Variable(Tape& tape)>& loss, int threads) {
  if (sizeof(Scalar) != 8) return;
  Tape tape({.threads = threads, .training = true, .seed = 7});
  module.zero_grad();
  tape.backward(loss(tape));
  Tape inference({.record = false, .training = true, .seed = 7});
  const auto value = [&] {
    inference.reset();
    return static_cast<double>(loss(inference).value().item());
  };
  constexpr double step = 1e-4;
  for (const NamedParameter& named : module.parameters()) {
    Parameter parameter = named.parameter;
    for (std::int64_t i = 0; i < parameter.value().size(); ++i) {
      const Scalar center = parameter.value()[i];
      const auto at = [&](double offset) {
        parameter.mutable_value()[i] = static_cast<Scalar>(center + offset);
        return value();
      };
      const double near = (at(step) - at(-step)) / (2 * step);
      const double far = (at(2 * step) - at(-2 * step)) / (4 * step);
      parameter.mutable_value()[i] = center;
      const double expected = (4 * near - far) / 3;
      const double found = static_cast<double>(parameter.grad()[i]);
      const double tolerance = 1e-10 + 1e-6 * std::max(std::abs(expected), std::abs(found));
      ASSERT_NEAR(found, expected, tolerance) << named.name << ", element " << i;
    }
  }
}

}  // namespace elman::test
