// The cell of lesson hello: reads "hello" letter by letter and learns to answer each letter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/elman.h"

namespace elman::lessons {

// The letters that there are, what the cell reads, and what it is to answer.
inline const std::string hello_letters = "ehlo";
inline const std::string hello_source = "hello";
inline const std::string hello_target = "ohlol";
inline constexpr int hello_letter_count = 4;

std::int32_t number_of_hello_letter(char letter);

struct HelloEpoch {
  std::string predicted;
  double loss = 0;
  std::vector<Tensor> states;  // after each letter
};

// Loss summed over the letters, Adam with a large step. The hidden state itself holds the scores of the letters.
std::vector<HelloEpoch> learn_hello(const nn::RNNCell& cell, int epochs);
// The same from the first weights that a seed gives.
std::vector<HelloEpoch> learn_hello(int seed, int epochs);

// Where PyTorch starts with the seed that hello_start.h names.
void start_as_pytorch(nn::RNNCell& cell);

}  // namespace elman::lessons
