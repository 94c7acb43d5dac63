// What a tagger is made of.
#pragma once

#include <array>
#include <optional>

#include "elman/fields.h"
#include "elman/model/seq2seq_options.h"

namespace elman::model {

enum class LetterUse { no, yes };
constexpr auto choices(LetterUse) {
  return std::array{Choice<LetterUse>{LetterUse::no, "no"}, Choice<LetterUse>{LetterUse::yes, "yes"}};
}

// Sizes of vocabularies come from the data; everything else has its default here: that for letters, not for words.
struct TaggerOptions {
  int source_symbols = 0;  // size of the source vocabulary, special symbols included
  int target_symbols = 0;  // size of the tags' vocabulary, likewise
  // With letters only.
  int letter_symbols = 0;  // size of the letters' vocabulary
  int form_symbols = 0;    // size of the vocabulary of words in lower case
  int suffix_symbols = 0;  // size of the suffixes' vocabulary

  Architecture architecture = Architecture::lstm;
  int embedding_size = 64;
  int hidden_size = 128;
  int layers = 2;
  bool bidirectional = true;
  Scalar dropout = Scalar(0.3);
  bool crf = true;
  std::optional<LetterUse> letters = {};  // none: no letters, until a task has decided
  int letter_embedding_size = 32;
  int letter_hidden_size = 64;
  int longest_suffix = 4;  // letters; 0: no suffixes
  int suffix_embedding_size = 20;
  double word_dropout = 0.5;
  // Transformers only; their layers are hidden_size wide.
  int heads = 4;
  int feed_forward_size = 0;  // 0: four times hidden_size
  NormKind norm = NormKind::pre;
  nn::Activation activation = nn::Activation::relu;
  nn::PositionKind positions = nn::PositionKind::sinusoidal;
};
Fields fields(TaggerOptions& options);

// Throws UsageError if a field is out of range or two contradict each other.
void check(const TaggerOptions& options);

bool uses_letters(const TaggerOptions& options);
int tag_count(const TaggerOptions& options);  // without special symbols
// Features of a word's vector, with letters.
int word_size(const TaggerOptions& options);
// The encoder of such a tagger.
Seq2SeqOptions encoder_options(const TaggerOptions& options);

}  // namespace elman::model
