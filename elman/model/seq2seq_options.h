// What a Seq2Seq model is made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "elman/autograd/recurrent.h"
#include "elman/fields.h"
#include "elman/model/transformer_options.h"
#include "elman/nn/positions.h"
#include "elman/nn/transformer.h"

namespace elman::model {

// A recurrent cell, or transformer: the short way to say what both sides are.
enum class Architecture { rnn, lstm, gru, transformer };
constexpr auto choices(Architecture) {
  return std::array{Choice<Architecture>{Architecture::rnn, "rnn"}, Choice<Architecture>{Architecture::lstm, "lstm"},
                    Choice<Architecture>{Architecture::gru, "gru"},
                    Choice<Architecture>{Architecture::transformer, "transformer"}};
}

// What an encoder is made of.
enum class LayerKind { recurrent, transformer };
constexpr auto choices(LayerKind) {
  return std::array{Choice<LayerKind>{LayerKind::recurrent, "recurrent"},
                    Choice<LayerKind>{LayerKind::transformer, "transformer"}};
}

// How a target is written: by recurrent layers or a Transformer that look at the source, or by edits of the source.
enum class DecoderKind { recurrent, transformer, edit };
constexpr auto choices(DecoderKind) {
  return std::array{Choice<DecoderKind>{DecoderKind::recurrent, "recurrent"},
                    Choice<DecoderKind>{DecoderKind::transformer, "transformer"},
                    Choice<DecoderKind>{DecoderKind::edit, "edit"}};
}

enum class AttentionKind { none, dot, general, additive };
constexpr auto choices(AttentionKind) {
  return std::array{Choice<AttentionKind>{AttentionKind::none, "none"},
                    Choice<AttentionKind>{AttentionKind::dot, "dot"},
                    Choice<AttentionKind>{AttentionKind::general, "general"},
                    Choice<AttentionKind>{AttentionKind::additive, "additive"}};
}

// The sizes of vocabularies come from the data; everything else has its default here.
struct Seq2SeqOptions {
  int source_symbols = 0;                      // size of the source vocabulary
  int target_symbols = 0;                      // size of the target vocabulary
  std::vector<std::int32_t> feature_ids = {};  // source symbols that are features: they have no position
  std::vector<std::int32_t> copies = {};       // (source symbols) the target symbol that is the same, or -1; or empty
  bool copies_new_symbols = true;  // pointer: symbols that are not in the target vocabulary can be written, too
  Architecture architecture = Architecture::lstm;
  std::optional<LayerKind> encoder = {};  // none: as the architecture says
  std::optional<DecoderKind> decoder = {};
  int embedding_size = 128;
  int hidden_size = 256;
  int encoder_layers = 1;
  int decoder_layers = 1;
  bool bidirectional = true;
  AttentionKind attention = AttentionKind::general;
  bool input_feeding = false;  // Luong et al. 2015, 3.3
  bool pointer = false;        // symbols are generated or copied (See, Liu & Manning 2017)
  // More than 0: attention knows what it has looked at, and this times what it looks at again is added to the loss.
  Scalar coverage_loss = 0;
  Scalar dropout = Scalar(0.3);
  int longest_output = 0;  // symbols that an output may have at least, however short its source
  // Transformers only; their layers are hidden_size wide.
  int heads = 4;
  int feed_forward_size = 0;  // 0: four times hidden_size
  NormKind norm = NormKind::pre;
  nn::Activation activation = nn::Activation::relu;
  nn::PositionKind positions = nn::PositionKind::sinusoidal;
  bool tied_embeddings = false;  // the decoder's table of embeddings is its output layer as well (Press & Wolf 2017)
};
Fields fields(Seq2SeqOptions& options);

// Throws UsageError if a field is out of range or two contradict each other.
void check(const Seq2SeqOptions& options);

bool is_transformer_encoder(const Seq2SeqOptions& options);
bool is_transformer_decoder(const Seq2SeqOptions& options);
bool is_edit_decoder(const Seq2SeqOptions& options);
// Whether symbols that the vocabularies do not have are to be told apart (data/unknown_symbols.h).
bool tells_unknown_apart(const Seq2SeqOptions& options);
// Of the sides that are recurrent.
ops::Cell cell_of(Architecture architecture);
nn::PositionOptions positions_of(const Seq2SeqOptions& options);
// Symbols, without </s>, that the output for a source of that length (with </s>) may have.
std::int64_t length_limit(const Seq2SeqOptions& options, std::int64_t source_length);
// Width of the rows that the encoder gives.
std::int64_t encoded_size(const Seq2SeqOptions& options);

}  // namespace elman::model
