// Records what is computed, to compute gradients by going backwards through it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "elman/autograd/variable.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"
#include "elman/tensor/arena.h"

namespace elman {

struct TapeOptions {
  int threads = 1;                                     // threads that compute; results do not depend on it
  std::shared_ptr<system::ThreadPool> pool = nullptr;  // shared threads, instead of `threads` of its own
  bool record = true;                                  // false: nothing can be differentiated (inference)
  bool training = false;                               // true: dropout drops
  std::uint64_t seed = 0;                              // of dropout
};

// The computation of one step. Every op takes the tape first; what ops return lives until reset(). Not for use by
// several threads at once, nor at the same time as another tape with the same pool. A step of a size already seen
// allocates nothing.
class Tape {
 public:
  explicit Tape(const TapeOptions& options = {});
  ~Tape();
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  // A value that no gradient flows into; the tensor's storage is used as it is.
  Variable constant(const Tensor& value);
  // A value whose gradient is wanted, such as an input to look at.
  Variable variable(const Tensor& value);

  // Fills the gradients of everything that `loss`, a single element, depends on. Throws UsageError for another shape or
  // on a tape that does not record.
  void backward(Variable loss);
  // The same from the gradient of any output.
  void backward(Variable output, const Tensor& gradient);

  // Drops the step's values and nodes. `step` is the number of the next one: dropout masks depend on (seed, step, op,
  // element).
  void reset(std::uint64_t step = 0);

  bool recording() const { return options_.record; }
  bool training() const { return options_.training; }
  void set_training(bool training) { options_.training = training; }
  system::ThreadPool& pool() { return *pool_; }
  std::size_t memory() const { return arena_.capacity(); }

  // ---- For ops ----

  // An output with uninitialised values in the step's memory.
  Variable make(const Shape& shape, bool requires_grad);
  // Another shape of the same memory; its gradient reaches the original only if the op passes it on.
  Variable make_borrowed(const Shape& shape, Scalar* values, bool requires_grad);
  Scalar* scratch(std::size_t scalars) { return arena_.array<Scalar>(scalars); }
  template <class T>
  T* array(std::size_t count) {
    return arena_.array<T>(count);
  }
  std::span<const std::int32_t> keep(std::span<const std::int32_t> values);
  Steps keep(const Steps& steps);
  // The gradient to add to: zeros the first time. Null if no gradient is wanted.
  Scalar* grad(Variable variable);
  // Where a gradient goes that has all elements of the variable: written the first time, when nothing need be zeroed,
  // else added. data is null where no gradient is wanted.
  struct GradientTarget {
    Scalar* data = nullptr;
    bool accumulate = false;
  };
  GradientTarget grad_target(Variable variable);
  // A key for one dropout op of this step.
  std::uint64_t next_dropout_key();
  // Adds a node; `backward` is called in reverse order of recording. It must not own anything.
  template <class Backward>
  void record(Backward&& backward) {
    using Function = std::decay_t<Backward>;
    static_assert(std::is_trivially_destructible_v<Function>, "a node lives in the arena and is never destroyed");
    if (!options_.record) return;
    auto* node = new (arena_.allocate(sizeof(NodeOf<Function>))) NodeOf<Function>{{}, std::forward<Backward>(backward)};
    node->run = [](Node* self) { static_cast<NodeOf<Function>*>(self)->backward(); };
    node->previous = last_;
    last_ = node;
  }

 private:
  struct Node {
    void (*run)(Node*) = nullptr;
    Node* previous = nullptr;
  };
  template <class Function>
  struct NodeOf : Node {
    Function backward;
  };

  VariableState* new_state();

  TapeOptions options_;
  std::shared_ptr<system::ThreadPool> pool_;
  Arena arena_;
  std::vector<Tensor> kept_;  // storage of constants, alive until reset
  Node* last_ = nullptr;
  std::uint64_t step_ = 0;
  std::uint64_t dropout_ops_ = 0;
};

}  // namespace elman
