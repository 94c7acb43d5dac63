// Words to be written backwards: a task that asks an encoder-decoder for all of its source, for lessons seq2seq,
// attention and transformer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/elman.h"

namespace elman::lessons {

inline const std::string reversal_letters = "abcdefgh";
inline constexpr int longest_reversal = 10;

std::string reversed(std::string word);
// `count` random words of that length. The streams that networks learn from are others.
std::vector<std::string> test_words(std::uint64_t seed, int length, int count);

// An encoder-decoder that learns to reverse words of 1 to 10 letters.
class Reverser {
 public:
  Reverser(const model::Seq2SeqOptions& options, std::uint64_t seed, double learning_rate);

  // As many updates, each on 32 fresh words, with a rate that falls from the given one to zero over `total` of them.
  // The mean loss of a letter.
  double learn(int updates, int total);

  // What it writes when it reads its own letters, and how much each of them looked at each letter of the word and at
  // its end; empty without attention. All words have one length.
  struct Written {
    std::string text;
    std::vector<std::vector<double>> weights;
  };
  std::vector<Written> write(const std::vector<std::string>& words) const;
  // The share of words that are right letter by letter, and of next letters that are right if the right ones before
  // them are read (teacher forcing).
  double share_of_words(const std::vector<std::string>& words) const;
  double share_of_letters(const std::vector<std::string>& words) const;

  std::int64_t parameter_count() const { return network_.parameter_count(); }

 private:
  Random random_;
  Random words_;
  model::Seq2Seq network_;
  optim::Adam adam_;
  double learning_rate_;
  int updates_ = 0;
};

// Small recurrent and Transformer networks for it, without dropout.
model::Seq2SeqOptions recurrent_reverser(model::Architecture architecture, model::AttentionKind attention,
                                         int hidden_size);
model::Seq2SeqOptions transformer_reverser(int hidden_size);

}  // namespace elman::lessons
