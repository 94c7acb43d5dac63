// An encoder-decoder: reads a sequence of symbols, writes another.
#pragma once

#include <memory>

#include "elman/autograd/tape.h"
#include "elman/data/batch.h"
#include "elman/model/decoder.h"
#include "elman/model/decoding.h"
#include "elman/model/encoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/model/workspace.h"

namespace elman::model {

class Seq2Seq : public nn::Module {
 public:
  // Throws UsageError for options that cannot be.
  Seq2Seq(const Seq2SeqOptions& options, const nn::Initializer& init);

  const Seq2SeqOptions& options() const { return options_; }
  const Encoder& encoder() const { return *encoder_; }
  const Decoder& decoder() const { return *decoder_; }

  // Mean loss for a symbol of the targets, </s> included.
  Variable loss(Tape& tape, const data::Batch& batch, Scalar label_smoothing = 0) const;
  // Scores of each next symbol, as SymbolDecoder::logits says. Throws UsageError for a decoder that edits or
  // copies.
  Variable logits(Tape& tape, const data::Batch& batch) const;

  // Starts writing outputs for a batch of sources on a workspace, which then is its alone; if that is null, on one of
  // its own with the caller's thread. The model must outlive it and keep its weights. writes_unknown: <unk> may be
  // written, by a decoder that copies or not.
  std::unique_ptr<Decoding> start(const data::SequenceBatch& source,
                                  const std::shared_ptr<Workspace>& workspace = nullptr,
                                  bool writes_unknown = false) const;

 private:
  Seq2SeqOptions options_;
  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace elman::model
