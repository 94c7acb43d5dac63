// What a Seq2Seq model is made of.
#pragma once

#include <string>
#include <string_view>

#include "elman/autograd/recurrent.h"
#include "elman/checked_size.h"

namespace elman::model {

enum class Architecture { rnn, lstm, gru };
enum class AttentionKind { none, dot, general, additive };

// Names as users write them: "lstm", "general". The parsing ones throw UsageError naming what they know.
std::string to_string(Architecture architecture);
std::string to_string(AttentionKind attention);
Architecture parse_architecture(std::string_view name);
AttentionKind parse_attention(std::string_view name);
ops::Cell cell_of(Architecture architecture);

// The sizes of vocabularies come from the data; everything else has its default here.
struct Seq2SeqOptions {
  int source_symbols = 0;  // size of the source vocabulary
  int target_symbols = 0;  // size of the target vocabulary
  Architecture architecture = Architecture::lstm;
  int embedding_size = 128;  // of a source or target symbol
  int hidden_size = 256;     // of the decoder, and of each direction of the encoder
  int encoder_layers = 1;
  int decoder_layers = 1;
  bool bidirectional = true;  // the encoder reads in both directions
  AttentionKind attention = AttentionKind::general;
  bool input_feeding = false;  // the decoder reads its last attentional state (Luong et al. 2015, 3.3)
  Scalar dropout = Scalar(0.3);
};

// Calls visit(name, field, comment) for each field that a user may set: the one list for flags, files and help.
template <class Options, class Visit>
void visit_seq2seq_options(Options& options, Visit&& visit) {
  visit("arch", options.architecture, "recurrent cell: rnn, lstm or gru");
  visit("embedding-size", options.embedding_size, "size of a symbol's embedding");
  visit("hidden-size", options.hidden_size, "size of the decoder's state and of each direction of the encoder's");
  visit("encoder-layers", options.encoder_layers, "layers of the encoder");
  visit("decoder-layers", options.decoder_layers, "layers of the decoder");
  visit("bidirectional", options.bidirectional, "read the source in both directions");
  visit("attention", options.attention, "none, dot, general or additive");
  visit("input-feeding", options.input_feeding, "feed the attentional state back into the decoder");
  visit("dropout", options.dropout, "probability of dropping an element");
}

// Throws UsageError where a field is out of range or two contradict each other.
void check(const Seq2SeqOptions& options);

// Numbers that a model of these options learns, known before any of it exists.
CheckedSize parameter_count(const Seq2SeqOptions& options);

}  // namespace elman::model
