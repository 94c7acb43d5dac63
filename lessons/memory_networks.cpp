#include "lessons/memory_networks.h"

#include <algorithm>

namespace elman::lessons {

namespace {

constexpr double pulses = 0.08;  // share of the steps

// Two layers with tanh: features -> hidden -> 1.
class Perceptron : public nn::Module {
 public:
  Perceptron(std::int64_t features, std::int64_t hidden_size, const nn::Initializer& init)
      : hidden_(features, hidden_size, true, init), output_(hidden_size, 1, true, init) {
    add_module("hidden", hidden_);
    add_module("output", output_);
  }
  Variable forward(Tape& tape, Variable x) const {
    return ops::tanh(tape, output_.forward(tape, ops::tanh(tape, hidden_.forward(tape, x))));
  }

 private:
  nn::Linear hidden_;
  nn::Linear output_;
};

class DelayNetwork : public MemoryNetwork {
 public:
  DelayNetwork(int window, std::uint64_t seed)
      : window_(window), random_(seed), perceptron_(window, memory_hidden_size, random_) {
    add_module("perceptron", perceptron_);
  }

  Variable outputs(Tape& tape, const SwitchBatch& batch) const override {
    Tensor x({batch.time * batch.count, window_});
    for (std::int64_t t = 0; t < batch.time; ++t) {
      for (std::int64_t item = 0; item < batch.count; ++item) {
        for (std::int64_t back = 0; back < std::min<std::int64_t>(window_, t + 1); ++back) {
          const auto from = static_cast<std::size_t>((t - back) * batch.count + item);
          x[(t * batch.count + item) * window_ + back] = static_cast<Scalar>(batch.pulse[from]);
        }
      }
    }
    return perceptron_.forward(tape, tape.constant(x));
  }

 private:
  std::int64_t window_;
  Random random_;
  Perceptron perceptron_;
};

class FeedbackNetwork : public MemoryNetwork {
 public:
  FeedbackNetwork(std::uint64_t seed, std::int64_t hidden_size) : random_(seed), perceptron_(2, hidden_size, random_) {
    add_module("perceptron", perceptron_);
  }

  Variable outputs(Tape& tape, const SwitchBatch& batch) const override {
    Tensor x({batch.time * batch.count, 2});
    for (std::int64_t row = 0; row < batch.time * batch.count; ++row) {
      x[2 * row] = static_cast<Scalar>(batch.pulse[static_cast<std::size_t>(row)]);
      const std::int64_t before = row - batch.count;
      if (before >= 0) x[2 * row + 1] = static_cast<Scalar>(batch.answer[static_cast<std::size_t>(before)]);
    }
    return perceptron_.forward(tape, tape.constant(x));
  }

  std::vector<double> run(const SwitchBatch& batch) const override {
    Tape tape({.record = false});
    std::vector<double> said;
    Tensor x({batch.count, 2});
    for (std::int64_t t = 0; t < batch.time; ++t) {
      for (std::int64_t item = 0; item < batch.count; ++item) {
        x[2 * item] = static_cast<Scalar>(batch.pulse[static_cast<std::size_t>(t * batch.count + item)]);
      }
      const Tensor& y = perceptron_.forward(tape, tape.constant(x)).value();
      for (std::int64_t item = 0; item < batch.count; ++item) x[2 * item + 1] = y[item];
      said.insert(said.end(), y.span().begin(), y.span().end());
      tape.reset();
    }
    return said;
  }

 private:
  Random random_;
  Perceptron perceptron_;
};

class RecurrentNetwork : public MemoryNetwork {
 public:
  explicit RecurrentNetwork(std::uint64_t seed)
      : random_(seed),
        layer_({.input_size = 1, .hidden_size = memory_hidden_size}, random_),
        output_(memory_hidden_size, 1, true, random_) {
    add_module("layer", layer_);
    add_module("output", output_);
  }

  Variable outputs(Tape& tape, const SwitchBatch& batch) const override {
    Tensor x({batch.time, batch.count, 1});
    std::ranges::transform(batch.pulse, x.data(), [](double pulse) { return static_cast<Scalar>(pulse); });
    const Variable states = layer_.forward(tape, tape.constant(x)).output;
    const Variable rows = ops::reshape(tape, states, Shape{batch.time * batch.count, memory_hidden_size});
    return ops::tanh(tape, output_.forward(tape, rows));
  }

 private:
  Random random_;
  nn::RNN layer_;
  nn::Linear output_;
};

}  // namespace

std::vector<double> MemoryNetwork::run(const SwitchBatch& batch) const {
  Tape tape({.record = false});
  const Variable said = outputs(tape, batch);
  return {said.value().span().begin(), said.value().span().end()};
}

SwitchBatch draw_switches(Random& random, std::int64_t time, std::int64_t count) {
  SwitchBatch batch{time, count, {}, {}, {}};
  for (std::int64_t t = 0; t < time; ++t) {
    for (std::int64_t item = 0; item < count; ++item) {
      const bool comes = t == 0 || random.uniform() < pulses;
      const double pulse = !comes ? 0 : random.below(2) == 0 ? -1 : 1;
      const auto before = static_cast<std::size_t>((t - 1) * count + item);
      batch.answer.push_back(comes ? pulse : batch.answer[before]);
      batch.age.push_back(comes ? 0 : batch.age[before] + 1);
      batch.pulse.push_back(pulse);
    }
  }
  return batch;
}

std::unique_ptr<MemoryNetwork> make_delay_network(int window, std::uint64_t seed) {
  return std::make_unique<DelayNetwork>(window, seed);
}
std::unique_ptr<MemoryNetwork> make_feedback_network(std::uint64_t seed, std::int64_t hidden_size) {
  return std::make_unique<FeedbackNetwork>(seed, hidden_size);
}
std::unique_ptr<MemoryNetwork> make_recurrent_network(std::uint64_t seed) {
  return std::make_unique<RecurrentNetwork>(seed);
}

}  // namespace elman::lessons
