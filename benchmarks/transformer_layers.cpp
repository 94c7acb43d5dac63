#include <cmath>
#include <memory>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"
#include "elman/autograd/ops.h"
#include "elman/nn/transformer.h"

namespace elman::benchmarks {

namespace {

struct EncoderLayer {
  EncoderLayer(const nn::TransformerLayerOptions& options, const TapeOptions& tape_options)
      : random(1), layer(options, random), tape(tape_options), parameters(layer.parameters()) {}

  Random random;
  nn::TransformerEncoderLayer layer;
  data::SequenceBatch batch;
  Tensor x;  // (rows, size)
  Tensor d_output;
  Tape tape;
  std::vector<NamedParameter> parameters;
  Variable input, output;  // of the last run

  // PyTorch's parameters and Elman's are in the same order under the same names.
  void fill_parameters() {
    const float scale = 1 / std::sqrt(static_cast<float>(layer.options().size));
    for (NamedParameter& named : parameters) fill(named.parameter.mutable_value(), Seed::parameter, scale);
  }

  void forward() {
    tape.reset();
    input = tape.variable(x);
    output = layer.forward(tape, input, ops::self_attention_pattern(tape, steps_of(batch), batch.lengths, false));
  }

  // As in training, weights have changed since the last step, so that they are packed anew.
  void train() {
    for (NamedParameter& named : parameters) {
      named.parameter.mutable_value();
      named.parameter.zero_grad();
    }
    forward();
    tape.backward(output, d_output);
  }

  // What the layer wrote and, in training, the gradients of what it read and of its parameters.
  std::vector<float> results(bool train) const {
    std::vector<float> all = values_of(output.value());
    const auto append = [&](const Tensor& part) { all.insert(all.end(), part.data(), part.data() + part.size()); };
    if (!train) return all;
    append(input.grad());
    for (const NamedParameter& named : parameters) append(named.parameter.grad());
    return all;
  }
};

// Of forward, a multiply-add being two: all products with weights, and attention between true positions.
double operations_of(const nn::TransformerLayerOptions& options, const std::vector<std::int32_t>& lengths) {
  const auto size = static_cast<double>(options.size);
  double sum = 0;
  for (const std::int32_t length : lengths) {
    sum += length * (4 * size * size + 2 * size * static_cast<double>(options.feed_forward) + 2.0 * length * size);
  }
  return 2 * sum;
}

}  // namespace

// mode=forward or train; norm=pre or post; dropout in percent.
Task transformer_layer_task(const Case& asked) {
  const bool train = asked.text("mode") == "train";
  const nn::TransformerLayerOptions options{.size = asked.number("size"),
                                            .heads = asked.number("heads"),
                                            .feed_forward = asked.number("feed-forward"),
                                            .dropout = static_cast<Scalar>(asked.number("dropout")) / 100,
                                            .norm_first = asked.text("norm") == "pre"};
  const std::vector<std::int32_t> lengths = lengths_of(asked);
  const auto layer = std::make_shared<EncoderLayer>(
      options, TapeOptions{.threads = asked.threads(), .record = train, .training = train});
  layer->fill_parameters();
  layer->batch = sequence_batch(random_sequences(lengths, 64, 2));
  const Shape rows{layer->batch.rows(), options.size};
  layer->x = made_up_tensor(rows, Seed::x);
  layer->d_output = made_up_tensor(rows, Seed::d_output);
  return {.run = [=] { train ? layer->train() : layer->forward(); },
          .operations = (train ? 3 : 1) * operations_of(options, lengths),
          .results = [=] { return layer->results(train); }};
}

}  // namespace elman::benchmarks
