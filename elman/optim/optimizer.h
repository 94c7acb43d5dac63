// Optimizers: they update parameters from their gradients.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "elman/autograd/variable.h"
#include "elman/system/thread_pool.h"

namespace elman::optim {

// A tensor of an optimizer's state, such as "exp_avg.output.weight". It shares the optimizer's storage.
struct StateTensor {
  std::string name;
  Tensor tensor;
};

// Everything that an optimizer needs to continue bit for bit from a checkpoint.
struct OptimizerState {
  std::int64_t step_count = 0;
  std::vector<StateTensor> tensors;
};

// Updates all parameters at each step: one that the loss did not reach has a gradient of zeros. A parameter that is
// listed twice (tied weights) is updated once.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  // One update with gradients times gradient_scale (see clip_factor), by the threads of `pool` if given, with the same
  // result. With clear_gradients the gradients are zero afterwards, which is cheaper than zero_grad(). Allocates
  // nothing.
  void step(system::ThreadPool* pool = nullptr, double gradient_scale = 1, bool clear_gradients = false);
  void zero_grad();

  double learning_rate() const { return learning_rate_; }
  // Throws UsageError unless it is finite and not negative.
  void set_learning_rate(double learning_rate);

  // Each once, in the order given.
  const std::vector<NamedParameter>& parameters() const { return parameters_; }
  std::int64_t step_count() const { return step_count_; }
  OptimizerState state() const;
  // Copies what state() of an optimizer of the same kind and parameters returned. Throws UsageError naming a tensor
  // that is missing, of another shape or unknown.
  void restore(const OptimizerState& state);

 protected:
  Optimizer(std::vector<NamedParameter> parameters, double learning_rate);
  // Adds a tensor of zeros for each parameter and returns its slot: that of parameter p is state_tensor(slot, p).
  std::size_t add_state(const std::string& name);
  Scalar* state_tensor(std::size_t slot, std::size_t parameter) {
    return state_[slot * parameters_.size() + parameter].tensor.data();
  }

 private:
  // Called after step_count() has grown.
  virtual void begin_step(double gradient_scale) = 0;
  // Updates the elements of `range` of a parameter.
  virtual void update(std::size_t parameter, system::Range range, const Scalar* gradient, Scalar* value) = 0;

  std::vector<NamedParameter> parameters_;
  std::vector<StateTensor> state_;
  double learning_rate_;
  std::int64_t step_count_ = 0;
};

}  // namespace elman::optim
