#include "elman/data/rows.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"

namespace elman::data {
namespace {

void split_fields(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    fields.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::size_t offset_of(const text::Line& line, std::string_view field) {
  return static_cast<std::size_t>(field.data() - line.text.data());
}

std::string plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string role_of(std::size_t column, const Columns& columns) {
  if (column == columns.source) return "source";
  if (column == columns.features) return "features";
  return column == columns.target ? "target" : "not used";
}

}  // namespace

RowReader::RowReader(const text::TextFile& file, const ColumnOptions& options, bool skip_bad_lines, BadLineSink skipped)
    : file_(file),
      reader_(file),
      options_(options),
      skip_bad_lines_(skip_bad_lines),
      skipped_(std::move(skipped)),
      names_(options.names) {
  const bool roles = !options.source.empty() || !options.features.empty() || !options.target.empty();
  if (roles && options.names.empty() && !options.header) {
    throw UsageError(file.path() +
                     ": found a column given by its name, expected the names of all columns; give them "
                     "or say that the file's first line has them");
  }
}

bool RowReader::next(Row& row) {
  text::Line line;
  while (reader_.next(line)) {
    if (line.text.empty() && !line.cut) {
      if (empty_count_++ == 0) first_empty_ = line.number;
      continue;
    }
    report_empty_lines();
    try {
      text::check_text(line);
      split_fields(line.text, fields_);
      if (!known_ && determine_columns(line)) continue;
      row = row_of(line);
      has_rows_ = true;
      return true;
    } catch (const DataError& error) {
      if (!skip_bad_lines_) throw;
      skip({line.number, error.what()});
    }
  }
  if (!has_rows_) fail_without_rows();
  return false;
}

void RowReader::skip(BadLine bad) {
  if (!skip_bad_lines_) throw DataError(bad.message);
  if (first_bad_.empty()) first_bad_ = bad.message;
  if (skipped_) skipped_(std::move(bad));
}

void RowReader::report_empty_lines() {
  for (; empty_count_ > 0; --empty_count_, ++first_empty_) {
    const text::Line line{.text = "", .file = file_.path(), .number = first_empty_};
    skip({line.number, text::describe(line, 0, "found an empty line, expected " + expected(), "remove it")});
  }
}

void RowReader::fail_without_rows() const {
  throw DataError(file_.path() + ":1:1: found no pairs, expected lines of " + expected() + "; give at least one line" +
                  (first_bad_.empty() ? "" : "; the first bad line: " + first_bad_));
}

std::string RowReader::expected() const {
  if (!known_ && names_.empty()) return "source TAB target";
  std::string list;
  for (std::size_t i = 0; i < (known_ ? columns_.count : names_.size()); ++i) {
    list += (i == 0 ? "" : " TAB ") + (names_.empty() ? role_of(i, columns_) : names_[i]);
  }
  return list;
}

// True if the line has the names.
bool RowReader::determine_columns(const text::Line& line) {
  const bool is_header = options_.header;
  if (is_header && names_.empty()) names_.assign(fields_.begin(), fields_.end());
  if (!names_.empty()) {
    columns_ = find_columns(names_, options_, file_.path());
  } else if (fields_.size() == 2 || fields_.size() == 3) {
    const bool features = fields_.size() == 3;
    columns_ = {.count = fields_.size(),
                .source = 0,
                .features = features ? 1 : Columns::absent,
                .target = features ? 2u : 1u,
                .chosen = true};
  } else {
    const bool one = fields_.size() == 1;
    text::fail(line, one ? line.text.size() : 0,
               "found " + plural(fields_.size(), "column") +
                   ", expected 2 (source, target) or 3 (source, features, target) separated by tabs",
               one ? "put a tab between source and target" : "name the columns, such as source,-,target,-");
  }
  known_ = true;
  return is_header;
}

Row RowReader::row_of(const text::Line& line) const {
  if (fields_.size() != columns_.count) {
    const bool fewer = fields_.size() < columns_.count;
    const std::size_t at = fewer ? line.text.size() : offset_of(line, fields_[columns_.count]) - 1;
    text::fail(line, at,
               "found " + plural(fields_.size(), "column") + ", expected " + std::to_string(columns_.count) + ": " +
                   expected(),
               fewer ? "add the missing column" : "remove the additional column");
  }
  Row row;
  row.line = line.number;
  row.source_column = offset_of(line, fields_[columns_.source]);
  row.target_column = offset_of(line, fields_[columns_.target]);
  row.source = field(line, columns_.source);
  row.target = field(line, columns_.target);
  if (columns_.features != Columns::absent) {
    row.features = field(line, columns_.features);
    text::check_features(line, row.features, offset_of(line, fields_[columns_.features]));
  }
  return row;
}

std::string_view RowReader::field(const text::Line& line, std::size_t column) const {
  const std::string_view text = fields_[column];
  if (text.find_first_not_of(' ') == std::string_view::npos) {
    const std::string role = role_of(column, columns_);
    const std::string found = text.empty() ? "found an empty " : "found only spaces as ";
    text::fail(line, offset_of(line, text), found + role + ", expected " + expected(),
               role == "features" ? "write _ if there are none" : "fill it in or remove the line");
  }
  return text;
}

}  // namespace elman::data
