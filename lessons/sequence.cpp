// Lesson 8: what a sequence is, that order matters, and that its length may vary.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "lessons/small_network.h"

namespace elman::lessons {

namespace {

constexpr int digits = 4;

// A feed-forward network reads a window of `steps` inputs at once: hidden layer, output layer.
std::int64_t feed_forward_weights(std::int64_t steps) {
  Random random(0);
  const nn::Linear hidden(2 * steps, 2, true, random);
  const nn::Linear output(2, 2, true, random);
  return hidden.parameter_count() + output.parameter_count();
}

std::int64_t recurrent_weights() {
  Random random(0);
  const nn::RNNCell cell({.input_size = 2, .hidden_size = 2}, random);
  const nn::Linear output(2, 2, true, random);
  return cell.parameter_count() + output.parameter_count();
}

std::string order_text(const std::vector<std::size_t>& order) {
  std::string text;
  for (const std::size_t item : order) text += static_cast<char>('A' + item);
  return text;
}

// The same items in other orders: what a network sees that adds them up, and what one that reads them in turn.
void shuffle(Page& page, const std::vector<Tensor>& inputs, const SmallWeights& weights) {
  Table items{.id = "items", .columns = {page.text("item"), "x1", "x2"}};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    items.rows.push_back({order_text({i}), brief(inputs[i][0], digits), brief(inputs[i][1], digits)});
  }
  page.table(items);
  Table table{.id = "orders",
              .columns = {page.text("order-name"), page.text("sum"), page.text("of-sum"), page.text("in-turn")}};
  Heat heat{.id = "states",
            .title = page.text("heat"),
            .x_label = page.text("after-step"),
            .y_label = page.text("order-name"),
            .diverging = true};
  std::vector<std::size_t> order(inputs.size());
  std::iota(order.begin(), order.end(), 0);
  const Tensor zeros({1, 2});
  constexpr std::size_t most_orders = 6;
  std::vector<Condition> sums_agree;
  do {
    std::vector<Tensor> shuffled;
    Tensor sum({1, 2});
    for (const std::size_t item : order) {
      shuffled.push_back(inputs[item]);
      for (int i = 0; i < 2; ++i) sum[i] += inputs[item][i];
    }
    const Walk walk = walk_srn(shuffled, weights, zeros);
    const Tensor of_sum = walk_srn({sum}, weights, zeros).back().y;
    if (!table.rows.empty()) {
      sums_agree.push_back(is({"orders", table.rows.size(), 2}, Relation::equal, Place{"orders", 0, 2}));
    }
    heat.rows.push_back(order_text(order));
    auto& states = heat.values.emplace_back();
    for (const Moment& moment : walk) states.push_back(moment.h[0]);
    table.rows.push_back(
        {order_text(order), vector_text(sum, digits), Number{of_sum[0], digits}, Number{walk.back().y[0], digits}});
  } while (table.rows.size() < most_orders && std::ranges::next_permutation(order).found);
  for (std::size_t t = 1; t <= inputs.size(); ++t) heat.columns.push_back(std::to_string(t));
  page.paragraph("two-networks");
  page.table(table);
  page.draw(heat);
  const std::size_t last = table.rows.size() - 1;
  if (last == 0) return;
  const Condition differ = is({"orders", 0, 3}, Relation::different, Place{"orders", last, 3});
  const std::vector<Value> orders{{"first", std::get<std::string>(table.rows[0][0])},
                                  {"last", std::get<std::string>(table.rows[last][0])}};
  page.claim({{"claim:order-matters", joined(sums_agree, {differ}), orders},
              {"claim:order-unseen", {is({"orders", 0, 3}, Relation::equal, Place{"orders", last, 3})}, orders}});
}

// The same network on the first items of the sequence, however many.
void vary_length(Page& page, const std::vector<Tensor>& inputs, const SmallWeights& weights) {
  Table table{
      .id = "lengths",
      .columns = {page.text("items-read"), page.text("output"), page.text("recurrent"), page.text("feed-forward")}};
  std::vector<Condition> constant;
  for (std::size_t length = 1; length <= inputs.size(); ++length) {
    const std::vector<Tensor> beginning(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(length));
    const Walk walk = walk_srn(beginning, weights, Tensor({1, 2}));
    if (length > 1) constant.push_back(is({"lengths", length - 1, 2}, Relation::equal, Place{"lengths", 0, 2}));
    if (length > 1) constant.push_back(is({"lengths", length - 2, 3}, Relation::less, Place{"lengths", length - 1, 3}));
    table.rows.push_back({Number{static_cast<double>(length)}, Number{walk.back().y[0], digits},
                          Number{static_cast<double>(recurrent_weights())},
                          Number{static_cast<double>(feed_forward_weights(static_cast<std::int64_t>(length)))}});
  }
  page.table(table);
  if (!constant.empty()) page.claim({{"claim:any-length", constant}});
}

}  // namespace

Document sequence(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const std::vector<Tensor> inputs = small_inputs(options);
  Page page("sequence", sequence_texts, options.language);
  page.paragraph("what");
  page.paragraph("examples");
  page.heading("order");
  page.paragraph("network", {{"u", shown(brief(options.recurrent_weight, digits))}});
  shuffle(page, inputs, weights);
  page.heading("length");
  page.paragraph("fixed");
  vary_length(page, inputs, weights);
  page.heading("kinds");
  page.paragraph("kinds-are");
  Table kinds{.id = "kinds", .columns = {page.text("kind"), page.text("example"), page.text("lesson")}};
  for (const char* kind : {"many-one", "one-many", "many-many", "seq-seq"}) {
    const std::string name = kind;
    kinds.rows.push_back({page.text(name), page.text(name + "-example"), page.text(name + "-lesson")});
  }
  page.table(kinds);
  page.attempt("sequence --recurrent-weight 0", "try-forgetting");
  page.attempt("sequence --inputs '3 0, 0 3, 1 1, 2 2'", "try-longer");
  return page.finish();
}

}  // namespace elman::lessons
