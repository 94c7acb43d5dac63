// The course's encoder-decoder and its six pairs of words, for lessons pairs and lengths.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elman/elman.h"
#include "lessons/options.h"

namespace elman::lessons {

// S begins an answer, E ends a word, ? fills a short one up.
inline const std::string letters = "SE?abcdefghijklmnopqrstuvwxyz";
inline constexpr int letter_count = 29;

struct WordPair {
  std::string source;
  std::string target;
};
inline const std::vector<WordPair> word_pairs{{"man", "women"}, {"black", "white"}, {"king", "queen"},
                                              {"girl", "boy"},  {"up", "down"},     {"high", "low"}};

// The learner's own pairs, or the course's six. Throws what read_text_pairs() does, and UsageError for other letters.
std::vector<WordPair> chosen_pairs(const LessonOptions& options);
std::size_t longest_word(std::span<const WordPair> pairs);

// Throws UsageError, in the lesson's language, for what are not 1 to 20 letters from a to z.
void check_word(const LessonOptions& options, const std::string& option, const std::string& word);
[[noreturn]] void refuse_word(const LessonOptions& options, const std::string& option, const std::string& word);

std::int32_t number_of(char letter);
std::vector<std::int32_t> numbers_of(const std::string& word);
// "man", 5 -> "man??".
std::string filled_up(std::string word, std::size_t length);

// Pairs that are learned from together. Columns of source and target are each sorted by length, longest first.
struct WordBatch {
  data::SequenceBatch source;            // the word and E
  data::SequenceBatch target_in;         // S and the answer
  std::vector<std::int32_t> target_out;  // the answer and E, for each row of target_in
  std::vector<std::int32_t> item;        // the source column of each target column
};
void fill(WordBatch& batch, std::span<const WordPair> pairs);

// One layer reads the word; its last state is what another one starts to write from; a linear layer gives each letter a
// score. Letters go in one-hot.
class WordNetwork : public nn::Module {
 public:
  WordNetwork(CellKind cell, int hidden_size, std::uint64_t seed);

  // Scores of all letters (rows of target_in, letters).
  Variable scores(Tape& tape, const WordBatch& batch) const;
  // Mean cross-entropy of a letter.
  Variable loss(Tape& tape, const WordBatch& batch) const;
  // The same of one pair, both words filled up to `time` letters with a padding letter; their lengths tell what counts.
  Variable padded_loss(Tape& tape, const WordPair& pair, std::size_t time, char padding) const;

  // Writes an answer letter by letter: reads S, then what it has just said, or always ? with `placeholder`; to E or the
  // limit. What it says at each step, with its probability.
  struct Said {
    char fed = 0;
    char letter = 0;
    double probability = 0;
  };
  std::vector<Said> answer(const std::string& word, std::size_t limit, bool placeholder) const;
  // The encoder's last state (H), all that the decoder knows of the word.
  std::vector<double> context(const std::string& word) const;

 private:
  Random random_;
  nn::RecurrentLayers encoder_;
  nn::RecurrentLayers decoder_;
  nn::Linear output_;
  Tensor one_hot_;
};

// The letters up to E, without ?.
std::string text_of(std::span<const WordNetwork::Said> said);
// Whether E was said.
bool has_ended(std::span<const WordNetwork::Said> said);

}  // namespace elman::lessons
