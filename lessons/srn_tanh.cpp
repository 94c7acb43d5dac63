// Lesson 2: the network of lesson 1 with a tanh on its hidden layer.
#include <algorithm>
#include <cmath>

#include "lessons/small_network.h"

namespace elman::lessons {

namespace {

// The curve, and where the sums of the hidden units fall on it.
Plot curve_of(const Page& page, const Walk& walk, Squashing f) {
  double reach = 4;
  for (const Moment& moment : walk) {
    for (const Scalar sum : moment.sum.span()) reach = std::max(reach, std::ceil(std::abs(static_cast<double>(sum))));
  }
  Plot plot{.id = "function", .title = page.text("curve"), .x_label = page.text("sum"), .y_label = page.text("state")};
  constexpr int points = 200;
  Series series{.name = name_of(f), .start = -reach, .step = 2 * reach / points};
  for (int i = 0; i <= points; ++i) {
    const double x = series.start + series.step * i;
    series.values.push_back(f == Squashing::tanh ? std::tanh(x) : f == Squashing::relu ? std::max(x, 0.0) : x);
  }
  plot.series.push_back(series);
  for (std::size_t t = 0; t < walk.size(); ++t) {
    for (int i = 0; i < 2; ++i) {
      const std::string name = "h" + std::to_string(i + 1) + "(" + std::to_string(t + 1) + ")";
      plot.marks.push_back({name, static_cast<double>(walk[t].sum[i]), static_cast<double>(walk[t].h[i])});
    }
  }
  return plot;
}

// The state over time.
Heat states_of(const Page& page, const Walk& walk) {
  Heat heat{.id = "states",
            .title = page.text("states"),
            .x_label = "t",
            .y_label = page.text("unit"),
            .rows = {"h1", "h2"},
            .values = {{}, {}},
            .diverging = true};
  for (std::size_t t = 0; t < walk.size(); ++t) {
    heat.columns.push_back(std::to_string(t + 1));
    for (std::size_t i = 0; i < 2; ++i) heat.values[i].push_back(walk[t].h[static_cast<std::int64_t>(i)]);
  }
  return heat;
}

// The same inputs from a state of zeros, beside those that began with a state of their own.
void compare_starts(Page& page, const Walk& walk, const Walk& from_zeros) {
  Table table{.id = "starts", .columns = {"t", "y1", page.text("from-zero"), page.text("difference")}};
  for (std::size_t t = 0; t < walk.size(); ++t) {
    const double a = walk[t].y[0];
    const double b = from_zeros[t].y[0];
    table.rows.push_back({Number{static_cast<double>(t + 1)}, Number{a, 5}, Number{b, 5}, Number{std::abs(a - b), 5}});
  }
  page.paragraph("starts");
  page.table(table);
  const std::size_t last = walk.size() - 1;
  std::vector<Condition> gone;
  for (std::size_t t = 1; t <= last; ++t) gone.push_back(is({"starts", t, 3}, Relation::less, 0.01));
  if (last > 0) gone.push_back(is({"starts", 1, 3}, Relation::less, Place{"starts", 0, 3}));
  if (last > 0)
    page.claim({{"claim:forgets", gone}, {"claim:keeps", {is({"starts", last, 3}, Relation::different, 0)}}});
}

void judge_limits(Page& page, const Walk& walk, const LessonOptions& options) {
  std::vector<Condition> ones;
  for (const std::size_t row : {2, 3}) {
    for (const std::size_t column : {3, 4}) ones.push_back(is({"weights", row, column}, Relation::equal, 1));
  }
  std::vector<Condition> near;
  for (std::size_t t = 0; t < std::min<std::size_t>(walk.size(), 2); ++t) {
    for (const std::size_t column : {3, 4}) near.push_back(is({"steps", t, column}, Relation::at_most, 1));
    for (const std::size_t column : {3, 4}) near.push_back(is(0.9, Relation::less, Place{"steps", t, column}));
  }
  if (options.nonlinearity != Squashing::tanh) return;
  page.claim({{"claim:faint", near}});
  page.claim({{"claim:limit", ones}});
  if (!options.carry_state && walk.size() == 3) {
    page.claim({{"claim:page",
                 {is({"steps", 0, 5}, Relation::equal, 1.9281, 4), is({"steps", 1, 5}, Relation::equal, 1.9985, 4),
                  is({"steps", 2, 5}, Relation::equal, 2, 4)}}});
  }
}

}  // namespace

Document srn_tanh(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const std::vector<Tensor> inputs = small_inputs(options);
  const Tensor zeros({1, 2});
  SmallWeights linear = weights;
  linear.f = Squashing::none;
  const Tensor start = options.carry_state ? walk_srn(inputs, linear, zeros).back().h : zeros;
  const Walk walk = walk_srn(inputs, weights, start);
  const int digits = options.carry_state ? 5 : 4;  // what is left of a large state shows late
  const std::string f = name_of(weights.f);

  Page page("srn-tanh", srn_tanh_texts, options.language, small_network_texts);
  page.paragraph("what");
  page.paragraph("formula-" + f);
  show_weights(page, weights);
  if (options.carry_state) page.paragraph("carried", {{"h", vector_text(start, digits)}});
  for (std::size_t t = 0; t < walk.size(); ++t) explain(page, t + 1, walk[t], weights, digits);
  page.heading("together");
  page.draw(Unrolled{
      "unrolled", page.text("unrolled"), {{"x1", "x2"}, {"h1", "h2"}, {"y1", "y2"}}, 1, static_cast<int>(walk.size())});
  tabulate(page, walk, digits);
  page.draw(states_of(page, walk));
  page.draw(curve_of(page, walk, weights.f));
  judge_memory(page, walk, influences(inputs, weights, start), digits);
  judge_limits(page, walk, options);
  if (options.carry_state) compare_starts(page, walk, walk_srn(inputs, weights, zeros));
  page.attempt("srn-tanh --carry-state", "try-carry");
  page.attempt("srn-tanh --recurrent-weight -1", "try-negative");
  page.attempt("srn-tanh --nonlinearity relu", "try-relu");
  return page.finish();
}

}  // namespace elman::lessons
