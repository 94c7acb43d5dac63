// Lesson 2: the network of lesson 1 with a tanh on its hidden layer.
#include <cmath>

#include "lessons/small_network.h"

namespace elman::lessons {

// h(t) = tanh(W x(t) + U h(t-1)), y(t) = V h(t).
Walk walk_srn_tanh(const std::vector<Tensor>& inputs, const SmallWeights& weights, const Tensor& start) {
  Tape tape({.record = false});
  Walk walk;
  Tensor state = start;
  for (const Tensor& x : inputs) {
    const Variable from_input = ops::linear(tape, tape.constant(x), tape.constant(weights.w));
    const Variable from_state = ops::linear(tape, tape.constant(state), tape.constant(weights.u));
    const Variable h = ops::tanh(tape, ops::add(tape, from_input, from_state));
    const Variable y = ops::linear(tape, h, tape.constant(weights.v));
    walk.push_back({x, state, h.value().clone(), y.value().clone()});
    state = walk.back().h;
    tape.reset();
  }
  return walk;
}

static bool is_as_on_page(const LessonOptions& options) {
  return options.inputs == LessonOptions().inputs && options.recurrent_weight == 1;
}

Document srn_tanh(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const std::vector<Tensor> inputs = small_inputs(options);
  const Tensor start = options.carry_state ? walk_srn(inputs, weights).back().h : Tensor({1, 2});
  const Walk walk = walk_srn_tanh(inputs, weights, start);
  const int digits = options.carry_state ? 5 : 4;  // what is left of a large state shows late

  Page page("srn-tanh", srn_tanh_texts, options.language);
  page.paragraph("what");
  page.paragraph("formula");
  if (options.carry_state) page.paragraph("carried", {{"h", vector_text(start, digits)}});
  for (std::size_t t = 0; t < walk.size(); ++t) explain(page, t + 1, walk[t], weights, "tanh", digits);
  page.heading("together");
  tabulate(page, walk, digits);
  compare_first_steps(page, walk, digits);
  if (walk.size() > 1 && std::abs(walk[0].h[0]) > 0.9 && std::abs(walk[1].h[0]) > 0.9) page.paragraph("faint");
  page.paragraph("limit");
  if (options.carry_state) page.paragraph("forgets");
  if (!options.carry_state && is_as_on_page(options)) page.paragraph("page");
  page.attempt("srn-tanh --carry-state", "try-carry");
  page.attempt("srn-tanh --recurrent-weight -1", "try-negative");
  return page.finish();
}

}  // namespace elman::lessons
