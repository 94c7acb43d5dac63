// A module beside PyTorch's.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "elman/nn/module.h"
#include "tests/support/reference.h"

namespace elman::test {

// A module with the weights of a case, on a tape with its inputs.
class Comparison {
 public:
  Comparison(const ReferenceCase& reference, nn::Module& module)
      : loss(tape, reference), case_(reference), module_(module) {
    for (const NamedParameter& named : module.parameters()) {
      Parameter parameter = named.parameter;
      parameter.mutable_value().copy_from(reference.tensor(named.name));
    }
  }

  // None where the case has none.
  Variable input(const std::string& name) {
    if (!case_.has(name)) return {};
    inputs_.emplace_back(name, tape.variable(case_.tensor(name)));
    return inputs_.back().second;
  }

  // After all outputs have been added to the loss.
  void expect_gradients() {
    loss.backward();
    for (const auto& [name, variable] : inputs_) {
      expect_near(variable.grad(), case_.tensor("d_" + name), "gradient of " + name);
    }
    for (const NamedParameter& named : module_.parameters()) {
      expect_near(named.parameter.grad(), case_.tensor("d_" + named.name), "gradient of " + named.name);
    }
  }

  Tape tape{{.threads = 2}};
  ReferenceLoss loss;

 private:
  const ReferenceCase& case_;
  nn::Module& module_;
  std::vector<std::pair<std::string, Variable>> inputs_;
};

}  // namespace elman::test
