#include "elman/model/tagger.h"

#include <algorithm>
#include <span>
#include <string>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

// Items lose their last row: at step t those are left that have a step t + 1.
Steps without_last(const Steps& steps) { return {steps.count - 1, steps.first, steps.alive + 1}; }

// Numbers of the tags; `no_tag` for </s>.
std::span<const std::int32_t> tags_of(Tape& tape, std::span<const std::int32_t> target, std::int32_t no_tag) {
  auto* tags = tape.array<std::int32_t>(target.size());
  std::transform(target.begin(), target.end(), tags, [no_tag](std::int32_t symbol) {
    return symbol == text::Vocabulary::end ? no_tag : symbol - text::Vocabulary::special_count;
  });
  return {tags, target.size()};
}

void require_equal_lengths(const data::Batch& batch) {
  if (batch.source.lengths == batch.target_in.lengths && batch.source.order == batch.target_in.order) return;
  throw UsageError("tagger: found targets of other lengths than their sources, expected a tag for each symbol");
}

}  // namespace

std::int64_t tagged_symbols(const data::Batch& batch) { return batch.source.rows() - batch.source.count; }

Tagger::Tagger(const TaggerOptions& options, const nn::Initializer& init) : options_(options) {
  check(options);
  const Seq2SeqOptions encoder = encoder_options(options);
  if (uses_letters(options)) {
    add_module("words", words_.emplace(options, init));
    if (is_transformer_encoder(encoder)) {
      add_module("input", input_.emplace(word_size(options), options.hidden_size, true, init));
    }
  }
  encoder_ = make_encoder(encoder, init, words_ ? EncoderInput::vectors : EncoderInput::symbols);
  add_module("", *encoder_);
  add_module("output", output_.emplace(encoded_size(encoder), tag_count(options), true, init));
  if (options.crf) add_module("crf", crf_.emplace(tag_count(options), init));
}

Variable Tagger::emissions(Tape& tape, const data::SequenceBatch& source, const data::WordBatch* words) const {
  if ((words != nullptr) != words_.has_value()) {
    throw UsageError(std::string("tagger: found ") + (words != nullptr ? "words" : "no words") + ", expected " +
                     (words_ ? "those of the source's rows" : "none, as it reads no letters"));
  }
  Encoded encoded;
  if (words_) {
    Variable vectors = words_->forward(tape, *words);
    if (input_) {
      vectors = input_->forward(tape, vectors);
    } else {
      vectors = ops::dropout(tape, vectors, options_.dropout);
    }
    encoded = encoder_->encode_vectors(tape, vectors, source);
  } else {
    encoded = encoder_->encode(tape, source);
  }
  return output_->forward(tape, ops::dropout(tape, encoded.rows, options_.dropout));
}

Variable Tagger::loss(Tape& tape, const data::Batch& batch, const data::WordBatch* words,
                      Scalar label_smoothing) const {
  require_equal_lengths(batch);
  const Variable scores = emissions(tape, batch.source, words);
  if (crf_) return crf_->loss(tape, scores, tags_of(tape, batch.target_out, 0), without_last(batch.source.live()));
  const ops::CrossEntropyOptions options{.label_smoothing = label_smoothing};
  return ops::cross_entropy(tape, scores, tags_of(tape, batch.target_out, options.ignore), options);
}

}  // namespace elman::model
