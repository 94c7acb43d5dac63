// Lesson 8: how far back a network learns to look, and why LSTM and GRU exist.
#include <algorithm>
#include <cmath>

#include "lessons/adding_problem.h"
#include "lessons/course.h"
#include "lessons/page.h"

namespace elman::lessons {

namespace {

constexpr std::int64_t batch_size = 32;
constexpr int updates_in_epoch = 100;

struct Network {
  const char* name;
  model::Architecture architecture;
  std::vector<double> errors = {};  // on held-out sequences, after each epoch
  std::vector<double> before = {};  // gradient norms, by steps back
  std::vector<double> after = {};
  double always_one = 0;  // the error of that answer on the same sequences
};

// Epochs of fresh sequences, until the error on held-out ones is small.
void learn(Network& network, std::uint64_t seed, int epochs) {
  constexpr double good_enough = 0.005;
  Adder adder(network.architecture, seed);
  optim::Adam adam(adder.parameters(), {.learning_rate = 0.01});
  Random sequences(seed, 1);
  Random other_sequences(seed, 2);
  const AddingBatch held_out = draw_additions(other_sequences, 1000);
  const AddingBatch measured = draw_additions(other_sequences, batch_size);
  Tape tape;
  network.before = adder.gradient_norms(measured);
  while (static_cast<int>(network.errors.size()) < epochs) {
    for (int update = 0; update < updates_in_epoch; ++update) {
      tape.reset();
      const AddingBatch batch = draw_additions(sequences, batch_size);
      tape.backward(adder.error(tape, batch));
      adam.step(nullptr, optim::clip_factor(optim::gradient_norm(adam.parameters()), 1));
      adam.zero_grad();
    }
    Tape look({.record = false});
    network.errors.push_back(static_cast<double>(adder.error(look, held_out).value().item()));
    if (network.errors.back() < good_enough) break;
  }
  network.after = adder.gradient_norms(measured);
  network.always_one = error_of_one(held_out);
}

void show_errors(Page& page, const std::vector<Network>& networks) {
  Table table{.id = "errors", .columns = {page.text("updates")}};
  std::size_t epochs = 0;
  for (const Network& network : networks) {
    table.columns.emplace_back(network.name);
    epochs = std::max(epochs, network.errors.size());
  }
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(Number{static_cast<double>((epoch + 1) * updates_in_epoch)});
    for (const Network& network : networks) {
      const bool learning = epoch < network.errors.size();
      row.push_back(learning ? Cell(Number{network.errors[epoch], 4}) : Cell(std::string()));
    }
  }
  page.table(table);
  Plot plot{
      .id = "errors", .title = page.text("error-plot"), .x_label = page.text("updates"), .y_label = page.text("error")};
  for (const Network& network : networks) {
    plot.series.push_back({network.name, network.errors, updates_in_epoch, updates_in_epoch});
  }
  page.draw(plot);
}

// Table "ends": who has learned, beside always answering 1.
void judge_ends(Page& page, const std::vector<Network>& networks) {
  constexpr double learned = 0.01;
  Table table{.id = "ends",
              .columns = {page.text("network"), page.text("updates"), page.text("error"), page.text("always-one")}};
  for (const Network& network : networks) {
    table.rows.push_back({network.name, Number{static_cast<double>(network.errors.size()) * updates_in_epoch},
                          Number{network.errors.back(), 4}, Number{network.always_one, 4}});
  }
  page.table(table);
  const auto error_of = [](std::size_t row) { return Place{"ends", row, 2}; };
  page.claim({{"claim:srn-stays", {is(0.95 * networks[0].always_one, Relation::less, error_of(0))}},
              {"claim:srn-learns", {is(error_of(0), Relation::less, learned)}},
              {"claim:srn-begins", {is(error_of(0), Relation::at_most, 0.95 * networks[0].always_one)}}});
  const std::vector<Value> lstm_first{{"one", "LSTM"}, {"other", "GRU"}};
  const std::vector<Value> gru_first{{"one", "GRU"}, {"other", "LSTM"}};
  page.claim(
      {{"claim:both-learn", {is(error_of(1), Relation::less, learned), is(error_of(2), Relation::less, learned)}},
       {"claim:one-learns",
        {is(error_of(1), Relation::less, learned), is(learned, Relation::at_most, error_of(2))},
        lstm_first},
       {"claim:one-learns",
        {is(error_of(2), Relation::less, learned), is(learned, Relation::at_most, error_of(1))},
        gru_first},
       {"claim:none-learns",
        {is(learned, Relation::at_most, error_of(1)), is(learned, Relation::at_most, error_of(2))}}});
  constexpr std::size_t falling = 2;  // epochs
  for (std::size_t n : {1, 2}) {
    const std::size_t epochs = networks[n].errors.size();
    if (epochs <= falling) continue;
    const std::size_t waiting = epochs - falling;
    std::vector<Condition> late{is(error_of(n), Relation::less, learned)};
    for (std::size_t epoch = 0; epoch < waiting; ++epoch) {
      late.push_back(is(0.85 * networks[n].always_one, Relation::less, Place{"errors", epoch, n + 1}));
    }
    page.claim({{"claim:at-once",
                 late,
                 {{"network", networks[n].name},
                  {"waiting", std::to_string(waiting * updates_in_epoch)},
                  {"updates", std::to_string(falling * updates_in_epoch)}}}});
  }
}

// What each of the last 30 steps multiplies the norm by, on average.
double factor_of(const std::vector<double>& norms) { return std::pow(norms[30] / norms[0], 1.0 / 30); }

// What is left of the gradient some steps back, and the factor of each step.
void show_gradients(Page& page, const std::vector<Network>& networks) {
  Table table{.id = "gradients", .columns = {page.text("network"), page.text("when")}};
  for (const int back : {0, 10, 30, 99}) table.columns.push_back(page.text("steps", {{"steps", std::to_string(back)}}));
  table.columns.push_back(page.text("factor"));
  for (const Network& network : networks) {
    for (const auto* norms : {&network.before, &network.after}) {
      auto& row = table.rows.emplace_back();
      row.insert(row.end(), {network.name, page.text(norms == &network.before ? "before" : "after")});
      for (const std::size_t back : {std::size_t{0}, std::size_t{10}, std::size_t{30}, std::size_t{99}})
        row.emplace_back(Number{(*norms)[back], 1, true});
      row.emplace_back(Number{factor_of(*norms), 2});
    }
  }
  page.table(table);
}

// What is left of the gradient at each step back, as curves.
Plot norms_of(const Page& page, const std::vector<Network>& networks, bool after) {
  Plot plot{.id = after ? "gradient-norms" : "gradient-norms-before",
            .title = page.text(after ? "plot" : "plot-before"),
            .x_label = page.text("steps-back"),
            .y_label = page.text("norm"),
            .logarithmic = true};
  for (const Network& network : networks) plot.series.push_back({network.name, after ? network.after : network.before});
  return plot;
}

// Columns: network, when, 0, 10, 30 and 99 steps back, factor. Rows: before and after, network by network.
void judge_gradients(Page& page, const std::vector<Network>& networks) {
  constexpr std::size_t far_back = 5;
  constexpr std::size_t factor = 6;
  const std::string each_step = shown(factor_of(networks[0].before), 2);
  page.claim(
      {{"claim:shrinks",
        {is({"gradients", 0, factor}, Relation::less, 0.95), is({"gradients", 0, far_back}, Relation::less, 1e-10, 12)},
        {{"factor", each_step}, {"power", shown(Number{std::pow(std::stod(each_step), 99), 0, true})}}}});
  page.draw(norms_of(page, networks, false));
  page.draw(norms_of(page, networks, true));
}

void judge_gates(Page& page) {
  constexpr std::size_t factor = 6;
  const std::vector<Condition> closed{is({"gradients", 2, factor}, Relation::less, 0.95),
                                      is({"gradients", 4, factor}, Relation::less, 0.95)};
  page.claim({{"claim:can-learn-to", joined(closed, {is(0.95, Relation::less, Place{"gradients", 3, factor}),
                                                     is(0.95, Relation::less, Place{"gradients", 5, factor})})},
              {"claim:not-given", closed}});
}

}  // namespace

