#include "elman/data/survey.h"

#include <algorithm>

#include "elman/data/feature_column.h"
#include "elman/data/format_choice.h"
#include "elman/data/suspicious.h"
#include "elman/text/symbol_choice.h"
#include "elman/text/unicode.h"

namespace elman::data {
namespace {

bool is_within(std::string_view text, char begin, char end) {
  return text.size() > 2 && text.front() == begin && text.back() == end;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// As names of columns are written: "english", "target_word".
bool is_name(std::string_view text) {
  return text.size() > 2 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
         });
}

// Whether the first line is unlike all others and like names: written in letters of another script, or as one word
// where the others have symbols between spaces.
class FirstLine {
 public:
  void add(const Row& row) {
    if (++rows_ == 1) {
      is_named_ = are_column_names({std::string(row.source), std::string(row.target)});
      are_names_ = is_name(row.source) && is_name(row.target);
      return;
    }
    ascii_sources_ += is_ascii(row.source) ? 1 : 0;
    ascii_targets_ += is_ascii(row.target) ? 1 : 0;
    spaced_targets_ += row.target.find(' ') != std::string_view::npos ? 1 : 0;
  }
  bool has_usual_names() const { return is_named_; }
  bool looks_like_names() const {
    if (!are_names_ || rows_ < least_rows) return false;
    return ascii_sources_ == 0 || ascii_targets_ == 0 || 10 * spaced_targets_ >= 9 * (rows_ - 1);
  }

 private:
  static constexpr std::size_t least_rows = 10;
  std::size_t rows_ = 0;
  bool is_named_ = false;
  bool are_names_ = false;
  std::size_t ascii_sources_ = 0;
  std::size_t ascii_targets_ = 0;
  std::size_t spaced_targets_ = 0;
};

// Counts of lines that look like something else than source and target.
class Mistakes {
 public:
  void add(const Row& row) {
    ++rows_;
    first_.add(row);
    quoted_ += is_within(row.source, '"', '"') && is_within(row.target, '"', '"') ? 1 : 0;
    slashes_ += is_within(row.target, '/', '/') ? 1 : 0;
    alternatives_ += row.target.find(" ~ ") != std::string_view::npos ? 1 : 0;
    semicolons_ += row.target.find(';') != std::string_view::npos ? 1 : 0;
    const bool upper = std::any_of(row.target.begin(), row.target.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    features_ +=
        upper && row.target.find_first_of(";|=") != std::string_view::npos && looks_like_features(row.target) ? 1 : 0;
  }

  std::vector<std::string> warnings() const {
    std::vector<std::string> list;
    if (rows_ == 0) return list;
    if (first_.has_usual_names()) {
      list.emplace_back("line 1 looks like names of columns; --header reads it as such");
    } else if (first_.looks_like_names()) {
      list.emplace_back(
          "line 1 looks like names of columns; --header --columns source,target leaves it out and says which is which");
    }
    if (quoted_ == rows_) list.emplace_back("all fields are in quotes; --format csv takes them off");
    if (slashes_ == rows_) list.emplace_back("all targets are between slashes; --format ipa-dict takes them off");
    if (alternatives_ > 0) list.emplace_back("targets have ~ in them; --format wikipron makes several targets of each");
    if (10 * features_ >= 9 * rows_) {
      list.emplace_back("targets look like features; --columns lemma,form,features says which column is what");
    } else if (2 * semicolons_ >= rows_) {
      list.emplace_back(
          "most targets have a semicolon; give each of several targets a line of its own, or say with --columns which "
          "column is what");
    }
    return list;
  }

 private:
  std::size_t rows_ = 0;
  FirstLine first_;
  std::size_t quoted_ = 0;
  std::size_t slashes_ = 0;
  std::size_t alternatives_ = 0;
  std::size_t semicolons_ = 0;
  std::size_t features_ = 0;
};

std::string summary(const SuspiciousCharacters& found) {
  const std::size_t count = found.all().size();
  return "suspicious: " + std::to_string(count) + (count == 1 ? " character, " : " characters, ") +
         std::to_string(found.lines()) + (found.lines() == 1 ? " line" : " lines") + "; see elman check";
}

// Everything that one reading of the rows tells.
struct Reading {
  text::SymbolChooser symbols;
  FeatureColumn features;
  Mistakes mistakes;
  SuspiciousCharacters suspicious;
  std::size_t rows = 0;
  std::size_t rows_of_hangul = 0;

  void add(const Row& row, bool with_warnings) {
    ++rows;
    symbols.add(row.source, row.target);
    if (!row.features.empty()) features.add(row.features);
    rows_of_hangul += text::has_hangul(row.source) || text::has_hangul(row.target) ? 1 : 0;
    if (!with_warnings) return;
    mistakes.add(row);
    suspicious.add(row);
  }
};

}  // namespace

Survey survey(const text::TextFile& file, const PairOptions& options, bool with_warnings) {
  Survey found;
  found.options = options;
  found.format_chosen = !options.columns.format.has_value();
  PairOptions& chosen = found.options;
  chosen.columns = with_format(file, chosen.columns);
  const bool settled =
      options.source_symbols && options.target_symbols && options.normalization && options.feature_separator;
  if (settled && !with_warnings) return found;
  Reading reading;
  RowReader rows(file, chosen.columns, options.skip_bad_lines);
  for (Row row; rows.next(row);) reading.add(row, with_warnings);
  if (!options.source_symbols) {
    const text::SymbolChoice choice = reading.symbols.source();
    chosen.source_symbols = choice.kind;
    found.why_source_symbols = choice.why;
  }
  if (!options.target_symbols && is_dictionary(*chosen.columns.format)) {
    chosen.target_symbols = text::SymbolKind::space;
    found.why_target_symbols = "a dictionary has spaces between phones";
  } else if (!options.target_symbols) {
    const text::SymbolChoice choice = reading.symbols.target();
    chosen.target_symbols = choice.kind;
    found.why_target_symbols = choice.why;
  }
  if (!options.normalization) {
    // The letters of a Hangul syllable say how it is spoken and inflected; eleven thousand syllables cannot be learnt.
    const bool hangul = 2 * reading.rows_of_hangul >= reading.rows;
    chosen.normalization = hangul ? text::Normalization::nfd : text::Normalization::nfc;
    if (hangul) chosen.written = text::Normalization::nfc;
  }
  if (!options.feature_separator) chosen.feature_separator = reading.features.separator();
  if (!with_warnings) return found;
  found.warnings = reading.mistakes.warnings();
  const std::string of_features = reading.features.warning(*chosen.feature_separator);
  if (!of_features.empty()) found.warnings.push_back(of_features);
  if (!reading.suspicious.all().empty()) found.warnings.push_back(summary(reading.suspicious));
  return found;
}

}  // namespace elman::data
