// Lesson 8: how far back a network learns to look, and why LSTM and GRU exist.
#include <algorithm>
#include <cmath>

#include "lessons/course.h"
#include "lessons/page.h"

namespace elman::lessons {

namespace {

constexpr std::int64_t time_steps = 100;
constexpr std::int64_t hidden_size = 32;
constexpr std::int64_t batch_size = 32;
constexpr int updates_in_epoch = 100;

// The adding problem (Hochreiter & Schmidhuber 1997): 100 numbers, two of them marked, one in each half; at the end,
// say the sum of those two.
struct AddingBatch {
  Tensor inputs;   // (time, batch, 2): number, mark
  Tensor targets;  // (batch, 1)
};

AddingBatch draw(Random& random, std::int64_t count) {
  AddingBatch batch{Tensor({time_steps, count, 2}), Tensor({count, 1})};
  for (std::int64_t item = 0; item < count; ++item) {
    for (std::int64_t t = 0; t < time_steps; ++t) {
      batch.inputs[(t * count + item) * 2] = static_cast<Scalar>(random.uniform());
    }
    for (const std::int64_t half : {std::int64_t{0}, time_steps / 2}) {
      const std::int64_t t = half + static_cast<std::int64_t>(random.below(time_steps / 2));
      batch.inputs[(t * count + item) * 2 + 1] = 1;
      batch.targets[item] += batch.inputs[(t * count + item) * 2];
    }
  }
  return batch;
}

class Adder : public nn::Module {
 public:
  Adder(model::Architecture architecture, std::uint64_t seed)
      : random_(seed),
        layer_(model::cell_of(architecture), {.input_size = 2, .hidden_size = hidden_size}, random_),
        output_(hidden_size, 1, true, random_) {
    add_module("layer", layer_);
    add_module("output", output_);
    if (architecture == model::Architecture::lstm) open_forget_gate();
  }

  // Mean squared error of what it says at the end.
  Variable error(Tape& tape, const AddingBatch& batch) const {
    const nn::SequenceOutput read = layer_.forward(tape, tape.constant(batch.inputs));
    return error_of(tape, read.h_n, batch);
  }

  // The norm of the error's gradient by the state after each step, 0 steps back first. The state of an LSTM is h and c.
  std::vector<double> gradient_norms(const AddingBatch& batch) const {
    Tape tape;
    const std::int64_t count = batch.targets.shape()[0];
    const auto alive = static_cast<std::int32_t>(count);
    const std::int32_t first = 0;
    std::vector<nn::SequenceOutput> states;
    nn::SequenceOutput state;
    for (std::int64_t t = 0; t < time_steps; ++t) {
      const Tensor x({count, 2}, {batch.inputs.data() + t * count * 2, static_cast<std::size_t>(count * 2)});
      state = layer_.forward_rows(tape, {tape.constant(x), {}}, {1, &first, &alive}, state.h_n, state.c_n);
      states.push_back(state);
    }
    tape.backward(error_of(tape, state.h_n, batch));
    std::ranges::reverse(states);
    std::vector<double> norms;
    for (const nn::SequenceOutput& step : states) {
      double squares = 0;
      for (const Variable part : {step.h_n, step.c_n}) {
        if (!part || !part.has_grad()) continue;
        for (const Scalar value : part.grad().span()) squares += static_cast<double>(value) * value;
      }
      norms.push_back(std::sqrt(squares));
    }
    return norms;
  }

 private:
  // With a bias of 1 it lets most of the state through from the start (Gers et al. 2000; Jozefowicz et al. 2015).
  void open_forget_gate() {
    Tensor& bias = parameter("layer.bias_ih_l0").mutable_value();  // gates i f g o
    std::fill_n(bias.data() + hidden_size, hidden_size, Scalar(1));
  }

  Variable error_of(Tape& tape, Variable h_n, const AddingBatch& batch) const {
    const Variable h = ops::reshape(tape, h_n, Shape{batch.targets.shape()[0], hidden_size});
    return ops::mean_squared_error(tape, output_.forward(tape, h), tape.constant(batch.targets));
  }

  Random random_;
  nn::RecurrentLayers layer_;
  nn::Linear output_;
};

struct Network {
  const char* name;
  model::Architecture architecture;
  std::vector<double> errors = {};  // on held-out sequences, after each epoch
  std::vector<double> before = {};  // gradient norms, by steps back
  std::vector<double> after = {};
  double always_one = 0;  // the error of that answer on the same sequences
};

double error_of_one(const AddingBatch& batch) {
  double sum = 0;
  for (const Scalar target : batch.targets.span()) sum += (target - 1.0) * (target - 1.0);
  return sum / static_cast<double>(batch.targets.size());
}

// Epochs of fresh sequences, until the error on held-out ones is small.
void learn(Network& network, std::uint64_t seed, int epochs) {
  constexpr double good_enough = 0.005;
  Adder adder(network.architecture, seed);
  optim::Adam adam(adder.parameters(), {.learning_rate = 0.01});
  Random sequences(seed, 1);
  Random other_sequences(seed, 2);
  const AddingBatch held_out = draw(other_sequences, 1000);
  const AddingBatch measured = draw(other_sequences, batch_size);
  Tape tape;
  network.before = adder.gradient_norms(measured);
  while (static_cast<int>(network.errors.size()) < epochs) {
    for (int update = 0; update < updates_in_epoch; ++update) {
      tape.reset();
      const AddingBatch batch = draw(sequences, batch_size);
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
  page.paragraph("setting", {{"hidden", std::to_string(hidden_size)}, {"batch", std::to_string(batch_size)}});
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
