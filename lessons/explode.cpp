// Lesson 14: gradients that explode, and clipping.
#include <algorithm>
#include <cmath>

#include "lessons/adding_problem.h"
#include "lessons/course.h"
#include "lessons/page.h"

namespace elman::lessons {

namespace {

constexpr double factors[] = {0.5, 0.9, 1.0, 1.1, 1.5};
constexpr std::int64_t longest_way = 100;

// |dh(T)/dh(t)| of h(t) = u h(t-1), 0 steps back first, by walking back.
std::vector<double> ways_back(double u) {
  Tape tape;
  const Variable weight = tape.constant(Tensor({1, 1}, {static_cast<Scalar>(u)}));
  std::vector<Variable> states{tape.variable(Tensor({1, 1}, {1}))};
  for (std::int64_t t = 0; t < longest_way; ++t) states.push_back(ops::linear(tape, states.back(), weight));
  tape.backward(states.back(), Tensor({1, 1}, {1}));
  std::vector<double> sizes{1};
  for (auto state = states.rbegin() + 1; state != states.rend(); ++state) {
    sizes.push_back(std::abs(static_cast<double>(state->grad()[0])));
  }
  return sizes;
}

void show_powers(Page& page) {
  Formula formula{.name = "dh(4)/dh(1)", .terms = {{{"u", {1.1, 1}}, {"u", {1.1, 1}}, {"u", {1.1, 1}}}}};
  formula.sum = formula.result = {ways_back(1.1)[3], 4};
  page.formula(formula);
  Table table{.id = "powers", .columns = {"u"}};
  Plot plot{.id = "powers-plot",
            .title = page.text("powers-plot"),
            .x_label = page.text("steps-back"),
            .y_label = page.text("size"),
            .logarithmic = true};
  constexpr std::size_t shown_steps[] = {1, 10, 50, 100};
  for (const std::size_t back : shown_steps)
    table.columns.push_back(page.text("back", {{"steps", std::to_string(back)}}));
  for (const double u : factors) {
    const std::vector<double> sizes = ways_back(u);
    auto& row = table.rows.emplace_back();
    row.emplace_back(Number{u, 1});
    for (const std::size_t back : shown_steps) row.emplace_back(Number{sizes[back], 2, true});
    plot.series.push_back({"u = " + shown(u, 1), sizes});
  }
  page.table(table);
  page.draw(plot);
  page.claim({{"claim:powers",
               {is({"powers", 1, 4}, Relation::less, 0.001), is({"powers", 2, 4}, Relation::equal, 1),
                is(1000, Relation::less, Place{"powers", 3, 4})}}});
}

// Clipping a gradient of two numbers, by hand.
void show_clipping(Page& page) {
  const double norm = std::hypot(3.0, 4.0);
  const double factor = optim::clip_factor(norm, 1);
  page.formula(
      {"norm^2", "", {{{"g1", {3}}, {"g1", {3}}}, {{"g2", {4}}, {"g2", {4}}}}, {norm * norm, 0}, {norm * norm, 0}});
  for (const double g : {3.0, 4.0}) {
    const std::string name = g == 3 ? "g1" : "g2";
    page.formula({page.text("clipped", {{"name", name}}),
                  "",
                  {{{"1/norm", {factor, 4}}, {name, {g, 0}}}},
                  {g * factor, 4},
                  {g * factor, 4}});
  }
  page.paragraph("direction");
}

// A network on the adding problem whose state goes through relu, so that nothing holds it back.
class Summer : public nn::Module {
 public:
  static constexpr std::int64_t hidden_size = 16;

  explicit Summer(std::uint64_t seed)
      : random_(seed),
        layer_({.input_size = 2, .hidden_size = hidden_size, .nonlinearity = nn::Nonlinearity::relu}, random_),
        output_(hidden_size, 1, true, random_) {
    add_module("layer", layer_);
    add_module("output", output_);
    Tensor& recurrent = parameter("layer.weight_hh_l0").mutable_value();  // Le et al. 2015: the identity
    recurrent.fill(0);
    for (std::int64_t i = 0; i < hidden_size; ++i) recurrent[i * (hidden_size + 1)] = 1;
  }

  Variable error(Tape& tape, const AddingBatch& batch) const {
    const Variable h_n = layer_.forward(tape, tape.constant(batch.inputs)).h_n;
    const Variable h = ops::reshape(tape, h_n, Shape{batch.targets.shape()[0], hidden_size});
    return ops::mean_squared_error(tape, output_.forward(tape, h), tape.constant(batch.targets));
  }

