#include "lessons/hello_cell.h"

#include <algorithm>
#include <span>

#include "lessons/hello_start.h"

namespace elman::lessons {

std::int32_t number_of_hello_letter(char letter) { return static_cast<std::int32_t>(hello_letters.find(letter)); }

std::vector<HelloEpoch> learn_hello(const nn::RNNCell& cell, int epochs) {
  optim::Adam adam(cell.parameters(), {.learning_rate = 0.1});
  Tape tape;
  std::vector<HelloEpoch> history;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    tape.reset();
    HelloEpoch& now = history.emplace_back();
    Variable h;  // none: zeros
    Variable loss;
    for (std::size_t t = 0; t < hello_source.size(); ++t) {
      Tensor one_hot({1, hello_letter_count});
      one_hot[number_of_hello_letter(hello_source[t])] = 1;
      h = cell.forward(tape, tape.constant(one_hot), h);
      const std::int32_t wanted = number_of_hello_letter(hello_target[t]);
      const Variable cost = ops::cross_entropy(tape, h, {&wanted, 1});
      loss = loss ? ops::add(tape, loss, cost) : cost;
      const std::span<const Scalar> scores = h.value().span();
      now.predicted += hello_letters[static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin())];
      now.states.push_back(h.value().clone());
    }
    now.loss = static_cast<double>(loss.value().item());
    adam.zero_grad();
    tape.backward(loss);
    adam.step();
  }
  return history;
}

std::vector<HelloEpoch> learn_hello(int seed, int epochs) {
  Random random(static_cast<std::uint64_t>(seed));
  const nn::RNNCell cell({.input_size = hello_letter_count, .hidden_size = hello_letter_count}, random);
  return learn_hello(cell, epochs);
}

void start_as_pytorch(nn::RNNCell& cell) {
  const auto set = [&](const char* name, std::span<const double> values) {
    std::ranges::transform(values, cell.parameter(name).mutable_value().data(),
                           [](double value) { return static_cast<Scalar>(value); });
  };
  set("weight_ih", hello_start::weight_ih);
  set("weight_hh", hello_start::weight_hh);
  set("bias_ih", hello_start::bias_ih);
  set("bias_hh", hello_start::bias_hh);
}

}  // namespace elman::lessons
