// An encoder-decoder: reads a sequence of symbols, writes another.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/data/batch.h"
#include "elman/model/decoding.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/attention.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// Sutskever et al. 2014, Cho et al. 2014; with attention Bahdanau et al. 2015, Luong et al. 2015.
//
// The encoder reads the source in one or both directions. Its last states, through a linear map where their sizes
// differ from the decoder's, are what the decoder starts from. With attention the decoder's output looks back at the
// encoder's: attentional state = tanh(W [context; output]); with input feeding the decoder also reads that state at its
// next step. Dropout acts on the embedding tables (an element is dropped wherever its symbol occurs in the batch, in
// the manner of Gal & Ghahramani 2016), on the encoder's output, between layers, and before the output layer.
class Seq2Seq : public nn::Module {
 public:
  // Throws UsageError for options that cannot be.
  Seq2Seq(const Seq2SeqOptions& options, const nn::Initializer& init);

  const Seq2SeqOptions& options() const { return options_; }

  // Mean cross-entropy for a symbol of the targets, </s> included.
  Variable loss(Tape& tape, const data::Batch& batch, Scalar label_smoothing = 0) const;
  // Logits (batch.target_in.rows(), target_symbols) with the true previous symbols as input (teacher forcing).
  Variable logits(Tape& tape, const data::Batch& batch) const;

  // Starts writing outputs for a batch of sources, on the threads of `pool`, or on the caller's alone where that is
  // null. The model must outlive it and keep its weights.
  std::unique_ptr<Decoding> start(const data::SequenceBatch& source,
                                  const std::shared_ptr<system::ThreadPool>& pool = nullptr) const;

 private:
  friend class Seq2SeqDecoding;

  struct DecoderState {
    Variable h;     // (layers, rows, H)
    Variable c;     // the same, LSTM only
    Variable feed;  // (rows, H), input feeding only
  };
  struct Encoded {
    ops::AttentionSource source;  // with attention
    DecoderState state;           // rows in the order of the source's columns
  };
  struct Attended {
    Variable state;  // (rows, H)
    Tensor weights;  // (rows, source steps), with attention
  };

  bool has_attention() const { return options_.attention != AttentionKind::none; }
  Encoded encode(Tape& tape, const data::SequenceBatch& source) const;
  Variable bridged(Tape& tape, Variable encoder_state, const nn::Linear* map, bool squash) const;
  // The attentional state of decoder outputs, row r looking at source column item[r].
  Attended attend(Tape& tape, Variable output, std::span<const std::int32_t> item, const Encoded& encoded) const;
  // One step for all rows: reads ids (rows), moves `state` on.
  Attended step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> item,
                const Encoded& encoded, DecoderState& state) const;
  Variable fed_states(Tape& tape, const data::Batch& batch, const Encoded& encoded, DecoderState state,
                      std::span<const std::int32_t> item) const;
  Variable output_logits(Tape& tape, Variable state) const;

  Seq2SeqOptions options_;
  std::optional<nn::Embedding> source_embedding_;
  std::optional<nn::RecurrentLayers> encoder_;
  std::optional<nn::Linear> bridge_h_;
  std::optional<nn::Linear> bridge_c_;
  std::optional<nn::Embedding> target_embedding_;
  std::optional<nn::RecurrentLayers> decoder_;
  std::optional<nn::Attention> attention_;
  std::optional<nn::Linear> combine_;
  std::optional<nn::Linear> output_;
};

}  // namespace elman::model
