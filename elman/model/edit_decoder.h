// A decoder that edits its source.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "elman/autograd/edit_lattice.h"
#include "elman/model/bridge.h"
#include "elman/model/decoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// Reads the source from left to right and at each position writes symbols, copies, or moves on. As in RNN transducers
// (Graves 2012), what has been written is read by recurrent layers that do not see where it came from, so the
// probability of a target is the exact sum over all edits that write it: no alignment is needed, neither for learning
// nor for search, which sees the next symbol's probability. The edits are those of edit transducers (Makarov &
// Clematide 2018), and a symbol never seen in training can be copied.
//
// An edit's scores: W tanh(A source row + B target row [+ C first state]) + b; the last if sources have features, which
// are no positions. Dropout acts on the table of embeddings, on the encoder's rows, between layers, and on the target
// rows.
class EditDecoder : public Decoder {
 public:
  EditDecoder(const Seq2SeqOptions& options, const nn::Initializer& init);

  // The exact negative log-likelihood, divided by the number of symbols; smoothed as ops::edit_loss says.
  Variable loss(Tape& tape, const Encoded& encoded, const data::Batch& batch, Scalar label_smoothing) const override;
  Memory memory(Tape& tape, const Encoded& encoded) const override;
  State start(Tape& tape, const Encoded& encoded) const override;
  Step step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> source, const Memory& memory,
            State& state) const override;
  bool copies_unknown() const override { return !options_.copies.empty(); }

 private:
  // Of the source of each item: rows that are no features, the last being its end, and what they are copies of.
  struct Positions {
    std::span<const std::int32_t> first;  // (items + 1)
    std::span<const std::int32_t> rows;
    std::span<const std::int32_t> copies;
    std::span<const std::int32_t> steps;  // of the source, for each row
  };
  Positions positions_of(Tape& tape, std::span<const std::int32_t> source, const Steps& steps,
                         std::span<const std::int32_t> lengths, std::span<const std::int32_t> symbols) const;
  Variable target_rows(Tape& tape, Variable output, Variable features, std::span<const std::int32_t> source) const;
  Variable scores(Tape& tape, Variable source, Variable target, const ops::EditLattice& lattice) const;

  Seq2SeqOptions options_;
  std::vector<bool> is_feature_;  // (source symbols)
  std::optional<Bridge> bridge_;
  std::optional<nn::Embedding> embedding_;
  std::optional<nn::RecurrentLayers> layers_;
  std::optional<nn::Linear> source_;
  std::optional<nn::Linear> target_;
  std::optional<nn::Linear> features_;
  std::optional<nn::Linear> output_;       // of edits that stay, or write nothing
  std::optional<nn::Linear> output_move_;  // of those that write a symbol and move on
};

}  // namespace elman::model
