// A decoder of recurrent layers, with attention or without.
#pragma once

#include <optional>
#include <span>

#include "elman/model/bridge.h"
#include "elman/model/decoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/attention.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// Sutskever et al. 2014, Cho et al. 2014; with attention Bahdanau et al. 2015, Luong et al. 2015.
//
// It starts from the encoder's last states, through a linear map if their sizes differ from its own. With attention its
// output looks back at the encoder's: attentional state = tanh(W [context; output]); with input feeding it also reads
// that state at its next step. Dropout acts on the table of embeddings, as in the encoder, on the encoder's rows,
// between layers, and before the output layer.
class RecurrentDecoder : public SymbolDecoder {
 public:
  RecurrentDecoder(const Seq2SeqOptions& options, const nn::Initializer& init);

  Variable logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const override;
  Memory memory(Tape& tape, const Encoded& encoded) const override;
  State start(Tape& tape, const Encoded& encoded) const override;
  Step step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> source, const Memory& memory,
            State& state) const override;

 private:
  struct Hidden {
    Variable h;     // (layers, rows, H)
    Variable c;     // the same, LSTM only
    Variable feed;  // (rows, H): the last attentional state, with input feeding
  };
  struct Attended {
    Variable state;  // (rows, H)
    Tensor weights;  // (rows, source steps), with attention
  };

  Hidden begin(Tape& tape, const Encoded& encoded) const;
  // The attentional state of outputs, row r looking at the source with batch index source[r].
  Attended attend(Tape& tape, Variable output, std::span<const std::int32_t> source, const Memory& memory) const;
  Variable fed_states(Tape& tape, const data::Batch& batch, const Memory& memory, Hidden hidden,
                      std::span<const std::int32_t> source) const;
  Variable scores(Tape& tape, Variable state) const;

  Seq2SeqOptions options_;
  std::optional<Bridge> bridge_;
  std::optional<nn::Embedding> embedding_;
  std::optional<nn::RecurrentLayers> layers_;
  std::optional<nn::Attention> attention_;
  std::optional<nn::Linear> combine_;
  std::optional<nn::Linear> output_;
};

}  // namespace elman::model
