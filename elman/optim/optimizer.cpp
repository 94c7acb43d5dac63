#include "elman/optim/optimizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "elman/error.h"
#include "elman/kernels/pointwise.h"

namespace elman::optim {

namespace {

constexpr int grain = 1024;  // elements; whole cache lines for each thread

Variable handle(const NamedParameter& named) { return named.parameter; }

std::vector<NamedParameter> without_repetitions(std::vector<NamedParameter> parameters) {
  std::vector<NamedParameter> once;
  for (NamedParameter& named : parameters) {
    if (!named.parameter) throw UsageError("optimizer: parameter " + named.name + " has no value");
    const bool known = std::any_of(once.begin(), once.end(),
                                   [&](const NamedParameter& other) { return handle(other) == handle(named); });
    if (!known) once.push_back(std::move(named));
  }
  return once;
}

}  // namespace

Optimizer::Optimizer(std::vector<NamedParameter> parameters, double learning_rate)
    : parameters_(without_repetitions(std::move(parameters))) {
  set_learning_rate(learning_rate);
}

void Optimizer::set_learning_rate(double learning_rate) {
  if (!std::isfinite(learning_rate) || learning_rate < 0) {
    throw UsageError("optimizer: the learning rate is " + std::to_string(learning_rate) + ", expected 0 or more");
  }
  learning_rate_ = learning_rate;
}

std::size_t Optimizer::add_state(const std::string& name) {
  const std::size_t slot = parameters_.empty() ? 0 : state_.size() / parameters_.size();
  for (const NamedParameter& named : parameters_) {
    state_.push_back({name + "." + named.name, Tensor(named.parameter.shape())});
  }
  return slot;
}

void Optimizer::step(system::ThreadPool* pool, double gradient_scale, bool clear_gradients) {
  ++step_count_;
  begin_step(gradient_scale);
  for (NamedParameter& named : parameters_) {
    named.parameter.mutable_value();  // packed copies are out of date
    named.parameter.grad();           // makes one of zeros if there is none
  }
  const int tasks = pool != nullptr ? pool->tasks() : 1;
  system::run_tasks(pool, tasks, [&](int task, int) {
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
      VariableState& state = *handle(parameters_[p]).state();
      const auto [begin, end] = system::share(static_cast<int>(state.value.size()), task, tasks, grain);
      if (begin == end) continue;
      Scalar* gradient = state.grad.data() + begin;
      update(p, {begin, end}, gradient, state.value.data() + begin);
      if (clear_gradients) kernels::fill(static_cast<std::size_t>(end - begin), 0, gradient);
    }
  });
}

void Optimizer::zero_grad() {
  for (NamedParameter& named : parameters_) named.parameter.zero_grad();
}

OptimizerState Optimizer::state() const { return {step_count_, state_}; }

void Optimizer::restore(const OptimizerState& state) {
  if (state.step_count < 0) throw UsageError("optimizer: the state has a negative step count");
  const auto find = [](const std::vector<StateTensor>& tensors, const std::string& name) {
    return std::find_if(tensors.begin(), tensors.end(), [&](const StateTensor& t) { return t.name == name; });
  };
  for (const StateTensor& given : state.tensors) {
    if (find(state_, given.name) == state_.end()) throw UsageError("optimizer: there is no state " + given.name);
  }
  // Everything is checked before anything is changed.
  for (const StateTensor& own : state_) {
    const auto given = find(state.tensors, own.name);
    if (given == state.tensors.end()) throw UsageError("optimizer: the state lacks " + own.name);
    if (given->tensor.shape() != own.tensor.shape() || !given->tensor.defined()) {
      throw UsageError("optimizer: state " + own.name + " has shape " + given->tensor.shape().to_string() +
                       ", expected " + own.tensor.shape().to_string());
    }
  }
  for (StateTensor& own : state_) own.tensor.copy_from(find(state.tensors, own.name)->tensor);
  step_count_ = state.step_count;
}

}  // namespace elman::optim
