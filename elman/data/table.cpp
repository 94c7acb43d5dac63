#include "elman/data/table.h"

#include <algorithm>

#include "elman/data/cells.h"
#include "elman/error.h"
#include "elman/text/line_reader.h"
#include "elman/text/unicode.h"

namespace elman::data {

namespace {

char separator_of(std::string_view line, Separator chosen) {
  switch (chosen) {
    case Separator::comma:
      return ',';
    case Separator::semicolon:
      return ';';
    case Separator::tab:
      return '\t';
    case Separator::automatic:
      break;
  }
  for (const char candidate : {'\t', ';', ','}) {
    if (line.find(candidate) != std::string_view::npos) return candidate;
  }
  return ',';
}

void check_row(const text::Line& line) {
  if (line.cut) {
    text::fail(line, line.text.size(),
               "found a line of more than " + std::to_string(text::longest_line) + " bytes, expected a row of a table",
               "end each row with a line break");
  }
  text::check_text(line);
}

// Rows of a table, without the empty lines at its end.
class RowLines {
 public:
  explicit RowLines(const text::TextFile& file) : reader_(file) {}

  bool next(text::Line& line) {
    while (reader_.next(line)) {
      if (line.text.empty() && !line.cut) {
        if (first_empty_ == 0) first_empty_ = line.number;
        continue;
      }
      if (first_empty_ != 0) {
        text::fail({.text = "", .file = line.file, .number = first_empty_}, 0,
                   "found an empty line, expected a row of the table", "remove it");
      }
      check_row(line);
      return true;
    }
    return false;
  }

 private:
  text::LineReader reader_;
  std::size_t first_empty_ = 0;
};

[[noreturn]] void fail_without_rows(const std::string& path) {
  throw DataError(path + ":1:1: found no rows, expected names of columns and rows of numbers; give at least one row");
}

std::string quoted_list(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
    list.append(i == 0 ? "" : ", ").append(text::display(names[i]));
  }
  return list + (names.size() > most ? ", ..." : "");
}

void check_names(const std::vector<std::string>& names, const text::Line& line) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) {
      text::fail(line, 0, "found no name for column " + std::to_string(i + 1) + ", expected one", "name it");
    }
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i)) {
      text::fail(line, 0, "found the column " + text::display(names[i]) + " twice, expected it once", "rename one");
    }
  }
}

bool is_array(const std::string& path) { return path.ends_with(".npy"); }

}  // namespace

TableFile::TableFile(const text::TextFile& file, const TableOptions& options) : file_(file), options_(options) {
  if (is_array(path())) {
    array_ = read_npy(file_);
    for (std::size_t i = 1; i <= array_->columns; ++i) names_.push_back(std::to_string(i));
    return;
  }
  RowLines lines(file_);
  text::Line line;
  if (!lines.next(line)) fail_without_rows(path());
  separator_ = separator_of(line.text, options_.separator);
  if (options_.decimal_comma && separator_ == ',') {
    text::fail(line, 0, "found cells separated by commas, expected another separator beside decimal commas",
               "separate cells by semicolons or tabs");
  }
  CellSplitter splitter(separator_);
  const std::vector<Cell>& cells = splitter.split(line);
  named_ = !std::all_of(cells.begin(), cells.end(),
                        [&](const Cell& cell) { return is_number(cell.text, options_.decimal_comma); });
  for (const Cell& cell : cells) {
    names_.push_back(named_ ? std::string(cell.text) : std::to_string(names_.size() + 1));
  }
  if (named_) check_names(names_, line);
}

std::size_t TableFile::column(std::string_view name, std::string_view option) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  throw UsageError(std::string(option) + ": " + path() + " has no column " + text::display(name) +
                   ", expected one of " + quoted_list(names_));
}

Table TableFile::read(std::span<const std::size_t> numbers, std::span<const std::size_t> texts) const {
  Table table;
  table.numbers.resize(numbers.size());
  table.texts.resize(texts.size());
  if (array_) {
    for (std::size_t row = 0; row < array_->rows; ++row) {
      table.lines.push_back(row + 1);
      for (std::size_t i = 0; i < numbers.size(); ++i) table.numbers[i].push_back(array_->at(row, numbers[i]));
      for (std::size_t i = 0; i < texts.size(); ++i) {
        table.texts[i].push_back(text_of_number(array_->at(row, texts[i])));
      }
    }
    if (table.lines.empty()) fail_without_rows(path());
    return table;
  }
  RowLines lines(file_);
  CellSplitter splitter(separator_);
  text::Line line;
  if (named_ && !lines.next(line)) fail_without_rows(path());
  while (lines.next(line)) {
    const std::vector<Cell>& cells = splitter.split(line);
    if (cells.size() != names_.size()) {
      const bool fewer = cells.size() < names_.size();
      text::fail(line, fewer ? line.text.size() : cells[names_.size()].offset,
                 "found " + std::to_string(cells.size()) + " cells, expected " + std::to_string(names_.size()) +
                     " as in the first line",
                 fewer ? "add the missing ones" : "remove the additional ones, or put cells with separators in quotes");
    }
    table.lines.push_back(line.number);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      table.numbers[i].push_back(number_in(cells[numbers[i]], line, options_.decimal_comma));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) table.texts[i].emplace_back(cells[texts[i]].text);
  }
  if (table.lines.empty()) fail_without_rows(path());
  return table;
}

}  // namespace elman::data
