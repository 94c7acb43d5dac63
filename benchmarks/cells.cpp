#include "elman/nn/cells.h"

#include <memory>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"
#include "elman/error.h"

namespace elman::benchmarks {

namespace {

// One step: x, and what the step before has left, to h.
struct Stepper {
  virtual ~Stepper() = default;
  virtual void start() = 0;
  virtual Variable step(Tape& tape, Variable x) = 0;
  virtual nn::Module& module() = 0;
};

template <class Cell>
struct StateStepper : Stepper {
  StateStepper(const nn::CellOptions& options, Random& random) : cell(options, random) {}
  Cell cell;
  Variable h;
  void start() override { h = {}; }
  Variable step(Tape& tape, Variable x) override { return h = cell.forward(tape, x, h); }
  nn::Module& module() override { return cell; }
};

struct LSTMStepper : Stepper {
  LSTMStepper(const nn::CellOptions& options, Random& random) : cell(options, random) {}
  nn::LSTMCell cell;
  nn::LSTMState state;
  void start() override { state = {}; }
  Variable step(Tape& tape, Variable x) override {
    state = cell.forward(tape, x, state);
    return state.h;
  }
  nn::Module& module() override { return cell; }
};

std::unique_ptr<Stepper> make_stepper(const std::string& name, const nn::CellOptions& options, Random& random) {
  if (name == "rnn") return std::make_unique<StateStepper<nn::RNNCell>>(options, random);
  if (name == "gru") return std::make_unique<StateStepper<nn::GRUCell>>(options, random);
  if (name == "lstm") return std::make_unique<LSTMStepper>(options, random);
  throw UsageError("benchmark: no cell is called '" + name + "'");
}

}  // namespace

// `steps` steps of a cell in one run; mode=train adds the sum of all h and its gradients.
Task cell_task(const Case& asked) {
  struct Walk {
    explicit Walk(bool train) : tape({.record = train}) {}
    std::unique_ptr<Stepper> stepper;
    std::vector<Tensor> x;
    Tape tape;
  };
  const int hidden = asked.number("hidden");
  const bool train = asked.text("mode") == "train";
  const auto walk = std::make_shared<Walk>(train);
  Random random(1);
  walk->stepper = make_stepper(asked.text("cell"), {.input_size = hidden, .hidden_size = hidden}, random);
  const Shape shape{asked.number("batch"), hidden};
  for (int t = 0; t < asked.number("steps"); ++t) walk->x.push_back(made_up_tensor(shape, Seed::x));
  return {.run = [=] {
    walk->tape.reset();
    walk->stepper->start();
    if (train) {
      for (NamedParameter& named : walk->stepper->module().parameters()) named.parameter.mutable_value();
      walk->stepper->module().zero_grad();
    }
    Variable sum;
    for (const Tensor& x : walk->x) {
      const Variable h = walk->stepper->step(walk->tape, walk->tape.constant(x));
      sum = sum ? ops::add(walk->tape, sum, h) : h;
    }
    if (train) walk->tape.backward(ops::sum(walk->tape, sum));
  }};
}

}  // namespace elman::benchmarks
