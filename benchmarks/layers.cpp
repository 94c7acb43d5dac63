#include <cmath>
#include <memory>
#include <utility>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"
#include "elman/system/thread_pool.h"

namespace elman::benchmarks {

namespace {

constexpr std::pair<const char*, Seed> weight_seeds[] = {{"weight_ih_l0", Seed::weight_ih},
                                                         {"weight_hh_l0", Seed::weight_hh},
                                                         {"bias_ih_l0", Seed::bias_ih},
                                                         {"bias_hh_l0", Seed::bias_hh}};

struct Layer {
  Layer(kernels::Cell cell, const nn::RecurrentOptions& options, int symbols, const TapeOptions& tape_options)
      : random(1), layers(cell, options, random), tape(tape_options) {
    if (symbols > 0) table = std::make_unique<nn::Embedding>(symbols, options.input_size, random);
  }

  Random random;
  nn::RecurrentLayers layers;
  std::unique_ptr<nn::Embedding> table;  // if symbols go in
  data::SequenceBatch batch;
  Tensor x;  // (rows, hidden), if vectors go in
  Tensor d_output;
  Tape tape;
  Variable input, output;  // of the last run

  // PyTorch's weights and Elman's have the same order and names.
  void fill_parameters() {
    const float scale = 1 / std::sqrt(static_cast<float>(layers.options().hidden_size));
    for (const auto& [name, seed] : weight_seeds) fill(layers.parameter(name).mutable_value(), seed, scale);
    if (table) fill(table->parameter("weight").mutable_value(), Seed::table);
  }

  Variable forward() {
    tape.reset();
    input = tape.variable(x);
    output =
        layers
            .forward_rows(tape, table ? ops::RecurrentInput{table->weight, batch.ids} : ops::RecurrentInput{input, {}},
                          steps_of(batch))
            .output;
    return output;
  }

  // As in training, weights have changed since the last step, so that they are packed anew.
  void train() {
    const auto changed = [](nn::Module& module) {
      for (NamedParameter& named : module.parameters()) named.parameter.mutable_value();
      module.zero_grad();
    };
    changed(layers);
    if (table) changed(*table);
    tape.backward(forward(), d_output);
  }

  // What the layer wrote and, in training, the gradients of what it read and of its weights.
  std::vector<float> results(bool train) const {
    std::vector<float> all = values_of(output.value());
    const auto append = [&](const Tensor& part) { all.insert(all.end(), part.data(), part.data() + part.size()); };
    if (!train) return all;
    append(table ? table->weight.grad() : input.grad());
    for (const auto& [name, seed] : weight_seeds) {
      if (seed != Seed::bias_hh) append(layers.parameter(name).grad());
    }
    return all;
  }
};

}  // namespace

// mode=forward or train; input=vectors or symbols (64 of them). As many features go in as come out.
Task layer_task(const Case& asked) {
  const kernels::Cell cell = model::cell_of(parse_choice<model::Architecture>("cell", asked.text("cell")));
  const int hidden = asked.number("hidden");
  const bool train = asked.text("mode") == "train";
  const bool symbols = asked.text("input") == "symbols";
  const std::vector<std::int32_t> lengths = lengths_of(asked);
  const auto layer =
      std::make_shared<Layer>(cell, nn::RecurrentOptions{.input_size = hidden, .hidden_size = hidden}, symbols ? 64 : 0,
                              TapeOptions{.threads = asked.threads(), .record = train});
  layer->fill_parameters();
  layer->batch = sequence_batch(random_sequences(lengths, 64, 2));
  const Shape rows{layer->batch.rows(), hidden};
  layer->x = made_up_tensor(rows, Seed::x);
  layer->d_output = made_up_tensor(rows, Seed::d_output);
  // Dense products of input and state, forward; twice as much again backward.
  const double weights = static_cast<double>(kernels::gate_count(cell)) * hidden * hidden;
  const double operations = 2.0 * layer->batch.rows() * 2.0 * weights;
  // What bounds small batches: W_hh is read at each step, and once more on the way back.
  const double weight_bytes = weights * sizeof(Scalar);
  return {.run = [=] { train ? layer->train() : static_cast<void>(layer->forward()); },
          .operations = train ? 3 * operations : operations,
          .bytes = layer->batch.steps * weight_bytes * (train ? 2 : 1),
          .bytes_limit = read_case(weight_bytes),
          .results = [=] { return layer->results(train); }};
}

}  // namespace elman::benchmarks
