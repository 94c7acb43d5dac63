#include "elman/model/word_embedding.h"

#include <algorithm>

#include "elman/autograd/ops.h"
#include "elman/philox.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

// Embeddings of words and suffixes, of which most are rare, begin small: a word that is hardly learnt must not drown
// its letters.
constexpr Scalar rare_deviation = Scalar(0.1);

// The forms, some of them unknown if the tape is training. Which ones depends on the tape's seed and step, and the row.
std::span<const std::int32_t> dropped(Tape& tape, const data::WordBatch& words) {
  if (!tape.training()) return words.form;
  const std::uint64_t key = tape.next_dropout_key();
  auto* form = tape.array<std::int32_t>(words.form.size());
  for (std::size_t r = 0; r < words.form.size(); ++r) {
    const double drawn = static_cast<double>(philox(r, key)[0]) * 0x1p-32;
    form[r] = drawn < static_cast<double>(words.rarity[r]) ? text::Vocabulary::unknown : words.form[r];
  }
  return {form, words.form.size()};
}

}  // namespace

WordEmbedding::WordEmbedding(const TaggerOptions& options, const nn::Initializer& init)
    : form_(options.form_symbols, options.embedding_size, init, rare_deviation),
      letters_({.letters = options.letter_symbols,
                .embedding_size = options.letter_embedding_size,
                .hidden_size = options.letter_hidden_size},
               init) {
  add_module("form_embedding", form_);
  add_module("letters", letters_);
  if (options.longest_suffix > 0) {
    add_module("suffix_embedding",
               suffix_.emplace(options.suffix_symbols, options.suffix_embedding_size, init, rare_deviation));
  }
}

Variable WordEmbedding::forward(Tape& tape, const data::WordBatch& words) const {
  const Variable form = form_.forward(tape, dropped(tape, words));
  const Variable letters = letters_.forward(
      tape, {.letters = words.letters.ids, .steps = words.letters.live(), .order = words.letters.order}, words.word);
  const Variable vectors = ops::concat_columns(tape, form, letters);
  if (!suffix_) return vectors;
  const Variable each = suffix_->forward(tape, words.suffixes);
  const std::int64_t rows = vectors.rows();
  return ops::concat_columns(tape, vectors, ops::reshape(tape, each, {rows, each.rows() / rows * each.columns()}));
}

}  // namespace elman::model
