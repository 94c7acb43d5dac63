// The text that lesson generate learns, and what can be said of its characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lessons/document.h"
#include "lessons/options.h"

namespace elman::lessons {

inline constexpr std::size_t shortest_text = 20;  // characters
inline constexpr std::size_t longest_text = 2000;

// The learner's own text, or `poem`. Throws IoError and DataError for a file that cannot be read or is not UTF-8, and
// UsageError, in the lesson's language, for one that is too short, too long, or has characters that cannot be seen.
std::string chosen_text(const LessonOptions& options, const std::string& poem);

// A character as it is shown where a space or a line break would not be seen.
std::string visible(std::string_view character);

// Letters, Chinese ones too, and marks on them; digits.
bool is_letter(std::string_view character);

// Pieces of a text, line by line, no longer than that many columns of a terminal.
std::vector<std::string> lines_of(std::string_view text, std::size_t columns);

// The characters with a value each, as a picture: a line for each line of the text, and long ones broken.
std::vector<std::vector<ShadedText::Character>> shaded(const std::vector<std::string>& characters,
                                                       const std::vector<double>& values);

// Something about each character of a text, as a number, that a unit of a network may follow.
struct Property {
  std::string key;  // of its name in the lesson's texts
  std::vector<double> values;
};
// Those of which the text has more than one value: the place in the line, from 0; whether it is a vowel; whether a
// letter comes next.
std::vector<Property> properties_of(const std::vector<std::string>& characters);

// Pearson's correlation; 0 if one of them has only one value.
double correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace elman::lessons
