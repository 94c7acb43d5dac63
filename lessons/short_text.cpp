#include "lessons/short_text.h"

#include <algorithm>
#include <cmath>

#include "lessons/page.h"

namespace elman::lessons {

namespace {

constexpr std::size_t widest_picture = 60;  // columns of a terminal

// At most a little more than a lesson takes.
std::string read_text(const std::string& path) {
  const text::TextFile file(path);
  data::TextReader reader({&file, 1}, text::RunningFormat());
  std::string text;
  data::TextReader::Piece piece;
  while (reader.size().characters <= longest_text && reader.next(piece)) text += piece.text;
  return text;
}

bool can_be_seen(const std::string& character) { return character == "\n" || text::suspicion(character).empty(); }

}  // namespace

std::string chosen_text(const LessonOptions& options, const std::string& poem) {
  if (options.text.empty()) return poem;
  std::string text = read_text(options.text);
  const std::vector<std::string> characters = text::split_scalars(text);
  const auto refuse_text = [&](const std::string& found, const char* key) {
    refuse(options.language, options.text, found, std::string(find_text(option_texts, key, options.language)));
  };
  if (characters.size() < shortest_text) refuse_text(std::to_string(characters.size()), "expected-text");
  if (characters.size() > longest_text) refuse_text("> " + std::to_string(longest_text), "expected-text");
  const auto unseen = std::ranges::find_if_not(characters, can_be_seen);
  if (unseen != characters.end()) refuse_text(text::code_points(*unseen), "expected-text-characters");
  return text;
}

std::string visible(std::string_view character) {
  if (character == " ") return "␣";
  if (character == "\n") return "↵";
  return std::string(character);
}

bool is_letter(std::string_view character) {
  return text::character_at(character, 0).kind != text::CharacterClass::other;
}

std::vector<std::string> lines_of(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  for (const std::string& character : text::split_scalars(text)) {
    const bool breaks = character == "\n";
    if (breaks || text::display_width(lines.back() + character) > columns) lines.emplace_back();
    if (!breaks) lines.back() += character;
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<std::vector<ShadedText::Character>> shaded(const std::vector<std::string>& characters,
                                                       const std::vector<double>& values) {
  std::vector<std::vector<ShadedText::Character>> lines(1);
  std::size_t width = 0;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const std::string shown = visible(characters[i]);
    const std::size_t added = text::display_width(shown);
    const bool is_blank = characters[i] == "\n" && lines.back().empty();
    if (width + added > widest_picture) lines.emplace_back();
    if (lines.back().empty()) width = 0;
    if (!is_blank) lines.back().push_back({shown, values[i]});
    width += added;
    if (characters[i] == "\n" && !is_blank) lines.emplace_back();
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::vector<Property> properties_of(const std::vector<std::string>& characters) {
  constexpr std::string_view vowels = "aeiouAEIOU";
  std::vector<Property> properties{{"line-place", {}}, {"vowel", {}}, {"letter-next", {}}};
  double place = 0;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const std::string& character = characters[i];
    place = i > 0 && characters[i - 1] == "\n" ? 0 : i > 0 ? place + 1 : 0;
    properties[0].values.push_back(place);
    properties[1].values.push_back(character.size() == 1 && vowels.find(character) != std::string_view::npos ? 1 : 0);
    properties[2].values.push_back(i + 1 < characters.size() && is_letter(characters[i + 1]) ? 1 : 0);
  }
  std::erase_if(properties, [](const Property& property) {
    return std::ranges::all_of(property.values, [&](double value) { return value == property.values.front(); });
  });
  return properties;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto count = static_cast<double>(a.size());
  double mean_a = 0;
  double mean_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / count;
    mean_b += b[i] / count;
  }
  double together = 0;
  double squares_a = 0;
  double squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    together += (a[i] - mean_a) * (b[i] - mean_b);
    squares_a += (a[i] - mean_a) * (a[i] - mean_a);
    squares_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  const double product = std::sqrt(squares_a * squares_b);
  return product > 0 ? together / product : 0;
}

}  // namespace elman::lessons
