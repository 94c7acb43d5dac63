// Losses row by row, and their gradients.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"

namespace elman::kernels {

// Cross-entropy of rows of n logits with label smoothing s (Szegedy et al. 2016, as in PyTorch):
// loss[r] = (1 - s) * -log p[target] + s / n * sum over j of -log p[j]; probability (rows, n) is softmax(logits),
// saved.
void cross_entropy(int rows, int n, const Scalar* logits, const std::int32_t* target, Scalar smoothing,
                   Scalar* probability, Scalar* loss);
// d_logits += factor[r] * (probability - ((1 - s) * onehot(target) + s / n)).
void cross_entropy_backward(int rows, int n, const Scalar* probability, const std::int32_t* target, Scalar smoothing,
                            const Scalar* factor, Scalar* d_logits);
// The sum of the losses whose factor is not 0, in order, accumulated in double.
double sum_of_losses(int rows, const Scalar* factor, const Scalar* loss);

// The sum of (prediction - target)^2, in order, accumulated in double.
double squared_error(std::size_t n, const Scalar* prediction, const Scalar* target);
// d_prediction += factor * (prediction - target).
void squared_error_backward(std::size_t n, Scalar factor, const Scalar* prediction, const Scalar* target,
                            Scalar* d_prediction);

// How an error counts, beside its square.
enum class ErrorKind { absolute, huber, pinball };
struct ErrorMeasure {
  ErrorKind kind = ErrorKind::absolute;
  Scalar delta = 1;                  // huber: up to there, half the square; beyond, in proportion (Huber 1964)
  int quantiles = 1;                 // pinball: predictions of each target, one beside the other
  const Scalar* quantile = nullptr;  // (quantiles), each in (0, 1) (Koenker & Bassett 1978)
};
// The sum over n targets of the measure of target - prediction, in order, accumulated in double. prediction (n,
// quantiles).
double error_sum(const ErrorMeasure& measure, std::size_t n, const Scalar* prediction, const Scalar* target);
// d_prediction += factor * slope; the slope is 0 where the error is 0.
void error_sum_backward(const ErrorMeasure& measure, std::size_t n, Scalar factor, const Scalar* prediction,
                        const Scalar* target, Scalar* d_prediction);

}  // namespace elman::kernels
