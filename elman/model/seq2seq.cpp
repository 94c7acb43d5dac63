#include "elman/model/seq2seq.h"

#include "elman/error.h"
#include "elman/model/copies.h"
#include "elman/model/edit_decoder.h"
#include "elman/model/recurrent_decoder.h"
#include "elman/model/transformer_decoder.h"

namespace elman::model {

namespace {

// One row for each kind.
std::unique_ptr<Decoder> make_decoder(const Seq2SeqOptions& options, const nn::Initializer& init) {
  if (is_edit_decoder(options)) return std::make_unique<EditDecoder>(options, init);
  if (is_transformer_decoder(options)) return std::make_unique<TransformerDecoder>(options, init);
  return std::make_unique<RecurrentDecoder>(options, init);
}

}  // namespace

Seq2Seq::Seq2Seq(const Seq2SeqOptions& options, const nn::Initializer& init) : options_(options) {
  check(options);
  encoder_ = make_encoder(options, init);
  decoder_ = make_decoder(options, init);
  add_module("", *encoder_);
  add_module("", *decoder_);
}

Variable Seq2Seq::loss(Tape& tape, const data::Batch& batch, Scalar label_smoothing) const {
  const std::span<const std::int32_t> symbols = symbols_to_read(tape, batch.source, options_);
  Encoded encoded = encoder_->encode_as(tape, symbols, batch.source);
  if (options_.pointer) encoded.copies = copies_of(tape, batch.source, symbols, options_);
  return decoder_->loss(tape, encoded, batch, label_smoothing);
}

Variable Seq2Seq::logits(Tape& tape, const data::Batch& batch) const {
  const auto* decoder = dynamic_cast<const SymbolDecoder*>(decoder_.get());
  if (decoder == nullptr || options_.pointer) {
    throw UsageError("logits: a decoder that edits or copies does not score symbols; step through the target");
  }
  return decoder->logits(tape, encoder_->encode(tape, batch.source), batch);
}

}  // namespace elman::model
