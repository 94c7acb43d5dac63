#include "elman/optim/adam.h"

#include <memory>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"

namespace elman::benchmarks {

// tensors=N of rows x columns each.
Task adam_task(const Case& asked) {
  struct Update {
    Update(std::vector<NamedParameter> parameters, int threads) : adam(std::move(parameters)), pool(threads) {}
    optim::Adam adam;
    system::ThreadPool pool;
  };
  const Shape shape{asked.number("rows"), asked.number("columns")};
  std::vector<NamedParameter> parameters;
  for (int i = 0; i < asked.number("tensors"); ++i) {
    Parameter parameter(made_up_tensor(shape, Seed::weight_ih));
    parameter.grad() = made_up_tensor(shape, Seed::d_output);
    parameters.push_back({"weight" + std::to_string(i), parameter});
  }
  const auto update = std::make_shared<Update>(std::move(parameters), asked.threads());
  // Read: gradient, value, two means; written: value, two means.
  const double bytes = 7.0 * sizeof(Scalar) * asked.number("tensors") * static_cast<double>(shape.elements());
  return {.run = [=] { update->adam.step(&update->pool); },
          .bytes = bytes,
          .bytes_limit = "update kilobytes=" + std::to_string(static_cast<int>(bytes * 4 / 7 / 1000))};
}

}  // namespace elman::benchmarks
