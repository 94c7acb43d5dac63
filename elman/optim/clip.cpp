#include "elman/optim/clip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "elman/error.h"
#include "elman/kernels/pointwise.h"

namespace elman::optim {

namespace {

// The order of summation depends on the sizes alone: each of so many parts of a parameter is summed by itself.
constexpr int parts = 16;

}  // namespace

double gradient_norm(std::span<const NamedParameter> parameters, system::ThreadPool* pool) {
  std::array<double, parts> sums{};
  system::run_tasks(pool, parts, [&](int part, int) {
    for (const NamedParameter& named : parameters) {
      const Tensor& gradient = named.parameter.grad();
      const auto [begin, end] = system::share(static_cast<int>(gradient.size()), part, parts);
      sums[static_cast<std::size_t>(part)] +=
          kernels::sum_of_squares(static_cast<std::size_t>(end - begin), gradient.data() + begin);
    }
  });
  return std::sqrt(std::accumulate(sums.begin(), sums.end(), 0.0));
}

double clip_factor(double norm, double max_norm) {
  if (!(max_norm > 0)) throw UsageError("clip: found a largest norm of " + std::to_string(max_norm) + ", expected > 0");
  return std::isfinite(norm) ? std::min(1.0, max_norm / (norm + 1e-6)) : 1.0;
}

double clip_gradient_norm(std::span<const NamedParameter> parameters, double max_norm) {
  const double norm = gradient_norm(parameters);
  const double factor = clip_factor(norm, max_norm);
  if (factor == 1) return norm;
  for (const NamedParameter& named : parameters) {
    Parameter parameter = named.parameter;
    kernels::scale(static_cast<std::size_t>(parameter.grad().size()), static_cast<Scalar>(factor),
                   parameter.grad().data());
  }
  return norm;
}

}  // namespace elman::optim
