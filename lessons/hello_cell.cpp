#include "lessons/hello_cell.h"

#include <algorithm>
#include <set>
#include <span>

#include "lessons/hello_start.h"
#include "lessons/word_network.h"

namespace elman::lessons {

HelloTask hello_task(const LessonOptions& options) {
  check_word(options, "word", options.word);
  check_word(options, "target", options.target);
  if (options.target.size() != options.word.size()) refuse_word(options, "target", options.target);
  HelloTask task{options.word, options.target, ""};
  const std::string both = task.source + task.target;
  const std::set<char> different(both.begin(), both.end());
  task.letters.assign(different.begin(), different.end());
  return task;
}

Tensor one_hot(const HelloTask& task, char letter) {
  Tensor row({1, task.letter_count()});
  row[task.number_of(letter)] = 1;
  return row;
}

HelloNetwork::HelloNetwork(const HelloTask& task, int hidden_size, std::uint64_t seed)
    : random_(seed),
      cell_({.input_size = task.letter_count(), .hidden_size = hidden_size == 0 ? task.letter_count() : hidden_size},
            random_) {
  add_module("cell", cell_);
  if (hidden_size > 0) add_module("output", output_.emplace(hidden_size, task.letter_count(), true, random_));
}

void HelloNetwork::start_as_pytorch() {
  const auto set = [&](const char* name, std::span<const double> values) {
    std::ranges::transform(values, cell_.parameter(name).mutable_value().data(),
                           [](double value) { return static_cast<Scalar>(value); });
  };
  set("weight_ih", hello_start::weight_ih);
  set("weight_hh", hello_start::weight_hh);
  set("bias_ih", hello_start::bias_ih);
  set("bias_hh", hello_start::bias_hh);
}

std::vector<HelloEpoch> learn_hello(const HelloNetwork& network, const HelloTask& task, int epochs,
                                    double learning_rate) {
  optim::Adam adam(network.parameters(), {.learning_rate = learning_rate});
  Tape tape;
  std::vector<HelloEpoch> history;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    tape.reset();
    HelloEpoch& now = history.emplace_back();
    Variable h;  // none: zeros
    Variable loss;
    for (std::size_t t = 0; t < task.source.size(); ++t) {
      h = network.step(tape, tape.constant(one_hot(task, task.source[t])), h);
      const Variable scores = network.scores(tape, h);
      const std::int32_t wanted = task.number_of(task.target[t]);
      const Variable cost = ops::cross_entropy(tape, scores, {&wanted, 1});
      loss = loss ? ops::add(tape, loss, cost) : cost;
      const std::span<const Scalar> all = scores.value().span();
      now.predicted += task.letters[static_cast<std::size_t>(std::ranges::max_element(all) - all.begin())];
      now.states.push_back(h.value().clone());
      now.scores.push_back(scores.value().clone());
    }
    now.loss = static_cast<double>(loss.value().item());
    adam.zero_grad();
    tape.backward(loss);
    adam.step();
  }
  return history;
}

}  // namespace elman::lessons
