#include "elman/autograd/tape.h"

#include <algorithm>
#include <new>

#include "elman/error.h"
#include "elman/kernels/pointwise.h"

namespace elman {

Tape::Tape(const TapeOptions& options)
    : options_(options),
      pool_(options.pool != nullptr ? options.pool : std::make_shared<system::ThreadPool>(options.threads)) {}

Tape::~Tape() = default;

VariableState* Tape::new_state() {
  static_assert(alignof(VariableState) <= 64);
  return new (arena_.allocate(sizeof(VariableState))) VariableState();
}

Variable Tape::constant(const Tensor& value) {
  if (value.owns()) kept_.push_back(value);
  VariableState* state = new_state();
  state->value = Tensor::borrow(value.shape(), const_cast<Scalar*>(value.data()));
  return Variable(state);
}

Variable Tape::variable(const Tensor& value) {
  Variable result = constant(value);
  result.state()->requires_grad = options_.record;
  return result;
}

Variable Tape::make(const Shape& shape, bool requires_grad) {
  return make_borrowed(shape, scratch(static_cast<std::size_t>(shape.elements())), requires_grad);
}

Variable Tape::make_borrowed(const Shape& shape, Scalar* values, bool requires_grad) {
  VariableState* state = new_state();
  state->value = Tensor::borrow(shape, values);
  state->requires_grad = requires_grad && options_.record;
  return Variable(state);
}

std::span<const std::int32_t> Tape::keep(std::span<const std::int32_t> values) {
  auto* copy = array<std::int32_t>(values.size());
  std::copy(values.begin(), values.end(), copy);
  return {copy, values.size()};
}

Steps Tape::keep(const Steps& steps) {
  const auto count = static_cast<std::size_t>(steps.count);
  return {steps.count, keep(std::span(steps.first, count)).data(), keep(std::span(steps.alive, count)).data()};
}

Scalar* Tape::grad(Variable variable) {
  if (!variable.requires_grad()) return nullptr;
  VariableState* state = variable.state();
  if (!state->grad.defined()) {
    const Shape& shape = state->value.shape();
    if (state->is_parameter) {
      state->grad = Tensor(shape);  // it outlives the step
    } else {
      state->grad = Tensor::borrow(shape, scratch(static_cast<std::size_t>(shape.elements())));
      state->grad.fill(0);
    }
  }
  return state->grad.data();
}

Tape::GradientTarget Tape::grad_target(Variable variable) {
  if (!variable.requires_grad()) return {};
  VariableState* state = variable.state();
  if (state->grad.defined() || state->is_parameter) return {grad(variable), true};
  const Shape& shape = state->value.shape();
  state->grad = Tensor::borrow(shape, scratch(static_cast<std::size_t>(shape.elements())));
  return {state->grad.data(), false};
}

std::uint64_t Tape::next_dropout_key() {
  // Distinct keys for distinct (seed, step, op): each part is multiplied by an odd constant and mixed in turn.
  std::uint64_t key = options_.seed;
  for (const std::uint64_t part : {step_, ++dropout_ops_}) {
    key = (key ^ part) * 0x9E3779B97F4A7C15ULL;
    key ^= key >> 32;
  }
  return key;
}

void Tape::backward(Variable loss) {
  if (loss.shape().elements() != 1) {
    throw UsageError("backward: the loss has shape " + loss.shape().to_string() + ", expected a single element");
  }
  const Scalar one = 1;
  backward(loss, Tensor::borrow(loss.shape(), const_cast<Scalar*>(&one)));
}

void Tape::backward(Variable output, const Tensor& gradient) {
  if (!options_.record) throw UsageError("backward: this tape does not record; make it with record = true");
  if (!output.requires_grad()) throw UsageError("backward: nothing that this output depends on requires a gradient");
  if (gradient.shape() != output.shape()) {
    throw UsageError("backward: gradient of shape " + gradient.shape().to_string() + " for an output of shape " +
                     output.shape().to_string());
  }
  kernels::add_scaled(static_cast<std::size_t>(gradient.size()), 1, gradient.data(), grad(output));
  for (Node* node = last_; node != nullptr; node = node->previous) node->run(node);
  last_ = nullptr;
}

void Tape::reset(std::uint64_t step) {
  arena_.reset();
  kept_.clear();
  last_ = nullptr;
  step_ = step;
  dropout_ops_ = 0;
}

}  // namespace elman
