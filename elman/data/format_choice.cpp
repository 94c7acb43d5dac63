#include "elman/data/format_choice.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "elman/data/pair_format.h"
#include "elman/error.h"
#include "elman/text/line_reader.h"
#include "elman/text/symbol_choice.h"
#include "elman/text/unicode.h"

namespace elman::data {
namespace {

constexpr std::size_t enough_lines = 20'000;

bool is_share(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && is_number(text, false);
}

// What there is in the lines of a file, read in every way.
class Evidence {
 public:
  void add(std::string_view line) {
    const bool comment = line.starts_with(";;;");
    comments_ += comment ? 1 : 0;
    if (comment || line.find_first_not_of(' ') == std::string_view::npos) return;
    ++lines_;
    const std::string_view text = line.substr(0, comment_begin(line));
    add_tabs(line);
    add_word(text.substr(0, std::min(text.find_first_of(" \t"), text.size())));
    add_dictionary(text);
  }

  // Of a line that was read as CSV.
  void add_cells(std::size_t cells) {
    if (cells_ == 0) cells_ = cells;
    as_many_cells_ += cells > 1 && cells == cells_ ? 1 : 0;
  }

  PairFormat choice() const {
    if (lines_ == 0) return PairFormat::tsv;
    if (tabs_ == 0) return choice_without_tabs();
    if (quoted_ == lines_) return PairFormat::csv;
    if (pairs_ == lines_) {
      if (10 * slashes_ >= 9 * lines_) return PairFormat::ipa_dict;
      if (comments_ > 0 || variants_ > 0) return PairFormat::cmudict;
      if (alternatives_ > 0) return PairFormat::wikipron;
    }
    if (probabilities_ == lines_) return PairFormat::mfa;
    if (triples_ == lines_ && 10 * features_last_ >= 9 * lines_ && 2 * features_middle_ <= lines_) {
      return PairFormat::unimorph;
    }
    return PairFormat::tsv;
  }

 private:
  void add_tabs(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find('\t', begin), line.size());
      fields.push_back(line.substr(begin, end - begin));
      begin = end + 1;
    }
    const auto in_quotes = [](std::string_view f) { return f.size() > 1 && f.front() == '"' && f.back() == '"'; };
    tabs_ += fields.size() > 1 ? 1 : 0;
    quoted_ += std::all_of(fields.begin(), fields.end(), in_quotes) ? 1 : 0;
    pairs_ += fields.size() == 2 ? 1 : 0;
    triples_ += fields.size() == 3 ? 1 : 0;
    probabilities_ += fields.size() > 2 && std::all_of(fields.begin() + 1, fields.end() - 1, is_share) &&
                              fields[1].find('.') != std::string_view::npos
                          ? 1
                          : 0;
    if (fields.size() == 3) {
      features_middle_ += looks_like_features(fields[1]) ? 1 : 0;
      features_last_ += looks_like_features(fields[2]) ? 1 : 0;
    }
    if (fields.size() != 2) return;
    const std::string_view target = fields[1];
    slashes_ += target.size() > 2 && target.front() == '/' && target.back() == '/' ? 1 : 0;
    const std::size_t tilde = target.find(" ~ ");
    alternatives_ += tilde != std::string_view::npos && tilde > 0 && tilde + 3 < target.size() ? 1 : 0;
  }

  // word(2) is a variant of a word that was there before.
  void add_word(std::string_view word) {
    const std::string_view base = without_variant(word);
    const bool variant = base.size() < word.size() && words_.find(base) != words_.end();
    variants_ += variant ? 1 : 0;
    if (!variant) words_.emplace(word);
  }

  // A line without tabs: a word, perhaps a probability, phones.
  void add_dictionary(std::string_view text) {
    const std::size_t end = text.find_first_of(' ');
    const std::size_t phones = end == std::string_view::npos ? end : text.find_first_not_of(' ', end);
    if (phones == std::string_view::npos) return;
    ++spaces_;
    wide_spaces_ += phones - end > 1 ? 1 : 0;
    const std::string_view rest = text.substr(phones);
    const std::string_view next = rest.substr(0, rest.find(' '));
    const bool share = next.find('.') != std::string_view::npos && is_share(next);
    shares_ += share && next.size() < rest.size() ? 1 : 0;
    phones_.add(text.substr(0, end), share ? rest.substr(next.size()) : rest);
  }

  PairFormat choice_without_tabs() const {
    // Words are different, phones recur: so no text is taken for a dictionary, nor phones without words.
    const bool words = 2 * words_.size() > lines_ && spaces_ == lines_;
    const bool phones = phones_.target().kind == text::SymbolKind::space;
    const bool certain = wide_spaces_ == lines_ || comments_ > 0 || variants_ > 0;
    if (words && shares_ == lines_) return PairFormat::mfa;
    if (words && (certain || (phones && lines_ >= 10))) return PairFormat::cmudict;
    return as_many_cells_ == lines_ ? PairFormat::csv : PairFormat::tsv;
  }

  std::size_t lines_ = 0;
  std::size_t comments_ = 0;
  std::size_t tabs_ = 0;
  std::size_t quoted_ = 0;
  std::size_t pairs_ = 0;
  std::size_t triples_ = 0;
  std::size_t probabilities_ = 0;
  std::size_t features_middle_ = 0;
  std::size_t features_last_ = 0;
  std::size_t slashes_ = 0;
  std::size_t alternatives_ = 0;
  std::size_t variants_ = 0;
  std::size_t spaces_ = 0;
  std::size_t wide_spaces_ = 0;
  std::size_t shares_ = 0;
  std::size_t cells_ = 0;
  std::size_t as_many_cells_ = 0;
  std::set<std::string, std::less<>> words_;
  text::SymbolChooser phones_;
};

std::size_t count_of_cells(LineSplitter& splitter, const text::Line& line) {
  try {
    return splitter.split(line).size();
  } catch (const DataError&) {
    return 0;
  }
}

}  // namespace

bool looks_like_features(std::string_view field) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto fits = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') ||
           std::string_view("=;|,.()+-/_:{}*[] ").find(c) != std::string_view::npos;
  };
  if (field.empty() || !std::all_of(field.begin(), field.end(), fits)) return false;
  if (!is_letter(field.front()) && field != "_") return false;
  const bool lower = std::any_of(field.begin(), field.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return !lower || field.find_first_of(";|=") != std::string_view::npos;
}

ColumnOptions with_format(const text::TextFile& file, ColumnOptions options) {
  if (options.format) return options;
  Evidence evidence;
  text::LineReader reader(file);
  LineSplitter csv(PairFormat::csv);
  text::Line line;
  for (std::size_t i = 0; i < enough_lines && reader.next(line); ++i) {
    const bool text = !line.cut && line.text.find('\0') == std::string_view::npos &&
                      text::find_invalid_utf8(line.text) == std::string_view::npos;
    if (!text || line.text.empty()) continue;
    evidence.add(line.text);
    evidence.add_cells(count_of_cells(csv, line));
  }
  options.format = evidence.choice();
  const bool named = !options.names.empty() || options.header;
  if (named && options.format != PairFormat::csv) options.format = PairFormat::tsv;
  return options;
}

}  // namespace elman::data