Document memory(const LessonOptions& options) {
  std::vector<Network> networks{
      {"SRN", model::Architecture::rnn}, {"LSTM", model::Architecture::lstm}, {"GRU", model::Architecture::gru}};
  for (Network& network : networks) learn(network, options.seed, options.epochs);

  Page page("memory", memory_texts, options.language);
  page.paragraph("what");
  page.paragraph("task");
  page.paragraph("one", {{"variance", shown(2.0 / 12, 4)}});
  page.heading("learning");
  page.paragraph("setting", {{"hidden", std::to_string(Adder::hidden_size)}, {"batch", std::to_string(batch_size)}});
  show_errors(page, networks);
  judge_ends(page, networks);
  page.heading("back");
  page.paragraph("through-time");
  show_gradients(page, networks);
  judge_gradients(page, networks);
  page.heading("gates");
  page.figure({"SRN    h = tanh(W x + U h' + b)", "LSTM   c = f * c' + i * g        h = o * tanh(c)",
               "GRU    h = z * h' + (1 - z) * n"});
  page.paragraph("why");
  judge_gates(page);
  page.paragraph("forget-gate");
  page.attempt("memory --epochs 5", "try-less");
  page.attempt("memory --seed 4", "try-seed");
  return page.finish();
}

}  // namespace elman::lessons
