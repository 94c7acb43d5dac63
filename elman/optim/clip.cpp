#include "elman/optim/clip.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "elman/error.h"
#include "elman/kernels/pointwise.h"

namespace elman::optim {

double gradient_norm(std::span<const NamedParameter> parameters) {
  double sum = 0;
  for (const NamedParameter& named : parameters) {
    const Tensor& gradient = named.parameter.grad();
    sum += kernels::sum_of_squares(static_cast<std::size_t>(gradient.size()), gradient.data());
  }
  return std::sqrt(sum);
}

double clip_factor(double norm, double max_norm) {
  if (!(max_norm > 0)) throw UsageError("clip: the largest norm is " + std::to_string(max_norm) + ", expected > 0");
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
