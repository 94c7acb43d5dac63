#include "lessons/small_network.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace elman::lessons {

namespace {

// What a page has room for, and single precision too.
constexpr double largest_input = 100;
constexpr double largest_weight = 10;
constexpr std::size_t most_steps = 20;

}  // namespace

std::vector<Tensor> small_inputs(const LessonOptions& options) {
  std::vector<Tensor> inputs;
  std::stringstream steps(options.inputs);
  for (std::string step; std::getline(steps, step, ',');) {
    std::stringstream numbers(step);
    double x1 = 0;
    double x2 = 0;
    std::string rest;
    if (!(numbers >> x1 >> x2) || numbers >> rest) {
      throw UsageError("--inputs: found \"" + step + "\", expected two numbers for each step, as in '1 1, 1 1, 2 2'");
    }
    if (std::abs(x1) > largest_input || std::abs(x2) > largest_input) {
      throw UsageError("--inputs: found \"" + step + "\", expected numbers from -100 to 100");
    }
    inputs.push_back(Tensor({1, 2}, {static_cast<Scalar>(x1), static_cast<Scalar>(x2)}));
  }
  if (inputs.empty() || inputs.size() > most_steps) {
    throw UsageError("--inputs: found " + std::to_string(inputs.size()) + " steps, expected 1 to 20");
  }
  return inputs;
}

SmallWeights small_weights(const LessonOptions& options) {
  if (!(std::abs(options.recurrent_weight) <= largest_weight)) {
    throw UsageError("--recurrent-weight is " + shown(options.recurrent_weight, 4) + ", expected -10 to 10");
  }
  SmallWeights weights;
  weights.u.fill(static_cast<Scalar>(options.recurrent_weight));
  return weights;
}

Number brief(double value, int digits) {
  if (std::abs(value) >= 1e6) return {value, 3, true};
  return {value, value == std::round(value) ? 0 : digits};
}

std::string vector_text(const Tensor& values, int digits) {
  std::string text;
  for (const Scalar value : values.span()) {
    const Number number = brief(value, digits);
    text += (text.empty() ? "(" : ", ") + shown(number.value, number.digits);
  }
  return text + ")";
}

namespace {

// weight * value, for each of two weights in a row.
void add_products(Formula& formula, const char* first, const char* second, const Scalar* weights, const char* value,
                  const std::string& step, const Tensor& values, int digits) {
  const char* names[] = {first, second};
  for (int i = 0; i < 2; ++i) {
    const std::string name = value + std::to_string(i + 1) + "(" + step + ")";
    formula.terms.push_back({{names[i], brief(weights[i], digits)}, {name, brief(values[i], digits)}});
  }
}

}  // namespace

void explain(Page& page, std::size_t step, const Moment& moment, const SmallWeights& weights,
             const std::string& function, int digits) {
  const std::string now = std::to_string(step);
  const std::string before = std::to_string(step - 1);
  page.heading("step", {{"t", now}, {"x", vector_text(moment.x, digits)}, {"h", vector_text(moment.before, digits)}});
  const char* w[2][2] = {{"w1", "w3"}, {"w2", "w4"}};
  const char* u[2][2] = {{"U2", "U4"}, {"U1", "U3"}};
  const char* v[2][2] = {{"w5", "w7"}, {"w6", "w8"}};
  for (int i = 0; i < 2; ++i) {
    Formula formula{.name = "h" + std::to_string(i + 1) + "(" + now + ")", .function = function};
    add_products(formula, w[i][0], w[i][1], weights.w.data() + 2 * i, "x", now, moment.x, digits);
    add_products(formula, u[i][0], u[i][1], weights.u.data() + 2 * i, "h", before, moment.before, digits);
    const Scalar sum = weights.w[2 * i] * moment.x[0] + weights.w[2 * i + 1] * moment.x[1] +
                       weights.u[2 * i] * moment.before[0] + weights.u[2 * i + 1] * moment.before[1];
    formula.sum = brief(sum, digits);
    formula.result = brief(moment.h[i], digits);
    page.formula(formula);
  }
  for (int i = 0; i < 2; ++i) {
    Formula formula{.name = "y" + std::to_string(i + 1) + "(" + now + ")"};
    add_products(formula, v[i][0], v[i][1], weights.v.data() + 2 * i, "h", now, moment.h, digits);
    formula.sum = formula.result = brief(moment.y[i], digits);
    page.formula(formula);
  }
}

void tabulate(Page& page, const Walk& walk, int digits) {
  Table table{.id = "steps", .columns = {"t", "x1", "x2", "h1", "h2", "y1", "y2"}};
  for (std::size_t t = 0; t < walk.size(); ++t) {
    const Moment& m = walk[t];
    std::vector<Cell> row{Number{static_cast<double>(t + 1)}};
    for (const Tensor* values : {&m.x, &m.h, &m.y}) {
      for (const Scalar value : values->span()) {
        const bool whole = values == &m.x || digits == 0 || std::abs(value) >= 1e6;
        row.emplace_back(whole ? brief(value, 4) : Number{value, digits});
      }
    }
    table.rows.push_back(row);
  }
  page.table(table);
}

void compare_first_steps(Page& page, const Walk& walk, int digits) {
  const bool comparable = walk.size() > 1 && std::ranges::equal(walk[0].x.span(), walk[1].x.span());
  if (!comparable) return page.paragraph("all-inputs");
  const bool same = std::ranges::equal(walk[0].y.span(), walk[1].y.span());
  page.paragraph(same ? "no-memory" : "memory",
                 {{"first", vector_text(walk[0].y, digits)}, {"second", vector_text(walk[1].y, digits)}});
}

double largest_difference(const Walk& a, const Walk& b) {
  double largest = 0;
  for (std::size_t t = 0; t < a.size(); ++t) {
    for (int i = 0; i < 2; ++i) {
      largest = std::max({largest, std::abs(static_cast<double>(a[t].y[i]) - b[t].y[i]),
                          std::abs(static_cast<double>(a[t].h[i]) - b[t].h[i])});
    }
  }
  return largest;
}

}  // namespace elman::lessons
