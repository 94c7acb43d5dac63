#include "elman/model/decoder.h"

#include <algorithm>

namespace elman::model {

Variable SymbolDecoder::loss(Tape& tape, const Encoded& encoded, const data::Batch& batch,
                             Scalar label_smoothing) const {
  return ops::cross_entropy(tape, logits(tape, encoded, batch), batch.target_out, {.label_smoothing = label_smoothing});
}

std::span<const std::int32_t> sources_of_rows(Tape& tape, const data::Batch& batch) {
  const std::size_t rows = batch.target_in.ids.size();
  auto* source = tape.array<std::int32_t>(rows);
  std::int32_t* next = source;
  for (const std::int32_t alive : batch.target_in.alive)
    next = std::copy_n(batch.source_of_target.begin(), alive, next);
  return {source, rows};
}

}  // namespace elman::model
