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
  page.paragraph(networks[0].errors.back() > 0.1 ? "srn-stays" : "srn-learns",
                 {{"error", shown(networks[0].errors.back(), 3)}, {"one", shown(networks[0].always_one, 3)}});
  const bool gated = std::min(networks[1].errors.back(), networks[2].errors.back()) < 0.01;
  page.paragraph(gated ? "gated-learn" : "gated-not-yet");
}

// What is left of the gradient some steps back, and the factor that makes of each step.
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
      row.emplace_back(Number{std::pow((*norms)[30] / (*norms)[0], 1.0 / 30), 2});
    }
  }
  page.table(table);
}

}  // namespace

Document memory(const LessonOptions& options) {
  const int epochs = options.epochs == 0 ? 16 : options.epochs;
  std::vector<Network> networks{
      {"SRN", model::Architecture::rnn}, {"LSTM", model::Architecture::lstm}, {"GRU", model::Architecture::gru}};
  for (Network& network : networks) learn(network, options.seed.value_or(3), epochs);

  Page page("memory", memory_texts, options.language);
  page.paragraph("what");
  page.paragraph("task");
  page.paragraph("one", {{"variance", shown(2.0 / 12, 4)}});
  page.heading("learning");
  page.paragraph("setting", {{"hidden", std::to_string(Adder::hidden_size)}, {"batch", std::to_string(batch_size)}});
  show_errors(page, networks);
  page.heading("back");
  page.paragraph("through-time");
  show_gradients(page, networks);
  page.paragraph("shrinks");
  Plot plot{.id = "gradient-norms", .title = page.text("plot"), .x_label = page.text("steps-back")};
  for (const Network& network : networks) plot.series.push_back({network.name, network.after});
  page.plot(plot);
  page.heading("gates");
  page.figure({"SRN    h = tanh(W x + U h' + b)", "LSTM   c = f * c' + i * g        h = o * tanh(c)",
               "GRU    h = z * h' + (1 - z) * n"});
  page.paragraph("why");
  page.paragraph("not-given");
  page.attempt("memory --plot memory.svg --epochs 5", "try-plot");
  page.attempt("memory --seed 4", "try-seed");
  return page.finish();
}

}  // namespace elman::lessons
