#include "elman/tasks/word_coding.h"

#include <algorithm>

#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

// A suffix that one word alone has says no more than the word.
text::VocabularyOptions shared_suffixes() { return {.min_count = 2}; }

// The last 1, 2, ... letters of a word, as long as it has so many.
std::vector<std::string> suffixes_of(const std::string& form, int longest) {
  const std::vector<std::string> letters = text::split_scalars(form);
  std::vector<std::string> suffixes;
  std::string suffix;
  for (int i = 0; i < longest && static_cast<std::size_t>(i) < letters.size(); ++i) {
    suffix.insert(0, letters[letters.size() - 1 - static_cast<std::size_t>(i)]);
    suffixes.push_back(suffix);
  }
  return suffixes;
}

}  // namespace

WordCoding make_word_coding(const text::Vocabulary::Counts& counts, int longest_suffix) {
  text::Vocabulary::Counts letters;
  text::Vocabulary::Counts forms;
  for (const auto& [word, count] : counts) {
    for (const std::string& letter : text::split_scalars(word)) letters[letter] += count;
    forms[text::lower_case(word)] += count;
  }
  text::Vocabulary::Counts suffixes;
  for (const auto& [form, count] : forms) {
    for (const std::string& suffix : suffixes_of(form, longest_suffix)) ++suffixes[suffix];
  }
  return {text::Vocabulary::from_counts(letters), text::Vocabulary::from_counts(forms),
          text::Vocabulary::from_counts(suffixes, shared_suffixes())};
}

std::vector<io::Section> sections_of(const WordCoding& coding) {
  return {{.name = "letter-vocabulary", .list = coding.letters.symbols_in_file(), .is_list = true},
          {.name = "form-vocabulary", .list = coding.forms.symbols_in_file(), .is_list = true},
          {.name = "suffix-vocabulary", .list = coding.suffixes.symbols_in_file(), .is_list = true}};
}

WordCoding read_word_coding(const io::ModelFile& file) {
  return {read_vocabulary(file, "letter-vocabulary"), read_vocabulary(file, "form-vocabulary"),
          read_vocabulary(file, "suffix-vocabulary")};
}

data::SpelledWord spell(const std::string& word, const WordCoding& coding, int longest_suffix,
                        std::vector<std::string>* unknown) {
  data::SpelledWord spelled;
  spelled.letters = coding.letters.ids(text::split_scalars(word), unknown);
  const std::string form = text::lower_case(word);
  spelled.form = coding.forms.id(form);
  spelled.suffixes = coding.suffixes.ids(suffixes_of(form, longest_suffix));
  spelled.suffixes.resize(static_cast<std::size_t>(longest_suffix), text::Vocabulary::pad);
  return spelled;
}

data::SpelledWord spelled_end(int longest_suffix) {
  constexpr std::int32_t end = text::Vocabulary::end;
  return {.letters = {end},
          .form = end,
          .suffixes = std::vector<std::int32_t>(static_cast<std::size_t>(longest_suffix), text::Vocabulary::pad)};
}

std::vector<data::SpelledWord> spell_vocabulary(const text::Vocabulary& source, const text::Vocabulary::Counts& counts,
                                                const WordCoding& coding, int longest_suffix, double word_dropout) {
  std::vector<std::size_t> of_form(static_cast<std::size_t>(coding.forms.size()));
  for (const auto& [word, count] : counts) {
    of_form[static_cast<std::size_t>(coding.forms.id(text::lower_case(word)))] += count;
  }
  std::vector<data::SpelledWord> words(text::Vocabulary::special_count, spelled_end(longest_suffix));
  for (std::int32_t id = text::Vocabulary::special_count; id < source.size(); ++id) {
    data::SpelledWord& word = words.emplace_back(spell(source.symbol(id), coding, longest_suffix));
    const auto count = static_cast<double>(of_form[static_cast<std::size_t>(word.form)]);
    word.rarity = static_cast<float>(word_dropout / (word_dropout + count));
  }
  return words;
}

bool are_words(const text::Vocabulary& source) {
  std::size_t letters = 0;
  std::size_t words = 0;
  for (std::int32_t id = text::Vocabulary::special_count; id < source.size(); ++id, ++words) {
    letters += text::split_scalars(source.symbol(id)).size();
  }
  return letters >= 3 * std::max<std::size_t>(words, 1);
}

}  // namespace elman::tasks
