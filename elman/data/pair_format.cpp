#include "elman/data/pair_format.h"

#include <algorithm>

#include "elman/error.h"

namespace elman::data {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool is_digit_or_point(char c) { return (c >= '0' && c <= '9') || c == '.'; }

// Of what is outside of quotes. A semicolon beside commas belongs to a text, or to features.
char separator_of(std::string_view line) {
  bool quoted = false;
  bool comma = false;
  bool semicolon = false;
  for (const char c : line) {
    quoted = quoted != (c == '"');
    if (quoted) continue;
    if (c == '\t') return c;
    comma = comma || c == ',';
    semicolon = semicolon || c == ';';
  }
  return semicolon && !comma ? ';' : ',';
}

}  // namespace

std::string_view explanation(PairFormat format) {
  switch (format) {
    case PairFormat::csv:
      return "cells between commas, semicolons or tabs, perhaps in quotes";
    case PairFormat::cmudict:
      return "a word, then its phones; comments, and (2) behind a variant, are left out";
    case PairFormat::mfa:
      return "a word, numbers such as probabilities, which are left out, and its phones";
    case PairFormat::ipa_dict:
      return "pronunciations between slashes, several with commas between";
    case PairFormat::wikipron:
      return "several pronunciations with ~ between";
    case PairFormat::unimorph:
      return "lemma, form, features: column 3 looks like features";
    case PairFormat::tsv:
      break;
  }
  return "columns between tabs";
}

bool is_dictionary(PairFormat format) { return format == PairFormat::cmudict || format == PairFormat::mfa; }

std::string_view without_variant(std::string_view word) {
  if (!word.ends_with(')')) return word;
  const std::size_t open = word.rfind('(');
  if (open == std::string_view::npos || open == 0) return word;
  const std::string_view number = word.substr(open + 1, word.size() - open - 2);
  const bool digits = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
  return digits ? word.substr(0, open) : word;
}

std::size_t comment_begin(std::string_view line) {
  if (line.starts_with(";;;") || line.starts_with("##") || line.starts_with("# ")) return 0;
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    const bool alone = at + 1 == line.size() || blanks.find(line[at + 1]) != std::string_view::npos;
    if (at > 0 && alone && blanks.find(line[at - 1]) != std::string_view::npos) return at;
  }
  return line.size();
}

const std::vector<Cell>& LineSplitter::split(const text::Line& line) {
  if (format_ == PairFormat::csv) {
    if (!cells_of_csv_) cells_of_csv_.emplace(separator_of(line.text));
    return cells_of_csv_->split(line);
  }
  cells_.clear();
  if (is_dictionary(format_)) {
    split_dictionary(line);
    return cells_;
  }
  for (std::size_t begin = 0; begin <= line.text.size();) {
    const std::size_t end = std::min(line.text.find('\t', begin), line.text.size());
    cells_.push_back({line.text.substr(begin, end - begin), begin});
    begin = end + 1;
  }
  return cells_;
}

void LineSplitter::split_dictionary(const text::Line& line) {
  const std::string_view all = line.text;
  const std::string_view text = format_ == PairFormat::cmudict ? all.substr(0, comment_begin(all)) : all;
  if (trimmed(text).empty()) return;
  const std::size_t end_of_word = std::min(text.find_first_of(blanks), text.size());
  std::string_view word = text.substr(0, end_of_word);
  if (format_ == PairFormat::cmudict) word = without_variant(word);
  std::string_view phones = trimmed(text.substr(end_of_word));
  while (format_ == PairFormat::mfa) {
    const std::size_t end = std::min(phones.find_first_of(blanks), phones.size());
    if (end == 0 || !is_digit_or_point(phones[0]) || !is_number(phones.substr(0, end), false)) break;
    phones = trimmed(phones.substr(end));
  }
  if (word.empty() || phones.empty()) {
    text::fail(line, word.empty() ? 0 : text.size(),
               word.empty() ? "found a space, expected a word" : "found a word alone, expected its phones after it",
               "mend the line, or say --format tsv if columns are between tabs");
  }
  cells_.push_back({word, 0});
  cells_.push_back({phones, static_cast<std::size_t>(phones.data() - all.data())});
}

std::vector<std::string_view> targets_in(std::string_view field, PairFormat format) {
  std::vector<std::string_view> targets;
  const auto add = [&targets](std::string_view target) {
    if (!trimmed(target).empty()) targets.push_back(trimmed(target));
  };
  if (format == PairFormat::wikipron) {
    std::size_t begin = 0;
    for (std::size_t at = field.find(" ~ "); at != std::string_view::npos; at = field.find(" ~ ", begin)) {
      add(field.substr(begin, at - begin));
      begin = at + 3;
    }
    add(field.substr(begin));
  } else if (format == PairFormat::ipa_dict) {
    for (std::size_t begin = field.find('/'); begin != std::string_view::npos;) {
      const std::size_t end = field.find('/', begin + 1);
      if (end == std::string_view::npos) break;
      add(field.substr(begin + 1, end - begin - 1));
      begin = field.find('/', end + 1);
    }
  }
  if (targets.empty()) targets.push_back(field);
  return targets;
}

}  // namespace elman::data
