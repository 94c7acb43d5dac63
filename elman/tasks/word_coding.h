// How words become numbers that a network reads their letters by.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elman/data/word_batch.h"
#include "elman/io/model_file.h"
#include "elman/tasks/pair_coding.h"
#include "elman/text/vocabulary.h"

namespace elman::tasks {

struct WordCoding {
  text::Vocabulary letters;   // in the case that they are written in
  text::Vocabulary forms;     // words in lower case
  text::Vocabulary suffixes;  // in lower case, those that several words have
};

// Of the words of a vocabulary that occur so often. longest_suffix in letters.
WordCoding make_word_coding(const text::Vocabulary::Counts& counts, int longest_suffix);

std::vector<io::Section> sections_of(const WordCoding& coding);
// Throws ModelError for what does not fit.
WordCoding read_word_coding(const io::ModelFile& file);

// Letters that are not known are appended to *unknown if it is given.
data::SpelledWord spell(const std::string& word, const WordCoding& coding, int longest_suffix,
                        std::vector<std::string>* unknown = nullptr);
// </s>, as a word.
data::SpelledWord spelled_end(int longest_suffix);

// Each symbol of the source vocabulary by its id, to train on: the rarity of a word that occurs n times, in any case,
// is word_dropout / (word_dropout + n).
std::vector<data::SpelledWord> spell_vocabulary(const text::Vocabulary& source, const text::Vocabulary::Counts& counts,
                                                const WordCoding& coding, int longest_suffix, double word_dropout);

// Whether the symbols are words, not letters, phones or the like: they have three letters or more on average.
bool are_words(const text::Vocabulary& source);

}  // namespace elman::tasks
