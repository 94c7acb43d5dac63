// What a learner may change.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "elman/elman.h"
#include "lessons/texts.h"

namespace elman::lessons {

// What the state goes through.
enum class Squashing { tanh, relu, none };
constexpr auto choices(Squashing) {
  return std::array{Choice<Squashing>{Squashing::tanh, "tanh"}, Choice<Squashing>{Squashing::relu, "relu"},
                    Choice<Squashing>{Squashing::none, "none"}};
}

// The recurrent cells that the lessons on words know.
enum class CellKind { rnn, lstm, gru };
constexpr auto choices(CellKind) {
  return std::array{Choice<CellKind>{CellKind::rnn, "rnn"}, Choice<CellKind>{CellKind::lstm, "lstm"},
                    Choice<CellKind>{CellKind::gru, "gru"}};
}

// A lesson reads the fields that its flags set.
struct LessonOptions {
  Language language = Language::en;
  std::string inputs = "1 1, 1 1, 2 2";  // one step after the other, two numbers each
  std::string weights;                   // "w1=2, U3=-1"; those that are not named keep their value
  double recurrent_weight = 1;           // of every connection from the state to itself; 0 forgets
  Squashing nonlinearity = Squashing::tanh;
  double bias = 0;           // of every hidden unit
  bool carry_state = false;  // start from the state that lesson srn ends with
  std::uint64_t seed = 0;    // of what is random; hello: 0 for PyTorch's own beginning
  int seeds = 100;           // how many beginnings hello tries
  std::string word = "hello";
  std::string target = "ohlol";
  int epochs = 0;
  int updates = 0;
  double learning_rate = 0.1;
  int hidden_size = 0;       // hello alone: 0 for the letters themselves
  std::string pairs = "";    // a file of pairs; empty: the course's six
  std::string text = "";     // a file; empty: the lesson's poem
  bool placeholder = false;  // decode as the page's program does, feeding ?
  CellKind arch = CellKind::rnn;
};

// Each with its help in that language.
Fields fields(LessonOptions& options, Language language);

// Sets one option. Throws UsageError, in that language, that says what was expected.
void set_option(LessonOptions& options, std::string_view name, const std::string& text, Language language);

// For lessons whose networks have a hidden layer. Throws UsageError for 0.
int hidden_layer_size(const LessonOptions& options);

model::Architecture architecture_of(CellKind kind);

}  // namespace elman::lessons
