// Lesson 1: a simple recurrent network (Elman 1990), small enough to be followed with a finger.
#include <cmath>

#include "lessons/small_network.h"

namespace elman::lessons {

namespace {

struct Step {
  Variable sum;
  Variable h;
  Variable y;
};

Variable squashed(Tape& tape, Variable sum, Squashing f) {
  return f == Squashing::tanh ? ops::tanh(tape, sum) : f == Squashing::relu ? ops::relu(tape, sum) : sum;
}

// h(t) = f(W x(t) + U h(t-1) + b), y(t) = V h(t). Without a function f, h is the sum itself.
Step step_of(Tape& tape, Variable x, Variable state, const SmallWeights& weights) {
  const Variable from_input = ops::linear(tape, x, tape.constant(weights.w));
  const Variable from_state = ops::linear(tape, state, tape.constant(weights.u), tape.constant(weights.b));
  const Variable sum = ops::add(tape, from_input, from_state);
  const Variable h = squashed(tape, sum, weights.f);
  return {sum, h, ops::linear(tape, h, tape.constant(weights.v))};
}

}  // namespace

Walk walk_srn(const std::vector<Tensor>& inputs, const SmallWeights& weights, const Tensor& start) {
  Tape tape({.record = false});
  Walk walk;
  Tensor state = start;
  for (const Tensor& x : inputs) {
    const Step step = step_of(tape, tape.constant(x), tape.constant(state), weights);
    walk.push_back({x, state, step.sum.value().clone(), step.h.value().clone(), step.y.value().clone()});
    state = walk.back().h;
    tape.reset();
  }
  return walk;
}

std::vector<double> influences(const std::vector<Tensor>& inputs, const SmallWeights& weights, const Tensor& start) {
  Tape tape;
  std::vector<Variable> read;
  Step step{{}, tape.constant(start), {}};
  for (const Tensor& x : inputs) {
    read.push_back(tape.variable(x));
    step = step_of(tape, read.back(), step.h, weights);
  }
  tape.backward(step.y, Tensor({1, 2}, {1, 0}));
  std::vector<double> sizes;
  for (const Variable x : read) {
    sizes.push_back(
        x.has_grad() ? std::abs(static_cast<double>(x.grad()[0])) + std::abs(static_cast<double>(x.grad()[1])) : 0);
  }
  return sizes;
}

Document srn(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const std::vector<Tensor> inputs = small_inputs(options);
  const Tensor zeros({1, 2});
  const Walk walk = walk_srn(inputs, weights, zeros);
  const int digits = 4;  // of numbers that are not whole

  Page page("srn", srn_texts, options.language, small_network_texts);
  page.paragraph("what");
  page.paragraph("small");
  page.figure({"x(t) ---W---> h(t) ---V---> y(t)", "              ^  |", "              |  |", "              +U-+"});
  page.paragraph("names");
  show_weights(page, weights);
  page.paragraph(weights.f == Squashing::none ? "no-function" : "function", {{"f", function_name(weights.f)}});
  for (std::size_t t = 0; t < walk.size(); ++t) explain(page, t + 1, walk[t], weights, digits);
  page.heading("together");
  page.draw(Unrolled{
      "unrolled", page.text("unrolled"), {{"x1", "x2"}, {"h1", "h2"}, {"y1", "y2"}}, 1, static_cast<int>(walk.size())});
  tabulate(page, walk, 0);
  judge_memory(page, walk, influences(inputs, weights, zeros), digits);
  std::vector<Condition> doubles{is({"steps", 0, 3}, Relation::less, Place{"steps", walk.size() - 1, 3})};
  for (std::size_t t = 0; t < walk.size(); ++t) {
    doubles.push_back(is({"steps", t, 3}, Relation::equal, Place{"steps", t, 4}));
  }
  for (const std::size_t row : {0, 1}) {
    for (const std::size_t column : {3, 4}) doubles.push_back(is({"weights", row, column}, Relation::equal, 1));
  }
  if (weights.f == Squashing::none) page.claim({{"claim:growing", doubles}});
  page.attempt("srn --recurrent-weight 0", "try-forgetting");
  page.attempt("srn --inputs '2 2, 1 1, 1 1'", "try-order");
  page.attempt("srn --weights U1=0,U4=0,w8=-1", "try-weights");
  return page.finish();
}

}  // namespace elman::lessons
