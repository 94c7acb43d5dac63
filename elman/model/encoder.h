// What reads a source.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/data/batch.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::model {

// What an encoder makes of a batch of sources. It lives on the tape; steps and lengths are the batch's own.
struct Encoded {
  Variable rows;                          // (live rows, width): one for each position
  Steps steps;                            // of these rows
  std::span<const std::int32_t> lengths;  // (batch), descending
  std::span<const std::int32_t> symbols;  // (live rows) of the source
  // The state after each source's last step, (layers * directions, batch, size); none if the encoder has no such state.
  Variable last_h;
  Variable last_c;  // LSTM only
  // (live rows) the symbol that each is a copy of, or -1, as model/copies.h says; the network sets it, if it is needed.
  std::span<const std::int32_t> copies = {};
};

// What an encoder reads at each position.
enum class EncoderInput {
  symbols,  // by embeddings of its own
  vectors,  // that something else has made, and it has no embeddings: embedding_size features for recurrent layers,
            // hidden_size for those of a Transformer
};

class Encoder : public nn::Module {
 public:
  Encoded encode(Tape& tape, const data::SequenceBatch& source) const { return encode_as(tape, source.ids, source); }
  // The same with other symbols (rows) in the place of the source's.
  virtual Encoded encode_as(Tape& tape, std::span<const std::int32_t> symbols,
                            const data::SequenceBatch& source) const = 0;
  // The same with vectors (rows, features) in the place of its embeddings of the source's symbols.
  virtual Encoded encode_vectors(Tape& tape, Variable vectors, const data::SequenceBatch& source) const = 0;
};

struct Seq2SeqOptions;
// Of the kind that the options name.
std::unique_ptr<Encoder> make_encoder(const Seq2SeqOptions& options, const nn::Initializer& init,
                                      EncoderInput input = EncoderInput::symbols);

}  // namespace elman::model
