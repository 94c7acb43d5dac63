#include "elman/model/seq2seq.h"

#include "elman/error.h"
#include "elman/model/edit_decoder.h"
#include "elman/model/recurrent_decoder.h"
#include "elman/model/transformer_decoder.h"
#include "elman/philox.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

// One row for each kind.
std::unique_ptr<Decoder> make_decoder(const Seq2SeqOptions& options, const nn::Initializer& init) {
  if (is_edit_decoder(options)) return std::make_unique<EditDecoder>(options, init);
  if (is_transformer_decoder(options)) return std::make_unique<TransformerDecoder>(options, init);
  return std::make_unique<RecurrentDecoder>(options, init);
}

// Of the symbols that could be copied, some are unknown to the encoder in training, so that it learns to have copied
// what it does not know.
std::span<const std::int32_t> symbols_to_read(Tape& tape, const data::SequenceBatch& source,
                                              const Seq2SeqOptions& options) {
  constexpr double unknown_share = 0.01;
  if (!is_edit_decoder(options) || options.copies.empty() || !tape.training()) return source.ids;
  const std::uint64_t key = tape.next_dropout_key();
  auto* symbols = tape.array<std::int32_t>(source.ids.size());
  for (std::size_t row = 0; row < source.ids.size(); ++row) {
    const std::int32_t symbol = source.ids[row];
    const bool is_chosen = static_cast<double>(philox(row, key)[0]) * 0x1p-32 < unknown_share;
    symbols[row] =
        is_chosen && options.copies[static_cast<std::size_t>(symbol)] >= 0 ? text::Vocabulary::unknown : symbol;
  }
  return {symbols, source.ids.size()};
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
  return decoder_->loss(tape, encoder_->encode_as(tape, symbols, batch.source), batch, label_smoothing);
}

Variable Seq2Seq::logits(Tape& tape, const data::Batch& batch) const {
  const auto* decoder = dynamic_cast<const SymbolDecoder*>(decoder_.get());
  if (decoder == nullptr) throw UsageError("logits: an edit decoder does not score symbols; step through the target");
  return decoder->logits(tape, encoder_->encode(tape, batch.source), batch);
}

}  // namespace elman::model
