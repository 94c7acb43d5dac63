// The network of lesson hello: reads a word letter by letter and learns to answer each letter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "elman/elman.h"
#include "lessons/options.h"

namespace elman::lessons {

// What is read, what is to be answered, and the letters that either is made of, in order.
struct HelloTask {
  std::string source;
  std::string target;
  std::string letters;

  std::int32_t number_of(char letter) const { return static_cast<std::int32_t>(letters.find(letter)); }
  std::int32_t letter_count() const { return static_cast<std::int32_t>(letters.size()); }
};

// What the learner asks for. Throws UsageError for words that cannot be.
HelloTask hello_task(const LessonOptions& options);

// (1, letters): 1 at the letter's place.
Tensor one_hot(const HelloTask& task, char letter);

// A cell whose state itself holds the scores of the letters or, with a hidden_size, one with an output layer.
class HelloNetwork : public nn::Module {
 public:
  HelloNetwork(const HelloTask& task, int hidden_size, std::uint64_t seed);
  // Where PyTorch starts with the seed that hello_start.h names; for the course's word alone.
  void start_as_pytorch();

  Variable step(Tape& tape, Variable x, Variable h) const { return cell_.forward(tape, x, h); }
  Variable scores(Tape& tape, Variable h) const { return output_ ? output_->forward(tape, h) : h; }

 private:
  Random random_;
  nn::RNNCell cell_;
  std::optional<nn::Linear> output_;
};

struct HelloEpoch {
  std::string predicted;
  double loss = 0;
  std::vector<Tensor> states;  // after each letter
  std::vector<Tensor> scores;
};

// Loss summed over the letters, Adam.
std::vector<HelloEpoch> learn_hello(const HelloNetwork& network, const HelloTask& task, int epochs,
                                    double learning_rate);

}  // namespace elman::lessons
