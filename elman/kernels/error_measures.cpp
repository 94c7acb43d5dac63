#include <cmath>

#include "elman/kernels/losses.h"

namespace elman::kernels {

namespace {

// Of the error e = target - prediction.
double value_of(const ErrorMeasure& measure, int quantile, double e) {
  const double size = std::abs(e);
  if (measure.kind == ErrorKind::absolute) return size;
  if (measure.kind == ErrorKind::huber) {
    const auto delta = static_cast<double>(measure.delta);
    return size <= delta ? 0.5 * e * e : delta * (size - 0.5 * delta);
  }
  const auto q = static_cast<double>(measure.quantile[quantile]);
  return e > 0 ? q * e : (q - 1) * e;
}

// By the prediction: against the error's direction.
Scalar slope_of(const ErrorMeasure& measure, int quantile, Scalar e) {
  const Scalar sign = e > 0 ? Scalar(-1) : e < 0 ? Scalar(1) : Scalar(0);
  if (measure.kind == ErrorKind::absolute) return sign;
  if (measure.kind == ErrorKind::huber) return std::abs(e) <= measure.delta ? -e : sign * measure.delta;
  return e > 0 ? -measure.quantile[quantile] : e < 0 ? 1 - measure.quantile[quantile] : Scalar(0);
}

}  // namespace

double error_sum(const ErrorMeasure& measure, std::size_t n, const Scalar* prediction, const Scalar* target) {
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (int q = 0; q < measure.quantiles; ++q) {
      total += value_of(measure, q, static_cast<double>(target[i]) - static_cast<double>(*prediction++));
    }
  }
  return total;
}

void error_sum_backward(const ErrorMeasure& measure, std::size_t n, Scalar factor, const Scalar* prediction,
                        const Scalar* target, Scalar* d_prediction) {
  for (std::size_t i = 0; i < n; ++i) {
    for (int q = 0; q < measure.quantiles; ++q) {
      *d_prediction++ += factor * slope_of(measure, q, target[i] - *prediction++);
    }
  }
}

}  // namespace elman::kernels