 private:
  Random random_;
  nn::RNN layer_;
  nn::Linear output_;
};

struct Run {
  std::string name;
  std::vector<double> norms = {};   // of the gradient, at each update, as long as it is finite
  std::vector<double> errors = {};  // the same
  bool finite = true;
};

Run learn(const std::string& name, const LessonOptions& options, bool clipped) {
  constexpr int updates_in_epoch = 50;
  constexpr std::int64_t time = 60;
  Summer network(options.seed);
  optim::SGD sgd(network.parameters(), {.learning_rate = 0.002});
  Random sequences(options.seed, 1);
  Tape tape;
  Run run{name};
  for (int update = 0; update < options.epochs * updates_in_epoch && run.finite; ++update) {
    tape.reset();
    const Variable error = network.error(tape, draw_additions(sequences, 16, time));
    tape.backward(error);
    const double norm = optim::gradient_norm(sgd.parameters());
    run.finite = std::isfinite(norm) && std::isfinite(static_cast<double>(error.value().item()));
    if (!run.finite) break;
    run.norms.push_back(norm);
    run.errors.push_back(error.value().item());
    sgd.step(nullptr, clipped ? optim::clip_factor(norm, 1) : 1, true);
  }
  return run;
}

double mean_of_last(const std::vector<double>& values, std::size_t count) {
  const std::size_t used = std::min(count, values.size());
  double sum = 0;
  for (std::size_t i = values.size() - used; i < values.size(); ++i) sum += values[i];
  return sum / static_cast<double>(std::max<std::size_t>(used, 1));
}

void compare(Page& page, const std::vector<Run>& runs) {
  Table table{.id = "runs",
              .columns = {page.text("run"), page.text("updates"), page.text("largest"), page.text("error"),
                          page.text("finite")}};
  Plot norms{.id = "norms",
             .title = page.text("norms-plot"),
             .x_label = page.text("update"),
             .y_label = page.text("norm"),
             .logarithmic = true};
  Plot errors{.id = "errors",
              .title = page.text("errors-plot"),
              .x_label = page.text("update"),
              .y_label = page.text("error"),
              .logarithmic = true};
  for (const Run& run : runs) {
    table.rows.push_back({run.name, Number{static_cast<double>(run.norms.size())},
                          Number{run.norms.empty() ? 0 : *std::ranges::max_element(run.norms), 1, true},
                          Number{mean_of_last(run.errors, 20), 3, mean_of_last(run.errors, 20) > 1e4},
                          page.text(run.finite ? "yes" : "no")});
    norms.series.push_back({run.name, run.norms, 1, 1});
    errors.series.push_back({run.name, run.errors, 1, 1});
  }
  page.table(table);
  page.draw(norms);
  page.draw(errors);
  constexpr double exploded = 1e4;  // times the learning rate, a step of 20
  const Condition is_finite = is({"runs", 1, 4}, Relation::equal, page.text("yes"));
  const Condition was_finite = is({"runs", 0, 4}, Relation::equal, page.text("yes"));
  page.claim({{"claim:lost", {is({"runs", 0, 4}, Relation::equal, page.text("no")), is_finite}},
              {"claim:worse",
               {was_finite, is(exploded, Relation::less, Place{"runs", 0, 2}),
                is({"runs", 1, 3}, Relation::less, Place{"runs", 0, 3})}},
              {"claim:calm", {was_finite, is({"runs", 0, 3}, Relation::at_most, Place{"runs", 1, 3})}}});
}

}  // namespace

Document explode(const LessonOptions& options) {
  Page page("explode", explode_texts, options.language);
  page.paragraph("what");
  page.heading("one-unit");
  page.paragraph("product");
  show_powers(page);
  page.heading("clipping");
  page.paragraph("clipping-is");
  show_clipping(page);
  page.heading("learning");
  page.paragraph("network", {{"hidden", std::to_string(Summer::hidden_size)}});
  compare(page, {learn(page.text("without"), options, false), learn(page.text("with"), options, true)});
  page.paragraph("both-ends");
  page.attempt("explode --seed 2", "try-seed");
  page.attempt("memory", "try-memory");
  return page.finish();
}

}  // namespace elman::lessons
