// What reads a source.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/data/batch.h"
#include "elman/nn/module.h"

namespace elman::model {

// What an encoder makes of a batch of sources. It lives on the tape; steps and lengths are the batch's own.
struct Encoded {
  Variable rows;                          // (live rows, width): one for each position
  Steps steps;                            // of these rows
  std::span<const std::int32_t> lengths;  // (batch), descending
  // The state after each source's last step, (layers * directions, batch, size); none if the encoder has no such state.
  Variable last_h;
  Variable last_c;  // LSTM only
};

class Encoder : public nn::Module {
 public:
  virtual Encoded encode(Tape& tape, const data::SequenceBatch& source) const = 0;
};

}  // namespace elman::model
