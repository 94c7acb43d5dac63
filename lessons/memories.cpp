// Lesson 12: a feed-forward network, a time-delay network, NARX and an RNN on one task that needs memory.
#include <algorithm>
#include <cmath>

#include "lessons/course.h"
#include "lessons/memory_networks.h"
#include "lessons/page.h"
#include "lessons/small_narx.h"

namespace elman::lessons {

namespace {

constexpr int window = 5;
constexpr int updates_in_epoch = 50;
constexpr std::int64_t time_steps = 50;
constexpr int oldest_drawn = 20;
constexpr std::int64_t test_sequences = 200;
constexpr double good = 0.95;  // shares of right answers
constexpr double poor = 0.75;

struct Contestant {
  std::string name;
  std::unique_ptr<MemoryNetwork> network;
  std::vector<double> said = {};   // on the test sequences
  std::vector<double> right = {};  // share of right answers, by age
};

void learn(const MemoryNetwork& network, std::uint64_t seed, int epochs) {
  optim::Adam adam(network.parameters(), {.learning_rate = 0.01});
  Random sequences(seed, 1);
  Tape tape;
  for (int update = 0; update < epochs * updates_in_epoch; ++update) {
    tape.reset();
    const SwitchBatch batch = draw_switches(sequences, time_steps, 16);
    Tensor answers({time_steps * 16, 1});
    std::ranges::transform(batch.answer, answers.data(), [](double answer) { return static_cast<Scalar>(answer); });
    tape.backward(ops::mean_squared_error(tape, network.outputs(tape, batch), tape.constant(answers)));
    adam.step(nullptr, optim::clip_factor(optim::gradient_norm(adam.parameters()), 1), true);
  }
}

// The share of right answers among those whose pulse came `from` to `to` steps ago.
double share_right(const SwitchBatch& batch, const std::vector<double>& said, int from, int to) {
  double all = 0;
  double right = 0;
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (batch.age[i] < from || batch.age[i] > to) continue;
    ++all;
    right += (said[i] > 0) == (batch.answer[i] > 0) ? 1 : 0;
  }
  return right / std::max(1.0, all);
}

constexpr int ages[][2] = {
    {0, 0}, {1, window - 1}, {window, 2 * window - 1}, {2 * window, 4 * window - 1}, {4 * window, 1000}};

// Rows: networks; columns: weights, the share of right answers by how long ago the pulse came, the error over all.
Table table_of_ages(const Page& page, const std::string& id) {
  Table table{.id = id, .columns = {page.text("network"), page.text("parameters")}};
  for (const auto& [from, to] : ages) {
    const std::string last = to > time_steps ? "+" : from == to ? "" : "-" + std::to_string(to);
    table.columns.push_back(std::to_string(from) + last);
  }
  table.columns.push_back(page.text("error"));
  return table;
}

void add_row(Table& table, Contestant& one, const SwitchBatch& test) {
  one.said = one.network->run(test);
  auto& row = table.rows.emplace_back();
  row.emplace_back(one.name);
  row.emplace_back(Number{static_cast<double>(one.network->parameter_count())});
  for (const auto& [from, to] : ages) row.emplace_back(Number{share_right(test, one.said, from, to), 2});
  double error = 0;
  for (std::size_t i = 0; i < one.said.size(); ++i) error += std::pow(one.said[i] - test.answer[i], 2);
  row.emplace_back(Number{error / static_cast<double>(one.said.size()), 3});
}

void compare(Page& page, std::vector<Contestant>& all, const SwitchBatch& test) {
  Table table = table_of_ages(page, "ages");
  Plot plot{.id = "by-age", .title = page.text("age-plot"), .x_label = page.text("age"), .y_label = page.text("share")};
  for (Contestant& one : all) {
    add_row(table, one, test);
    for (int age = 0; age <= oldest_drawn; ++age) one.right.push_back(share_right(test, one.said, age, age));
    plot.series.push_back({one.name, one.right});
  }
  page.table(table);
  page.draw(plot);
}

// The network of that row is right for ten steps after a pulse, and after more.
std::vector<Condition> holds_on(std::size_t row) {
  return {is(good, Relation::at_most, Place{"ages", row, 5}), is(good, Relation::at_most, Place{"ages", row, 6})};
}

// Longer and longer delay lines, each up to the end of one column of the table.
void lengthen(Page& page, const LessonOptions& options, const SwitchBatch& test) {
  Table table = table_of_ages(page, "windows");
  for (const int length : {window, 2 * window, 4 * window}) {
    Contestant one{page.text("line", {{"window", std::to_string(length)}}), make_delay_network(length, options.seed)};
    learn(*one.network, options.seed, options.epochs);
    add_row(table, one, test);
  }
  page.table(table);

  const std::string delay = std::to_string(memory_hidden_size);
  std::vector<Condition> guessing;
  std::vector<Condition> within;
  for (std::size_t row = 0; row < 3; ++row) {
    guessing.push_back(is({"windows", row, row + 4}, Relation::less, poor));
    for (std::size_t column = 2; column < row + 4; ++column)
      within.push_back(is(good, Relation::at_most, Place{"windows", row, column}));
  }
  page.claim({{"claim:lines", joined(guessing, within), {{"delay", delay}}},
              {"claim:lines-begin", joined(guessing, {is({"windows", 2, 2}, Relation::less, good)})}});
  page.claim({{"claim:loop", holds_on(2), {{"delay", delay}, {"far", std::to_string(ages[4][0])}}}});
}

// Columns of "ages": network, parameters, now, within the window, just beyond, 10 to 19, 20 and more.
void judge(Page& page) {
  const auto cell = [](std::size_t row, std::size_t column) { return Place{"ages", row, column}; };
  page.claim({{"claim:forward", {is(good, Relation::at_most, cell(0, 2)), is(cell(0, 4), Relation::less, poor)}}});
  page.claim({{"claim:delay",
               {is(good, Relation::at_most, cell(1, 3)), is(cell(1, 4), Relation::less, poor)},
               {{"window", std::to_string(window)}}}});
  page.claim({{"claim:narx", holds_on(2)}, {"claim:narx-fails", {is(cell(2, 6), Relation::less, good)}}});
  page.claim({{"claim:rnn", holds_on(3)}, {"claim:rnn-fails", {is(cell(3, 6), Relation::less, good)}}});
}

// The outputs over one of the test sequences.
void draw_example(Page& page, const std::vector<Contestant>& all, const SwitchBatch& test) {
  std::int64_t item = 0;  // the one with the longest wait
  for (std::size_t i = 0; i < test.age.size(); ++i) {
    if (test.age[i] == *std::ranges::max_element(test.age)) item = static_cast<std::int64_t>(i) % test.count;
  }
  Plot plot{.id = "example", .title = page.text("example-plot"), .x_label = "t", .y_label = page.text("output")};
  const auto curve = [&](const std::string& name, const std::vector<double>& values) {
    Series series{.name = name, .start = 1};
    for (std::int64_t t = 0; t < test.time; ++t)
      series.values.push_back(values[static_cast<std::size_t>(t * test.count + item)]);
    plot.series.push_back(series);
  };
  curve(page.text("target"), test.answer);
  for (const Contestant& one : all) curve(one.name, one.said);
  page.draw(plot);
}

// What each network reads, and what its hidden layer is made of.
void draw_views(Page& page) {
  const std::vector<std::string> inputs{"1", "0", "0", "0", "0", "0", "0"};
  const std::string ago = std::to_string(inputs.size() - 1);
  const std::string last = std::to_string(window - 1);
  page.heading("sees");
  page.paragraph("same-output");
  page.figure({"y(t) = tanh( V h(t) + c )"});
  page.paragraph("differ");
  page.draw(Views{
      .id = "views",
      .title = page.text("views", {{"ago", ago}}),
      .inputs = inputs,
      .networks = {{page.text("forward"), "h(t) = tanh( W x(t) + b )"},
                   {"TDNN", "h(t) = tanh( W0 x(t) + W1 x(t-1) + ... + W" + last + " x(t-" + last + ") + b )", window},
                   {"NARX", "h(t) = tanh( W x(t) + U y(t-1) + b )", 1, "y"},
                   {"RNN", "h(t) = tanh( W x(t) + U h(t-1) + b )", 1, "h"}}});
  page.paragraph("seen", {{"ago", ago}});
}

}  // namespace

