// What a language model is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/fields.h"
#include "elman/model/seq2seq_options.h"

namespace elman::model {

// The size of the vocabulary comes from the data; everything else has its default here.
struct LanguageModelOptions {
  int symbols = 0;  // size of the vocabulary, special symbols included
  Architecture architecture = Architecture::lstm;
  int embedding_size = 64;
  int hidden_size = 256;
  int layers = 1;
  bool tied_embeddings = false;  // the table of embeddings is the output layer as well (Press & Wolf 2017)
  Scalar dropout = Scalar(0.1);
  Scalar input_dropout = 0;
  bool variational = false;
  Scalar weight_dropout = 0;
  double activation_penalty = 0;
  double change_penalty = 0;
  std::string adaptive_softmax = "none";  // cutoffs between ids, "2000,10000" (nn/adaptive_softmax.h)
  int context =
      64;  // symbols of a chunk in training: gradients flow back no further, and a Transformer looks no further
  // Transformers only; their layers are hidden_size wide.
  int heads = 4;
  int feed_forward_size = 0;  // 0: four times hidden_size
  NormKind norm = NormKind::pre;
  nn::Activation activation = nn::Activation::gelu;
  nn::PositionKind positions = nn::PositionKind::learned;
};
Fields fields(LanguageModelOptions& options);

// Throws UsageError if a field is out of range or two contradict each other.
void check(const LanguageModelOptions& options);

bool is_transformer(const LanguageModelOptions& options);
// Where the output layer is divided; none if it is not. Throws UsageError for what are no numbers.
std::vector<std::int64_t> cutoffs_of(const LanguageModelOptions& options);
// "lstm 256, 1 layer, embedding 64, dropout 0.1".
std::string describe(const LanguageModelOptions& options);
// Features of a symbol's embedding: a Transformer's are as wide as its layers.
std::int64_t embedded_size(const LanguageModelOptions& options);

}  // namespace elman::model
