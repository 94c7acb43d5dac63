// What turns gradients into better parameters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "elman/autograd/variable.h"
#include "elman/system/thread_pool.h"

namespace elman::optim {

// A tensor that an optimizer remembers: "exp_avg.output.weight". It shares the optimizer's storage.
struct StateTensor {
  std::string name;
  Tensor tensor;
};

// Everything that an optimizer remembers, to continue bit for bit from a checkpoint.
struct OptimizerState {
  std::int64_t step_count = 0;
  std::vector<StateTensor> tensors;
};

// Updates parameters from their gradients. All of them at each step: one that the loss did not reach has a gradient of
// zeros. A parameter that is listed twice (tied weights) is updated once.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  // One update, with gradients times gradient_scale (see clip_factor). Shared between the threads of `pool` where there
  // is one; the result is the same. With clear_gradients they are zero afterwards, for less than zero_grad() costs.
  // Allocates nothing.
  void step(system::ThreadPool* pool = nullptr, double gradient_scale = 1, bool clear_gradients = false);
  void zero_grad();

  double learning_rate() const { return learning_rate_; }
  // Throws UsageError unless it is finite and not negative.
  void set_learning_rate(double learning_rate);

  // Each once, in the order given.
  const std::vector<NamedParameter>& parameters() const { return parameters_; }
  std::int64_t step_count() const { return step_count_; }
  OptimizerState state() const;
  // Takes over what state() of an optimizer of the same kind and parameters gave; values are copied. Throws UsageError
  // naming the tensor that is missing, of another shape or not known here.
  void restore(const OptimizerState& state);

 protected:
  Optimizer(std::vector<NamedParameter> parameters, double learning_rate);
  // Adds zeros for each parameter and returns where: tensor of parameter p is state_tensor(slot, p).
  std::size_t add_state(const std::string& name);
  Scalar* state_tensor(std::size_t slot, std::size_t parameter) {
    return state_[slot * parameters_.size() + parameter].tensor.data();
  }

 private:
  // step_count() has grown already.
  virtual void begin_step(double gradient_scale) = 0;
  // Updates the elements of `range` of a parameter.
  virtual void update(std::size_t parameter, system::Range range, const Scalar* gradient, Scalar* value) = 0;

  std::vector<NamedParameter> parameters_;
  std::vector<StateTensor> state_;
  double learning_rate_;
  std::int64_t step_count_ = 0;
};

}  // namespace elman::optim
