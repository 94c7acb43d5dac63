// From an encoder's last states to a decoder's first ones.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "elman/model/encoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/model/state.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// The layers of a recurrent decoder that reads inputs of that size.
nn::RecurrentOptions decoder_layers_of(const Seq2SeqOptions& options, std::int64_t input_size);

// States of recurrent layers, (layers, rows, H); c of LSTM only.
struct LayerStates {
  Variable h;
  Variable c;
};

// Layer l of a recurrent decoder starts from the encoder's layer l, or from its top one if it has fewer, through a
// linear map if their sizes differ (then h through a tanh as well). Without a last state of the encoder it starts from
// zeros: none.
class Bridge : public nn::Module {
 public:
  Bridge(const Seq2SeqOptions& options, const nn::Initializer& init);

  LayerStates begin(Tape& tape, const Encoded& encoded) const;
  // The same as parts of a state: h and, of LSTM, c.
  void begin(Tape& tape, const Encoded& encoded, State& state) const;

 private:
  Variable bridged(Tape& tape, Variable encoder_state, const nn::Linear* map, bool squash) const;

  Seq2SeqOptions options_;
  std::optional<nn::Linear> h_;
  std::optional<nn::Linear> c_;
};

// (layers, batch, H): batch index i of every layer becomes what from[i] was. None stays none.
Variable choose_items(Tape& tape, Variable state, std::span<const std::int32_t> from);

}  // namespace elman::model
