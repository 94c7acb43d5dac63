// What a Seq2Seq model is made of.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "elman/autograd/recurrent.h"
#include "elman/fields.h"
#include "elman/nn/attention.h"

namespace elman::model {

enum class Architecture { rnn, lstm, gru };
constexpr auto choices(Architecture) {
  return std::array{Choice<Architecture>{Architecture::rnn, "rnn"}, Choice<Architecture>{Architecture::lstm, "lstm"},
                    Choice<Architecture>{Architecture::gru, "gru"}};
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
  int source_symbols = 0;  // size of the source vocabulary
  int target_symbols = 0;  // size of the target vocabulary
  Architecture architecture = Architecture::lstm;
  int embedding_size = 128;
  int hidden_size = 256;
  int encoder_layers = 1;
  int decoder_layers = 1;
  bool bidirectional = true;
  AttentionKind attention = AttentionKind::general;
  bool input_feeding = false;  // Luong et al. 2015, 3.3
  Scalar dropout = Scalar(0.3);
};
Fields fields(Seq2SeqOptions& options);

// Throws UsageError if a field is out of range or two contradict each other.
void check(const Seq2SeqOptions& options);

ops::Cell cell_of(Architecture architecture);
// Width of the rows that the encoder gives.
std::int64_t encoded_size(const Seq2SeqOptions& options);

}  // namespace elman::model
