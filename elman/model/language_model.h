// A language model: the probability of each symbol of a text, given those before it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/model/decoding.h"
#include "elman/model/language_model_options.h"
#include "elman/model/state.h"
#include "elman/nn/adaptive_softmax.h"
#include "elman/nn/linear.h"

namespace elman::model {

// What reads a text: rows of features for symbols, and what it remembers. Its parameters come before the output's.
class TextBody : public nn::Module {
 public:
  virtual std::int64_t width() const = 0;
  // The table of symbols.
  virtual Variable table() const = 0;

  // Before the first symbol of `rows` texts.
  virtual State start(std::int64_t rows) const = 0;
  // Symbols of rows that `steps` lays out, all of which are owned -> (rows, width). From the state, if given, on, and
  // what it is afterwards is written there if the texts do not end before the last step; a Transformer looks at these
  // rows alone.
  virtual Variable read(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps, State* state) const = 0;
  // One symbol of each row -> (rows, width); the state moves on. Not differentiated.
  virtual Variable step(Tape& tape, std::span<const std::int32_t> ids, State& state) const = 0;
};

// Embeddings, layers, and a linear map to scores of the next symbol, or an adaptive softmax (Mikolov et al. 2010;
// Transformers: Radford et al. 2018). Dropout acts on the table of embeddings (an element is dropped wherever its
// symbol occurs in a chunk), between layers, and before the map.
class LanguageModel : public nn::Module {
 public:
  // Throws UsageError for options that cannot be.
  LanguageModel(const LanguageModelOptions& options, const nn::Initializer& init);

  const LanguageModelOptions& options() const { return options_; }
  const TextBody& body() const { return *body_; }

  // Scores of the symbol that follows each, (rows, symbols), whose softmax are the probabilities. Those of an adaptive
  // softmax are not differentiated. See TextBody::read.
  Variable logits(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps, State* state) const;
  // log_probabilities (targets): those of the symbols that follow the last rows, given what comes before them. See
  // TextBody::read. Not differentiated.
  void score(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> targets, const Steps& steps,
             State* state, std::span<float> log_probabilities) const;
  // Mean cross-entropy of the targets in nats, plus penalties if the options have any.
  struct Loss {
    Variable total;          // what is minimised
    Variable cross_entropy;  // of it
  };
  Loss loss(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> targets, const Steps& steps,
            State* state, Scalar label_smoothing = 0) const;

  // Starts `rows` texts, each with </s>, on the threads of `pool`, or on the caller's alone if that is null. The
  // model must outlive it and keep its weights. Texts may be as long as they like.
  std::unique_ptr<Decoding> start(int rows, const std::shared_ptr<system::ThreadPool>& pool = nullptr) const;

 private:
  friend class LanguageModelDecoding;
  Variable dropped(Tape& tape, Variable read, const Steps& steps) const;
  Variable scores(Tape& tape, Variable dropped) const;

  LanguageModelOptions options_;
  std::unique_ptr<TextBody> body_;
  std::optional<nn::Linear> narrow_;  // tied embeddings of another size than the state: from that size to theirs
  std::optional<nn::Linear> output_;
  std::optional<nn::AdaptiveSoftmax> adaptive_;
  Parameter output_bias_;  // tied
};

// The steps of a rectangle of `length` steps, each of `rows` rows. On the tape.
Steps rectangle(Tape& tape, std::int32_t rows, std::int32_t length);

}  // namespace elman::model
