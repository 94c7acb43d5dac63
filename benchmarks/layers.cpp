#include <memory>
#include <numeric>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"
#include "elman/kernels/thread_pool.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::benchmarks {

namespace {

struct Layer {
  Layer(kernels::Cell cell, const nn::RecurrentOptions& options, int symbols, const TapeOptions& tape_options)
      : random(1), layers(cell, options, random), tape(tape_options) {
    if (symbols > 0) table = std::make_unique<nn::Embedding>(symbols, options.input_size, random);
  }

  Random random;
  nn::RecurrentLayers layers;
  std::unique_ptr<nn::Embedding> table;  // where symbols go in
  data::SequenceBatch batch;
  Tensor x;  // (rows, hidden), where vectors go in
  Tensor d_output;
  Tape tape;

  Variable forward() {
    tape.reset();
    const ops::RecurrentInput input =
        table ? ops::RecurrentInput{table->weight, batch.ids} : ops::RecurrentInput{tape.variable(x), {}};
    return layers.forward_rows(tape, input, steps_of(batch)).output;
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
};

}  // namespace

// mode=forward or train; input=vectors or symbols (64 of them). As many features go in as come out.
Task layer_task(const Case& asked) {
  const kernels::Cell cell = model::cell_of(model::parse_architecture(asked.text("cell")));
  const int hidden = asked.number("hidden");
  const bool train = asked.text("mode") == "train";
  const bool symbols = asked.text("input") == "symbols";
  const std::vector<std::int32_t> lengths = lengths_of(asked);
  const auto layer =
      std::make_shared<Layer>(cell, nn::RecurrentOptions{.input_size = hidden, .hidden_size = hidden}, symbols ? 64 : 0,
                              TapeOptions{.threads = asked.threads(), .record = train});
  layer->batch = sequence_batch(random_sequences(lengths, 64, 2));
  const Shape rows{layer->batch.rows(), hidden};
  layer->x = random_tensor(rows, 3);
  layer->d_output = random_tensor(rows, 4);
  // Dense products of input and state, forward; twice as much again backward.
  const double operations = 2.0 * layer->batch.rows() * 2.0 * hidden * kernels::gate_count(cell) * hidden;
  if (train) return {.run = [=] { layer->train(); }, .operations = 3 * operations};
  return {.run = [=] { layer->forward(); }, .operations = operations};
}

}  // namespace elman::benchmarks
