#include "elman/model/tagger_options.h"

#include <string>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

// Beyond these a network is a mistake, and its sizes would not fit the numbers that count them.
constexpr double most_units = 100'000;
constexpr double most_layers = 1'000;

void require_vocabulary(const char* of, int symbols) {
  if (symbols >= text::Vocabulary::special_count) return;
  throw UsageError(std::string(of) + ": found " + std::to_string(symbols) + " symbols, expected at least " +
                   std::to_string(text::Vocabulary::special_count));
}

}  // namespace

Fields fields(TaggerOptions& options) {
  Fields all = {
      {"arch", options.architecture, "rnn, lstm, gru or transformer"},
      Field("embedding-size", options.embedding_size, "size of a symbol's embedding; with letters, of a word's")
          .between(1, most_units),
      Field("hidden-size", options.hidden_size, "size of each direction's state; width of a transformer")
          .between(1, most_units),
      Field("layers", options.layers, "layers of the encoder").between(1, most_layers),
      {"bidirectional", options.bidirectional, "read in both directions (recurrent)"},
      Field("dropout", options.dropout, "probability of dropping an element").from_to_below(0, 1),
      {"crf", options.crf, "choose a sequence's tags together (conditional random field), not each on its own"},
      {"letters", options.letters, "yes: words are read by their letters as well; no; auto: if symbols are words"},
      Field("letter-embedding-size", options.letter_embedding_size, "letters: size of a letter's embedding")
          .between(1, most_units),
      Field("letter-hidden-size", options.letter_hidden_size, "letters: size of each direction's state")
          .between(1, most_units),
      Field("longest-suffix", options.longest_suffix, "letters: suffixes of up to N letters have embeddings (0: none)")
          .between(0, 100),
      Field("suffix-embedding-size", options.suffix_embedding_size, "letters: size of a suffix's embedding")
          .between(1, most_units),
      Field("word-dropout", options.word_dropout,
            "letters: A; a word that occurs N times is read by its letters alone with probability A / (A + N)")
          .between(0, 1'000),
  };
  const Fields transformer = transformer_fields(options);
  all.insert(all.end(), transformer.begin(), transformer.end());
  return all;
}

void check(const TaggerOptions& options) {
  check_ranges(options);
  require_vocabulary("source vocabulary", options.source_symbols);
  require_vocabulary("target vocabulary", options.target_symbols);
  if (tag_count(options) < 1) throw UsageError("target vocabulary: found no tag, expected at least one");
  if (uses_letters(options)) {
    require_vocabulary("letters", options.letter_symbols);
    require_vocabulary("words", options.form_symbols);
    require_vocabulary("suffixes", options.suffix_symbols);
  }
  if (options.architecture == Architecture::transformer) check_heads(options);
}

bool uses_letters(const TaggerOptions& options) { return options.letters == LetterUse::yes; }

int tag_count(const TaggerOptions& options) { return options.target_symbols - text::Vocabulary::special_count; }

int word_size(const TaggerOptions& options) {
  return options.embedding_size + 2 * options.letter_hidden_size +
         options.longest_suffix * options.suffix_embedding_size;
}

Seq2SeqOptions encoder_options(const TaggerOptions& options) {
  Seq2SeqOptions encoder;
  encoder.source_symbols = options.source_symbols;
  encoder.architecture = options.architecture;
  encoder.embedding_size = uses_letters(options) ? word_size(options) : options.embedding_size;
  encoder.hidden_size = options.hidden_size;
  encoder.encoder_layers = options.layers;
  encoder.bidirectional = options.bidirectional;
  encoder.dropout = options.dropout;
  encoder.heads = options.heads;
  encoder.feed_forward_size = options.feed_forward_size;
  encoder.norm = options.norm;
  encoder.activation = options.activation;
  encoder.positions = options.positions;
  return encoder;
}

}  // namespace elman::model
