#include "lessons/small_narx.h"

#include <cmath>

namespace elman::lessons {

namespace {

constexpr int digits = 4;
constexpr std::int64_t hidden_size = small_narx_hidden_size;
constexpr std::int64_t by_hand = 2;  // the step whose products are shown

struct Moment {
  double x = 0;
  double before = 0;  // the output of the step before
  Tensor h;           // (1, hidden_size)
  double y = 0;
};

Number four(double value) { return {value, digits}; }
std::string at(const std::string& name, std::int64_t step) { return name + "(" + std::to_string(step) + ")"; }
std::string numbered(const std::string& name, std::int64_t unit) { return name + std::to_string(unit + 1); }

class SmallNarx {
 public:
  explicit SmallNarx(const MemoryNetwork& network)
      : w_(network.parameter("perceptron.hidden.weight")),
        b_(network.parameter("perceptron.hidden.bias")),
        v_(network.parameter("perceptron.output.weight")),
        c_(network.parameter("perceptron.output.bias")) {}

  Moment moment(double x, double before) const {
    Tape tape({.record = false});
    Tensor read({1, 2});
    read[0] = static_cast<Scalar>(x);
    read[1] = static_cast<Scalar>(before);
    const Variable h = ops::tanh(tape, ops::linear(tape, tape.constant(read), w_, b_));
    const Variable y = ops::tanh(tape, ops::linear(tape, h, v_, c_));
    return {x, before, h.value().clone(), y.value().item()};
  }

  Table weights(const Page& page) const {
    Table table{.id = "weights", .columns = {page.text("to"), "x(t)", "y(t-1)", "h1", "h2", page.text("bias")}};
    for (std::int64_t unit = 0; unit < hidden_size; ++unit) {
      table.rows.push_back({numbered("h", unit), four(w_.value()[2 * unit]), four(w_.value()[2 * unit + 1]), "", "",
                            four(b_.value()[unit])});
    }
    table.rows.push_back({"y", "", "", four(v_.value()[0]), four(v_.value()[1]), four(c_.value()[0])});
    return table;
  }

  Formula hidden(const Moment& moment, std::int64_t unit, std::int64_t step) const {
    const double w = w_.value()[2 * unit];
    const double u = w_.value()[2 * unit + 1];
    const double b = b_.value()[unit];
    return {.name = at(numbered("h", unit), step),
            .function = "tanh",
            .terms = {{{numbered("w", unit), four(w)}, {at("x", step), Number{moment.x}}},
                      {{numbered("u", unit), four(u)}, {at("y", step - 1), four(moment.before)}},
                      {{numbered("b", unit), four(b)}}},
            .sum = four(w * moment.x + u * moment.before + b),
            .result = four(moment.h[unit])};
  }

  Formula output(const Moment& moment, std::int64_t step) const {
    Formula formula{.name = at("y", step), .function = "tanh"};
    double sum = c_.value()[0];
    for (std::int64_t unit = 0; unit < hidden_size; ++unit) {
      const double v = v_.value()[unit];
      formula.terms.push_back({{numbered("v", unit), four(v)}, {at(numbered("h", unit), step), four(moment.h[unit])}});
      sum += v * moment.h[unit];
    }
    formula.terms.push_back({{"c", four(c_.value()[0])}});
    formula.sum = four(sum);
    formula.result = four(moment.y);
    return formula;
  }

 private:
  Variable w_;  // (hidden_size, 2): of x(t) and of y(t - 1)
  Variable b_;
  Variable v_;
  Variable c_;
};

}  // namespace

void show_small_narx(Page& page, const MemoryNetwork& network) {
  const SwitchBatch pulses{4, 1, {1, 0, -1, 0}, {1, 1, -1, -1}, {0, 1, 0, 1}};
  const SmallNarx narx(network);
  std::vector<Moment> moments;
  Table run{.id = "run", .columns = {"t", "x(t)", "y(t-1)", "h1(t)", "h2(t)", "y(t)", page.text("target")}};
  for (std::int64_t t = 0; t < pulses.time; ++t) {
    const auto i = static_cast<std::size_t>(t);
    const Moment moment = narx.moment(pulses.pulse[i], moments.empty() ? 0 : moments.back().y);
    run.rows.push_back({Number{static_cast<double>(t + 1)}, Number{moment.x}, four(moment.before), four(moment.h[0]),
                        four(moment.h[1]), four(moment.y), Number{pulses.answer[i]}});
    moments.push_back(moment);
  }
  const std::vector<double> said = network.run(pulses);
  for (std::size_t i = 0; i < said.size(); ++i) ensure(std::abs(said[i] - moments[i].y) < 1e-6, "the steps are NARX's");

  page.paragraph("small", {{"hidden", std::to_string(hidden_size)}});
  page.table(narx.weights(page));
  page.paragraph("run");
  page.table(run);
  page.paragraph("products", {{"step", std::to_string(by_hand)}});
  const Moment& step = moments[by_hand - 1];
  for (std::int64_t unit = 0; unit < hidden_size; ++unit) page.formula(narx.hidden(step, unit, by_hand));
  page.formula(narx.output(step, by_hand));
  page.paragraph("loop-alone", {{"before", std::to_string(by_hand - 1)}});
  constexpr std::size_t output = 5;
  page.claim({{"claim:held",
               {is(0, Relation::less, Place{"run", 0, output}), is(0, Relation::less, Place{"run", 1, output}),
                is({"run", 2, output}, Relation::less, 0), is({"run", 3, output}, Relation::less, 0)}}});
}

}  // namespace elman::lessons
