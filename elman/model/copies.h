// What symbols of a source are copies of, and what a network that copies is shown of them.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/data/batch.h"
#include "elman/model/encoder.h"
#include "elman/model/seq2seq_options.h"

namespace elman::model {

// (source rows) the symbols that the encoder reads. While the tape is training, some of those that could be copied are
// unknown, so that a network that copies learns what to do with symbols that it has never seen: for a pointer, all
// occurrences of a symbol in a source. On the tape.
std::span<const std::int32_t> symbols_to_read(Tape& tape, const data::SequenceBatch& source,
                                              const Seq2SeqOptions& options);

// (source rows) the symbol that a pointer copies there: of the target vocabulary, or target_symbols + the first
// position of the source that has the same one; -1 for features and ends. `read`: as the encoder has read them. On the
// tape.
std::span<const std::int32_t> copies_of(Tape& tape, const data::SequenceBatch& source,
                                        std::span<const std::int32_t> read, const Seq2SeqOptions& options);

// A batch's targets in the same symbols. On the tape.
struct CopiedTargets {
  std::span<const std::int32_t> in;   // (target rows) what the decoder reads: <unk> for what it can only copy
  std::span<const std::int32_t> out;  // (target rows)
};
CopiedTargets copied_targets(Tape& tape, std::span<const std::int32_t> copies, const data::Batch& batch,
                             const Seq2SeqOptions& options);

}  // namespace elman::model
