// A value that takes part in a computation, and its gradient.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "elman/tensor/tensor.h"

namespace elman {

class KeptForms;

// What a Variable points to. A tape owns those of one step, a Parameter its own.
struct VariableState {
  Tensor value;
  Tensor grad;  // undefined until backward() reaches it
  bool requires_grad = false;
  bool is_parameter = false;
  std::uint64_t version = 0;   // a parameter's; each change gives it one above all that any parameter has had
  KeptForms* forms = nullptr;  // a parameter's
};

// A handle, as cheap as a pointer; valid as long as its tape's step or its Parameter. A default-constructed one is
// "none", for optional arguments of ops.
class Variable {
 public:
  Variable() = default;
  explicit Variable(VariableState* state) : state_(state) {}

  explicit operator bool() const { return state_ != nullptr; }
  const Tensor& value() const { return state_->value; }
  const Shape& shape() const { return state_->value.shape(); }
  const Scalar* data() const { return value().data(); }
  std::int64_t rows() const { return shape().rows(); }
  std::int64_t columns() const { return shape().columns(); }
  bool requires_grad() const { return state_ != nullptr && state_->requires_grad; }
  bool has_grad() const { return state_ != nullptr && state_->grad.defined(); }
  // Undefined until backward() reaches this variable.
  const Tensor& grad() const { return state_->grad; }
  VariableState* state() const { return state_; }
  bool operator==(const Variable& other) const = default;

 private:
  VariableState* state_ = nullptr;
};

// A trainable value. Its gradient accumulates until zero_grad().
class Parameter {
 public:
  Parameter() = default;  // none
  explicit Parameter(Tensor value);

  explicit operator bool() const { return state_ != nullptr; }
  // NOLINTNEXTLINE(google-explicit-constructor): ops take parameters and variables alike
  operator Variable() const { return Variable(state_.get()); }

  const Tensor& value() const { return state_->value; }
  const Shape& shape() const { return value().shape(); }
  // The value to write to. Forms kept of the old one are made again when they are needed.
  Tensor& mutable_value();
  // Zeros until backward() reaches it. Takes no memory until it is asked for, which inference never does.
  Tensor& grad();
  const Tensor& grad() const;
  void zero_grad();

 private:
  std::shared_ptr<VariableState> state_;
};

struct NamedParameter {
  std::string name;  // dotted, as PyTorch names it: "encoder.rnn.weight_ih_l0"
  Parameter parameter;
};

}  // namespace elman
