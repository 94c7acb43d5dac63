#include "elman/model/decoding.h"

#include <limits>
#include <string>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/tensor/rows.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

void check_tokens(std::span<const std::int32_t> tokens, int rows) {
  if (static_cast<int>(tokens.size()) == rows) return;
  throw UsageError("decoding: " + std::to_string(tokens.size()) + " tokens for " + std::to_string(rows) + " rows");
}

void check_rows(std::span<const std::int32_t> from, int rows) {
  for (const std::int32_t row : from) {
    if (row < 0 || row >= rows) throw UsageError("decoding: there is no row " + std::to_string(row));
  }
}

Tensor log_probabilities_of(Tape& tape, Variable scores, bool copies_unknown) {
  Tensor log_probabilities = ops::log_softmax(tape, scores).state()->value;
  constexpr std::int32_t never[] = {text::Vocabulary::pad, text::Vocabulary::start, text::Vocabulary::unknown};
  const std::size_t count = copies_unknown ? 2 : 3;
  fill_columns(log_probabilities, std::span(never).first(count), -std::numeric_limits<Scalar>::infinity());
  return log_probabilities;
}

}  // namespace elman::model
