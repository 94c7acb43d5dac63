// Lesson 1: a simple recurrent network (Elman 1990), small enough to be followed with a finger.
#include "lessons/small_network.h"

namespace elman::lessons {

// h(t) = W x(t) + U h(t-1), y(t) = V h(t), with a state of zeros before the first step.
Walk walk_srn(const std::vector<Tensor>& inputs, const SmallWeights& weights) {
  Tape tape({.record = false});
  Walk walk;
  Tensor state({1, 2});
  for (const Tensor& x : inputs) {
    const Variable from_input = ops::linear(tape, tape.constant(x), tape.constant(weights.w));
    const Variable from_state = ops::linear(tape, tape.constant(state), tape.constant(weights.u));
    const Variable h = ops::add(tape, from_input, from_state);
    const Variable y = ops::linear(tape, h, tape.constant(weights.v));
    walk.push_back({x, state, h.value().clone(), y.value().clone()});
    state = walk.back().h;
    tape.reset();
  }
  return walk;
}

Document srn(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const Walk walk = walk_srn(small_inputs(options), weights);
  const int digits = 4;  // of numbers that are not whole

  Page page("srn", srn_texts, options.language);
  page.paragraph("what");
  page.paragraph("small");
  page.figure({"x(t) ---W---> h(t) ---V---> y(t)", "              ^  |", "              |  |", "              +U-+"});
  page.paragraph("names");
  for (std::size_t t = 0; t < walk.size(); ++t) explain(page, t + 1, walk[t], weights, "", digits);
  page.heading("together");
  tabulate(page, walk, 0);
  compare_first_steps(page, walk, digits);
  if (options.recurrent_weight == 1) page.paragraph("growing");
  page.attempt("srn --recurrent-weight 0", "try-forgetting");
  page.attempt("srn --inputs '2 2, 1 1, 1 1'", "try-order");
  return page.finish();
}

}  // namespace elman::lessons
