// Lesson 3: the same once more through RNNCell and Linear, one step at a time.
#include "lessons/small_network.h"

namespace elman::lessons {

namespace {

// A cell and an output layer with the weights of lesson srn-tanh. Of the cell's two biases one has the bias, the other
// 0.
struct CellNetwork {
  CellNetwork(const SmallWeights& weights, nn::Nonlinearity f)
      : cell({.input_size = 2, .hidden_size = 2, .nonlinearity = f}, random), linear(2, 2, true, random) {
    cell.parameter("weight_ih").mutable_value().copy_from(weights.w);
    cell.parameter("weight_hh").mutable_value().copy_from(weights.u);
    cell.parameter("bias_ih").mutable_value().copy_from(weights.b);
    cell.parameter("bias_hh").mutable_value().fill(0);
    linear.parameter("weight").mutable_value().copy_from(weights.v);
    linear.parameter("bias").mutable_value().fill(0);
  }

  Random random{0};
  nn::RNNCell cell;
  nn::Linear linear;
};

// h[0] = tanh(what the input brings + bias + what the state brings + bias), as the cell's own documentation has it.
void explain_cell(Page& page, std::size_t step, const Moment& moment, const SmallWeights& weights, int digits) {
  page.step(
      static_cast<int>(step), "step",
      {{"t", std::to_string(step)}, {"x", vector_text(moment.x, digits)}, {"h", vector_text(moment.before, digits)}});
  Tape tape({.record = false});
  const Variable input = ops::linear(tape, tape.constant(moment.x), tape.constant(weights.w));
  const Variable state = ops::linear(tape, tape.constant(moment.before), tape.constant(weights.u));
  for (int i = 0; i < 2; ++i) {
    const std::string at = "[" + std::to_string(i) + "]";
    Formula formula{.name = "hidden" + at, .function = function_name(weights.f)};
    formula.terms = {{{"(W_ih x)" + at, brief(input.value()[i], digits)}},
                     {{"b_ih" + at, brief(weights.b[i], digits)}},
                     {{"(W_hh h)" + at, brief(state.value()[i], digits)}},
                     {{"b_hh" + at, Number{0}}}};
    formula.sum = brief(input.value()[i] + state.value()[i] + weights.b[i], digits);
    formula.result = brief(moment.h[i], digits);
    page.formula(formula);
  }
  for (int i = 0; i < 2; ++i) {
    const std::string at = "[" + std::to_string(i) + "]";
    Formula formula{.name = "output" + at};
    for (int j = 0; j < 2; ++j) {
      const std::string place = std::to_string(i) + "," + std::to_string(j);
      formula.terms.push_back({{"W[" + place + "]", brief(weights.v[2 * i + j], digits)},
                               {"hidden[" + std::to_string(j) + "]", brief(moment.h[j], digits)}});
    }
    formula.terms.push_back({{"b" + at, Number{0}}});
    formula.sum = formula.result = brief(moment.y[i], digits);
    page.formula(formula);
  }
}

}  // namespace

Walk walk_cell(const std::vector<Tensor>& inputs, const SmallWeights& weights, nn::Nonlinearity f) {
  const CellNetwork network(weights, f);
  Tape tape({.record = false});
  Walk walk;
  Tensor state({1, 2});
  for (const Tensor& x : inputs) {
    const Variable h = network.cell.forward(tape, tape.constant(x), tape.constant(state));
    const Variable y = network.linear.forward(tape, h);
    walk.push_back({x, state, {}, h.value().clone(), y.value().clone()});
    state = walk.back().h;
    tape.reset();
  }
  return walk;
}

Document cell(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const std::vector<Tensor> inputs = small_inputs(options);
  const Walk walk = walk_cell(inputs, weights, cell_nonlinearity(options));
  const int digits = 4;

  Page page("cell", cell_texts, options.language, small_network_texts);
  page.paragraph("what");
  page.paragraph("two-biases");
  show_weights(page, weights);
  page.paragraph("names");
  for (std::size_t t = 0; t < walk.size(); ++t) explain_cell(page, t + 1, walk[t], weights, digits);
  page.heading("together");
  tabulate(page, walk, digits);
  const double difference = largest_difference(walk, walk_srn(inputs, weights, Tensor({1, 2})));
  ensure(difference < 0.5e-5, "the cell agrees with lesson srn-tanh");
  page.paragraph("agrees", {{"digits", std::to_string(digits)}});
  page.attempt("cell --inputs '0 0, 1 0, 0 0, 0 0, 0 0'", "try-echo");
  page.attempt("cell --bias 0.5 --nonlinearity relu", "try-bias");
  page.attempt("rnn", "try-rnn");
  return page.finish();
}

}  // namespace elman::lessons