Document memories(const LessonOptions& options) {
  Page page("memories", memories_texts, options.language);
  std::vector<Contestant> all;
  all.push_back({page.text("forward"), make_delay_network(1, options.seed)});
  all.push_back({"TDNN", make_delay_network(window, options.seed)});
  all.push_back({"NARX", make_feedback_network(options.seed, memory_hidden_size)});
  all.push_back({"RNN", make_recurrent_network(options.seed)});
  for (const Contestant& one : all) learn(*one.network, options.seed, options.epochs);
  Random others(options.seed, 2);
  const SwitchBatch test = draw_switches(others, 2 * time_steps, test_sequences);

  page.paragraph("what");
  page.paragraph("ways", {{"window", std::to_string(window)}});
  page.paragraph("task", {{"time", std::to_string(time_steps)}});
  draw_views(page);
  page.heading("compared");
  page.paragraph("learned", {{"hidden", std::to_string(memory_hidden_size)},
                             {"updates", std::to_string(options.epochs * updates_in_epoch)},
                             {"count", std::to_string(test_sequences)},
                             {"time", std::to_string(2 * time_steps)}});
  compare(page, all, test);
  judge(page);
  page.heading("enough");
  page.paragraph("enough-is");
  lengthen(page, options, test);
  page.heading("by-hand");
  const auto small = make_feedback_network(options.seed, small_narx_hidden_size);
  learn(*small, options.seed, options.epochs);
  show_small_narx(page, *small);
  page.heading("example");
  draw_example(page, all, test);
  page.paragraph("difference");
  page.attempt("memories --epochs 2", "try-less");
  page.attempt("memories --seed 2", "try-seed");
  return page.finish();
}

}  // namespace elman::lessons
