// What writes a target.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/ops.h"
#include "elman/data/batch.h"
#include "elman/model/encoder.h"
#include "elman/model/state.h"

namespace elman::model {

// What a decoder looks back at, for all of its steps. On the tape.
struct Memory {
  Steps steps;                            // of the source's rows
  std::span<const std::int32_t> lengths;  // (batch), descending
  std::span<const Variable> made;         // of these rows by the decoder, such as keys and values; its own affair
};

// A decoder owns its loss and its step, so what it writes and how is its own affair: symbol by symbol, or copies and
// edits of the source.
class Decoder : public nn::Module {
 public:
  // Scores of each next symbol, (batch.target_in.rows(), target symbols), with the true previous symbols as input
  // (teacher forcing).
  virtual Variable logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const = 0;
  // Mean loss for a symbol of the targets, </s> included: here the cross-entropy of the logits.
  virtual Variable loss(Tape& tape, const Encoded& encoded, const data::Batch& batch, Scalar label_smoothing) const;

  // ---- Step by step ----

  virtual Memory memory(Tape& tape, const Encoded& encoded) const = 0;
  // Before the first step: row r belongs to the source with batch index r.
  virtual State start(Tape& tape, const Encoded& encoded) const = 0;

  struct Step {
    Variable logits;  // (rows, target symbols)
    Tensor weights;   // (rows, source steps): how much each row looked at each position; undefined without attention
  };
  // Row r reads ids[r], looks at the source with batch index source[r], and its state moves on.
  virtual Step step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> source,
                    const Memory& memory, State& state) const = 0;
};

// The batch index of the source that each row of the target belongs to. On the tape.
std::span<const std::int32_t> sources_of_rows(Tape& tape, const data::Batch& batch);

}  // namespace elman::model
