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
//
// A pointer (See, Liu & Manning 2017) copies what attention looks at; a linear map of [context; output] says how likely
// it rather generates. Symbols from target_symbols on are what the source has at a position (model/copies.h). With a
// coverage loss the score of a position has one more term, a learned number times how much the steps before have looked
// there, and what is looked at again is part of the loss.
class RecurrentDecoder : public SymbolDecoder {
 public:
  RecurrentDecoder(const Seq2SeqOptions& options, const nn::Initializer& init);

  Variable logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const override;
  Variable loss(Tape& tape, const Encoded& encoded, const data::Batch& batch, Scalar label_smoothing) const override;
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
    Variable state;         // (rows, H)
    Variable gate = {};     // (rows, 1), with a pointer: to generate rather than copy
    Variable weights = {};  // (rows, source steps), with attention
    Variable again = {};    // one element, with a coverage loss: what was looked at again
  };
  // What the rows of a batch's targets read, and look at.
  struct Reading {
    const data::SequenceBatch& target;
    std::span<const std::int32_t> ids;     // (rows)
    std::span<const std::int32_t> source;  // (rows) batch index
  };
  // Gathers what is made step by step.
  class Steps;

  Hidden begin(Tape& tape, const Encoded& encoded) const;
  // Row r looks at the source with batch index source[r]. coverage (rows, source steps): how much the steps before have
  // looked where; or none.
  ops::AttentionOutput look(Tape& tape, Variable output, std::span<const std::int32_t> source, const Memory& memory,
                            Variable coverage) const;
  // The attentional state of outputs, and the gate.
  Attended combine(Tape& tape, Variable output, const ops::AttentionOutput& seen) const;
  Attended attend(Tape& tape, Variable output, std::span<const std::int32_t> source, const Memory& memory,
                  Variable coverage = {}) const;
  Attended read(Tape& tape, const Encoded& encoded, const data::Batch& batch, const Memory& memory,
                std::span<const std::int32_t> ids) const;
  Attended read_fed(Tape& tape, const Reading& reading, const Memory& memory, Hidden hidden) const;
  Attended attend_covering(Tape& tape, const Reading& reading, const Memory& memory, Variable output) const;
  bool covers() const { return options_.coverage_loss > 0; }
  Variable scores(Tape& tape, Variable state) const;

  Seq2SeqOptions options_;
  std::optional<Bridge> bridge_;
  std::optional<nn::Embedding> embedding_;
  std::optional<nn::RecurrentLayers> layers_;
  std::optional<nn::Attention> attention_;
  Parameter coverage_;  // (1, 1)
  std::optional<nn::Linear> combine_;
  std::optional<nn::Linear> gate_;
  std::optional<nn::Linear> output_;
};

}  // namespace elman::model
