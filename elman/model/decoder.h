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
  Steps steps;                                // of the source's rows
  std::span<const std::int32_t> lengths;      // (batch), descending
  std::span<const std::int32_t> symbols;      // (live rows) of the source
  std::span<const Variable> made;             // of these rows by the decoder, such as keys and values; its own affair
  std::span<const std::int32_t> copies = {};  // as of Encoded
};

// A decoder owns its loss and its step, so what it writes and how is its own affair: symbol by symbol, or copies and
// edits of the source.
class Decoder : public nn::Module {
 public:
  // Mean loss for a symbol of the targets, </s> included, with the true previous symbols as input (teacher forcing).
  virtual Variable loss(Tape& tape, const Encoded& encoded, const data::Batch& batch, Scalar label_smoothing) const = 0;

  // ---- Step by step ----

  virtual Memory memory(Tape& tape, const Encoded& encoded) const = 0;
  // Before the first step: row r belongs to the source with batch index r.
  virtual State start(Tape& tape, const Encoded& encoded) const = 0;

  struct Step {
    Variable logits;  // (rows, symbols that can be written)
    Tensor weights;   // (rows, source steps): how much each row looked at each position; undefined without attention
  };
  // Row r reads ids[r], looks at the source with batch index source[r], and its state moves on.
  virtual Step step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> source,
                    const Memory& memory, State& state) const = 0;
  // Whether <unk> may be written, which then is the source's symbol at the position that the step looked at most.
  virtual bool copies_unknown() const { return false; }
};

// One that scores each next symbol by itself.
class SymbolDecoder : public Decoder {
 public:
  // Scores of each next symbol, (batch.target_in.rows(), target symbols).
  virtual Variable logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const = 0;
  // The cross-entropy of the logits.
  Variable loss(Tape& tape, const Encoded& encoded, const data::Batch& batch, Scalar label_smoothing) const override;
};

// The batch index of the source that each row of the target belongs to. On the tape.
std::span<const std::int32_t> sources_of_rows(Tape& tape, const data::Batch& batch);

}  // namespace elman::model
