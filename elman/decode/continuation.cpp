#include "elman/decode/continuation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "elman/text/vocabulary.h"

namespace elman::decode {

namespace {

// log(exp(a) + exp(b)), which is not above 0 for probabilities.
Scalar log_sum(Scalar a, Scalar b) {
  const Scalar larger = std::max(a, b);
  if (std::isinf(larger)) return larger;
  return std::min<Scalar>(larger + std::log1p(std::exp(std::min(a, b) - larger)), 0);
}

}  // namespace

Continuation::Continuation(model::Decoding& text, std::span<const std::int32_t> prompt, std::int32_t end_of_line)
    : text_(text), prompt_(prompt.begin(), prompt.end()), end_of_line_(end_of_line) {}

const Tensor& Continuation::step(std::span<const std::int32_t> tokens) {
  const Tensor* next = &text_.step(tokens);
  if (!begun_) {
    for (const std::int32_t id : prompt_) next = &text_.step({&id, 1});
    begun_ = true;
  }
  if (end_of_line_ < 0) return *next;
  log_probabilities_ = next->clone();
  const std::int64_t symbols = log_probabilities_.shape().columns();
  for (std::int64_t row = 0; row < log_probabilities_.shape().rows(); ++row) {
    Scalar* of_row = log_probabilities_.data() + row * symbols;
    Scalar& end = of_row[text::Vocabulary::end];
    end = log_sum(end, of_row[end_of_line_]);
    of_row[end_of_line_] = -std::numeric_limits<Scalar>::infinity();
  }
  return log_probabilities_;
}

}  // namespace elman::decode
