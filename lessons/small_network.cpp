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

constexpr const char* w_names[2][2] = {{"w1", "w3"}, {"w2", "w4"}};
constexpr const char* u_names[2][2] = {{"U2", "U4"}, {"U1", "U3"}};
constexpr const char* v_names[2][2] = {{"w5", "w7"}, {"w6", "w8"}};

[[noreturn]] void refuse_option(const LessonOptions& options, const std::string& name, const std::string& found) {
  refuse(options.language, "--" + name, found,
         std::string(find_text(option_texts, "expected-" + name, options.language)));
}

Scalar* element_named(SmallWeights& weights, const std::string& name) {
  for (int i = 0; i < 4; ++i) {
    if (name == w_names[i / 2][i % 2]) return weights.w.data() + i;
    if (name == u_names[i / 2][i % 2]) return weights.u.data() + i;
    if (name == v_names[i / 2][i % 2]) return weights.v.data() + i;
  }
  return nullptr;
}

}  // namespace

std::vector<Tensor> small_inputs(const LessonOptions& options) {
  std::vector<Tensor> inputs;
  std::stringstream steps(options.inputs);
  for (std::string step; std::getline(steps, step, ',');) {
    std::stringstream numbers(step);
    double x1 = 0;
    double x2 = 0;
    std::string rest;
    const bool two_numbers = (numbers >> x1 >> x2) && !(numbers >> rest);
    if (!two_numbers || std::abs(x1) > largest_input || std::abs(x2) > largest_input) {
      refuse_option(options, "inputs", step);
    }
    inputs.push_back(Tensor({1, 2}, {static_cast<Scalar>(x1), static_cast<Scalar>(x2)}));
  }
  if (inputs.empty() || inputs.size() > most_steps) refuse_option(options, "inputs", options.inputs);
  return inputs;
}

SmallWeights small_weights(const LessonOptions& options) {
  SmallWeights weights;
  weights.f = options.nonlinearity;
  weights.b.fill(static_cast<Scalar>(options.bias));
  weights.u.fill(static_cast<Scalar>(options.recurrent_weight));
  std::stringstream parts(options.weights);
  for (std::string part; std::getline(parts, part, ',');) {
    std::erase(part, ' ');
    const std::size_t equals = part.find('=');
    Scalar* element = element_named(weights, part.substr(0, equals));
    std::stringstream number(equals == std::string::npos ? "" : part.substr(equals + 1));
    double value = 0;
    std::string rest;
    const bool one_number = (number >> value) && !(number >> rest);
    if (element == nullptr || !one_number || std::abs(value) > largest_weight) refuse_option(options, "weights", part);
    *element = static_cast<Scalar>(value);
  }
  return weights;
}

nn::Nonlinearity cell_nonlinearity(const LessonOptions& options) {
  if (options.nonlinearity == Squashing::none) {
    refuse(options.language, "--nonlinearity", name_of(options.nonlinearity),
           std::string(find_text(option_texts, "expected-cell-nonlinearity", options.language)));
  }
  return options.nonlinearity == Squashing::relu ? nn::Nonlinearity::relu : nn::Nonlinearity::tanh;
}

std::string function_name(Squashing f) { return f == Squashing::none ? "" : name_of(f); }

Number brief(double value, int digits) {
  if (std::abs(value) >= 1e6) return {value, 3, true};
  return {value, value == std::round(value) ? 0 : digits};
}

Number brief_or_tiny(double value, int digits) {
  const bool tiny = value != 0 && std::abs(value) < 10 * std::pow(10, -digits);
  return tiny ? Number{value, 1, true} : brief(value, digits);
}

std::string vector_text(const Tensor& values, int digits) {
  std::string text;
  for (const Scalar value : values.span()) text += (text.empty() ? "(" : ", ") + shown(brief(value, digits));
  return text + ")";
}

namespace {

// weight * value, for each of two weights in a row.
void add_products(Formula& formula, const char* const names[2], const Scalar* weights, const char* value,
                  const std::string& step, const Tensor& values, int digits) {
  for (int i = 0; i < 2; ++i) {
    const std::string name = value + std::to_string(i + 1) + "(" + step + ")";
    formula.terms.push_back({{names[i], brief(weights[i], digits)}, {name, brief(values[i], digits)}});
  }
}

}  // namespace

void show_weights(Page& page, const SmallWeights& weights) {
  constexpr int digits = 4;
  Table table{.id = "weights", .columns = {page.text("to"), "x1", "x2", "h1", "h2", page.text("bias")}};
  for (int i = 0; i < 2; ++i) {
    table.rows.push_back({"h" + std::to_string(i + 1), brief(weights.w[2 * i], digits),
                          brief(weights.w[2 * i + 1], digits), brief(weights.u[2 * i], digits),
                          brief(weights.u[2 * i + 1], digits), brief(weights.b[i], digits)});
  }
  for (int i = 0; i < 2; ++i) {
    table.rows.push_back({"y" + std::to_string(i + 1), std::string(), std::string(), brief(weights.v[2 * i], digits),
                          brief(weights.v[2 * i + 1], digits), std::string()});
  }
  page.table(table);
}

