#include "elman/nn/word_letters.h"

#include <string>

#include "elman/error.h"

namespace elman::nn {

namespace {

// The batch index of each row's word.
std::span<const std::int32_t> batch_indices(Tape& tape, std::span<const std::int32_t> order,
                                            std::span<const std::int32_t> word) {
  const auto check = [&](const char* what, std::int32_t number) {
    if (number >= 0 && static_cast<std::size_t>(number) < order.size()) return;
    throw UsageError("word letters: found " + std::string(what) + " number " + std::to_string(number) +
                     ", expected one of " + std::to_string(order.size()) + " words");
  };
  auto* index_of = tape.array<std::int32_t>(order.size());
  for (std::size_t b = 0; b < order.size(); ++b) {
    check("order's", order[b]);
    index_of[order[b]] = static_cast<std::int32_t>(b);
  }
  auto* indices = tape.array<std::int32_t>(word.size());
  for (std::size_t r = 0; r < word.size(); ++r) {
    check("a row's", word[r]);
    indices[r] = index_of[word[r]];
  }
  return {indices, word.size()};
}

}  // namespace

WordLetters::WordLetters(const WordLettersOptions& options, const Initializer& init)
    : embedding_(options.letters, options.embedding_size, init),
      rnn_({.input_size = options.embedding_size, .hidden_size = options.hidden_size, .bidirectional = true}, init) {
  add_module("embedding", embedding_);
  add_module("rnn", rnn_);
}

Variable WordLetters::forward(Tape& tape, const DistinctWords& words, std::span<const std::int32_t> word) const {
  const std::int64_t count = words.steps.batch();
  if (static_cast<std::int64_t>(words.order.size()) != count) {
    throw UsageError("word letters: found an order of " + std::to_string(words.order.size()) + " words, expected " +
                     std::to_string(count));
  }
  const Variable h_n = rnn_.forward_rows(tape, {embedding_.weight, words.letters}, words.steps).h_n;
  const Variable states = ops::reshape(tape, h_n, {2 * count, rnn_.options().hidden_size});
  const Variable vectors = ops::concat_columns(tape, ops::slice_rows(tape, states, 0, count),
                                               ops::slice_rows(tape, states, count, 2 * count));
  return ops::index_rows(tape, vectors, batch_indices(tape, words.order, word));
}

}  // namespace elman::nn
