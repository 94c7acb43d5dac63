#include "elman/data/cells.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "elman/data/table.h"
#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::data {

namespace {

constexpr std::string_view blanks = " \t";

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 8> written{"", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"};
  return std::find(written.begin(), written.end(), text) != written.end();
}

enum class Reading { number, no_number, too_large };

Reading read_number(std::string_view text, bool decimal_comma, double& value) {
  constexpr std::size_t longest = 400;  // digits of any number that is one
  std::string with_point;
  if (decimal_comma && text.size() <= longest) {
    if (text.find('.') != std::string_view::npos) return Reading::no_number;
    with_point = text;
    std::replace(with_point.begin(), with_point.end(), ',', '.');
    text = with_point;
  }
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || text.empty()) return Reading::no_number;
  if (error == std::errc::result_out_of_range) {
    // Too large, or too small to be told from zero.
    const std::size_t exponent = text.find_first_of("eE");
    if (exponent != std::string_view::npos && exponent + 1 < text.size() && text[exponent + 1] == '-') {
      value = 0;
      return Reading::number;
    }
    return Reading::too_large;
  }
  if (error != std::errc() || std::isnan(value)) return Reading::no_number;
  return std::abs(value) <= largest_number ? Reading::number : Reading::too_large;
}

}  // namespace

bool is_number(std::string_view text, bool decimal_comma) {
  double value = 0;
  return is_missing(text) || read_number(text, decimal_comma, value) != Reading::no_number;
}

double number_in(const Cell& cell, const text::Line& line, bool decimal_comma) {
  double value = 0;
  if (is_missing(cell.text)) return std::numeric_limits<double>::quiet_NaN();
  const Reading reading = read_number(cell.text, decimal_comma, value);
  if (reading == Reading::number) return value;
  constexpr std::size_t most_shown = 40;
  // Cut between characters, not within one.
  std::size_t shown = std::min(cell.text.size(), most_shown);
  while (shown < cell.text.size() && shown > 0 && (static_cast<unsigned char>(cell.text[shown]) & 0xC0U) == 0x80U) {
    --shown;
  }
  const std::string found = "found " + text::display(cell.text.substr(0, shown));
  if (reading == Reading::too_large) {
    text::fail(line, cell.offset, found + ", expected a number of at most 1e100", "scale the column, or fix the cell");
  }
  const bool comma = !decimal_comma && cell.text.find(',') != std::string_view::npos;
  text::fail(line, cell.offset, found + ", expected a number",
             comma ? "say --decimal-comma if numbers are written so" : "fix it, or leave it empty if it is missing");
}

std::size_t CellSplitter::quoted(const text::Line& line, std::size_t begin) {
  const std::string_view text = line.text;
  std::size_t at = begin + 1;
  std::string* own = nullptr;
  const auto keep = [&](std::string_view piece) {
    if (own == nullptr) own = &unquoted_.emplace_back();
    own->append(piece);
  };
  for (std::size_t from = at;; from = at) {
    at = text.find('"', at);
    if (at == std::string_view::npos) {
      text::fail(line, begin, "found a quote, expected its second one on the same line",
                 "add it, or remove the line break");
    }
    if (at + 1 < text.size() && text[at + 1] == '"') {  // written twice: one
      keep(text.substr(from, at + 1 - from));
      at += 2;
      continue;
    }
    if (own != nullptr) keep(text.substr(from, at - from));
    break;
  }
  cells_.push_back({own != nullptr ? std::string_view(*own) : text.substr(begin + 1, at - begin - 1), begin});
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != separator_ && blanks.find(text[end]) != std::string_view::npos) ++end;
  if (end < text.size() && text[end] != separator_) {
    text::fail(line, end, "found " + text::display(text.substr(end, 1)) + " after a cell in quotes, expected its end",
               "put the whole cell in quotes, and quotes in it twice");
  }
  return end;
}

std::size_t CellSplitter::plain(const text::Line& line, std::size_t begin) {
  const std::size_t end = std::min(line.text.find(separator_, begin), line.text.size());
  std::string_view cell = line.text.substr(begin, end - begin);
  cell.remove_suffix(cell.size() - std::min(cell.size(), cell.find_last_not_of(blanks) + 1));
  cells_.push_back({cell, begin});
  return end;
}

const std::vector<Cell>& CellSplitter::split(const text::Line& line) {
  cells_.clear();
  unquoted_.clear();
  // Views into it stay valid: no more cells than separators can be in quotes.
  unquoted_.reserve(static_cast<std::size_t>(std::count(line.text.begin(), line.text.end(), separator_)) + 1);
  std::size_t at = 0;
  while (true) {
    std::size_t begin = at;
    while (begin < line.text.size() && line.text[begin] != separator_ &&
           blanks.find(line.text[begin]) != std::string_view::npos) {
      ++begin;
    }
    const bool in_quotes = begin < line.text.size() && line.text[begin] == '"';
    const std::size_t end = in_quotes ? quoted(line, begin) : plain(line, begin);
    if (end >= line.text.size()) return cells_;
    at = end + 1;
  }
}

}  // namespace elman::data