void explain(Page& page, std::size_t step, const Moment& moment, const SmallWeights& weights, int digits) {
  const std::string now = std::to_string(step);
  const std::string before = std::to_string(step - 1);
  page.step(static_cast<int>(step), "step",
            {{"t", now}, {"x", vector_text(moment.x, digits)}, {"h", vector_text(moment.before, digits)}});
  for (int i = 0; i < 2; ++i) {
    Formula formula{.name = "h" + std::to_string(i + 1) + "(" + now + ")", .function = function_name(weights.f)};
    add_products(formula, w_names[i], weights.w.data() + 2 * i, "x", now, moment.x, digits);
    add_products(formula, u_names[i], weights.u.data() + 2 * i, "h", before, moment.before, digits);
    if (weights.b[i] != 0) formula.terms.push_back({{"b" + std::to_string(i + 1), brief(weights.b[i], digits)}});
    formula.sum = brief(moment.sum[i], digits);
    formula.result = brief(moment.h[i], digits);
    page.formula(formula);
  }
  for (int i = 0; i < 2; ++i) {
    Formula formula{.name = "y" + std::to_string(i + 1) + "(" + now + ")"};
    add_products(formula, v_names[i], weights.v.data() + 2 * i, "h", now, moment.h, digits);
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

namespace {

constexpr std::size_t x1 = 1;
constexpr std::size_t h1 = 3;
constexpr std::size_t y1 = 5;
Place cell_of_step(std::size_t step, std::size_t column) { return {"steps", step, column}; }

// Of steps 1 and 2, whose inputs are the same.
void compare_first_steps(Page& page, const Walk& walk, int digits) {
  std::vector<Condition> same_input;
  std::vector<Condition> same_output;
  std::vector<Condition> no_way;
  std::vector<Condition> state_of_zeros;
  for (const std::size_t i : {0, 1}) {
    same_input.push_back(is(cell_of_step(0, x1 + i), Relation::equal, cell_of_step(1, x1 + i)));
    same_output.push_back(is(cell_of_step(0, y1 + i), Relation::equal, cell_of_step(1, y1 + i)));
    state_of_zeros.push_back(is(cell_of_step(0, h1 + i), Relation::equal, 0));
    for (const std::size_t column : {3, 4}) no_way.push_back(is({"weights", i, column}, Relation::equal, 0));
  }
  const std::vector<Value> values{{"first", vector_text(walk[0].y, digits)},
                                  {"second", vector_text(walk[1].y, digits)}};
  const auto differs = [&](std::size_t column) {
    return joined(same_input, {is(cell_of_step(0, column), Relation::different, cell_of_step(1, column))});
  };
  const bool from_zeros = walk[0].before[0] == 0 && walk[0].before[1] == 0;
  std::vector<Claim> claims{{"claim:no-memory", joined(joined(same_input, same_output), no_way), values}};
  if (from_zeros) {
    claims.push_back({"claim:nothing-yet", joined(joined(same_input, same_output), state_of_zeros), values});
  }
  claims.push_back({"claim:memory", differs(y1), values});
  claims.push_back({"claim:memory", differs(y1 + 1), values});
  claims.push_back({"claim:unseen", joined(same_input, same_output), values});
  page.claim(claims);
}

}  // namespace

void judge_memory(Page& page, const Walk& walk, const std::vector<double>& influence, int digits) {
  if (walk.size() < 2) return;
  compare_first_steps(page, walk, digits);
  page.paragraph("influence", {{"last", std::to_string(walk.size())}});
  Table table{.id = "influence", .columns = {"t", page.text("counts")}};
  for (std::size_t t = 0; t < influence.size(); ++t) {
    table.rows.push_back({Number{static_cast<double>(t + 1)}, brief_or_tiny(influence[t], 4)});
  }
  page.table(table);
  std::vector<Condition> fading;
  std::vector<Condition> growing;
  std::vector<Condition> all;
  std::vector<Condition> last_alone{is({"influence", walk.size() - 1, 1}, Relation::different, 0)};
  for (std::size_t t = 0; t + 1 < walk.size(); ++t) {
    fading.push_back(is({"influence", t, 1}, Relation::less, Place{"influence", t + 1, 1}));
    growing.push_back(is({"influence", t + 1, 1}, Relation::less, Place{"influence", t, 1}));
    all.push_back(is({"influence", t, 1}, Relation::different, 0));
    last_alone.push_back(is({"influence", t, 1}, Relation::equal, 0));
  }
  all.push_back(is({"influence", walk.size() - 1, 1}, Relation::different, 0));
  page.claim({{"claim:last-alone", last_alone},
              {"claim:fading", joined(fading, {is({"influence", 0, 1}, Relation::different, 0)})},
              {"claim:counting-more", growing},
              {"claim:all-inputs", all}});
}

double largest_difference(const Walk& a, const Walk& b) {
  double largest = 0;
  const auto compare = [&](double one, double other) {
    largest = std::max(largest, std::abs(one - other) / std::max(1.0, std::abs(one)));
  };
  for (std::size_t t = 0; t < a.size(); ++t) {
    for (int i = 0; i < 2; ++i) {
      compare(a[t].y[i], b[t].y[i]);
      compare(a[t].h[i], b[t].h[i]);
    }
  }
  return largest;
}

}  // namespace elman::lessons
