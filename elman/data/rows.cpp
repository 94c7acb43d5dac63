#include "elman/data/rows.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"

namespace elman::data {
namespace {

std::string plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// A CR within a line is a line end of old Macs.
std::string remedy(const text::Line& line, const char* usual) {
  const bool cr = line.text.find('\r') != std::string_view::npos;
  return cr ? "the line has CR (U+000D) in it: convert line ends to LF" : usual;
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
      format_(options.format.value_or(PairFormat::tsv)),
      skip_bad_lines_(skip_bad_lines),
      skipped_(std::move(skipped)),
      names_(options.names),
      splitter_(format_) {
  const bool roles = !options.source.empty() || !options.features.empty() || !options.target.empty();
  if (roles && options.names.empty() && !options.header) {
    throw UsageError(file.path() +
                     ": found a column given by its name, expected the names of all columns; give them "
                     "or say that the file's first line has them");
  }
  if (is_dictionary(format_) && (!options.names.empty() || options.header)) {
    throw UsageError(file.path() + ": found names of columns, expected none: format " + name_of(format_) + " is " +
                     std::string(explanation(format_)) + "; leave them out, or say --format tsv");
  }
}

bool RowReader::next_target(Row& row) {
  if (next_target_ == targets_.size()) return false;
  row_.target_column += static_cast<std::size_t>(targets_[next_target_].data() - row_.target.data());
  row_.target = targets_[next_target_++];
  row = row_;
  return true;
}

bool RowReader::next(Row& row) {
  if (next_target(row)) return true;
  text::Line line;
  while (reader_.next(line)) {
    if (line.text.empty() && !line.cut) {
      if (empty_count_++ == 0) first_empty_ = line.number;
      continue;
    }
    report_empty_lines();
    try {
      text::check_text(line);
      fields_ = &splitter_.split(line);
      if (fields_->empty()) continue;
      if (!known_ && determine_columns(line)) continue;
      row_ = row_of(line);
      has_rows_ = true;
      targets_ = targets_in(row_.target, format_);
      next_target_ = 0;
      return next_target(row);
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
  std::vector<std::string> texts;
  for (const Cell& field : *fields_) texts.emplace_back(field.text);
  const bool is_header = options_.header || (format_ == PairFormat::csv && names_.empty() && are_column_names(texts));
  if (is_header && names_.empty()) names_ = texts;
  const std::size_t count = fields_->size();
  if (!names_.empty()) {
    columns_ = find_columns(names_, options_, file_.path());
  } else if (format_ == PairFormat::unimorph && count == 3) {
    columns_ = {.count = count, .source = 0, .features = 2, .target = 1};
  } else if (count == 2 || count == 3) {
    const bool features = count == 3;
    columns_ = {.count = count,
                .source = 0,
                .features = features ? 1 : Columns::absent,
                .target = features ? 2u : 1u,
                .chosen = format_ == PairFormat::tsv};
  } else {
    const bool one = count == 1;
    text::fail(line, one ? line.text.size() : 0,
               "found " + plural(count, "column") +
                   ", expected 2 (source, target) or 3 (source, features, target) separated by tabs",
               remedy(line, one ? "put a tab between source and target, or say --format"
                                : "name the columns, such as source,-,target,-"));
  }
  known_ = true;
  return is_header;
}

Row RowReader::row_of(const text::Line& line) const {
  const std::vector<Cell>& fields = *fields_;
  if (fields.size() != columns_.count) {
    const bool fewer = fields.size() < columns_.count;
    const std::size_t at = fewer ? line.text.size() : fields[columns_.count].offset - 1;
    text::fail(
        line, at,
        "found " + plural(fields.size(), "column") + ", expected " + std::to_string(columns_.count) + ": " + expected(),
        remedy(line, fewer ? "add the missing column" : "remove the additional column"));
  }
  Row row;
  row.line = line.number;
  row.source_column = fields[columns_.source].offset;
  row.target_column = fields[columns_.target].offset;
  row.source = field(line, columns_.source);
  row.target = field(line, columns_.target);
  if (columns_.features != Columns::absent) {
    row.features = field(line, columns_.features);
    text::check_features(line, row.features, fields[columns_.features].offset);
  }
  return row;
}

std::string_view RowReader::field(const text::Line& line, std::size_t column) const {
  const std::string_view text = (*fields_)[column].text;
  if (text.find_first_not_of(' ') == std::string_view::npos) {
    const std::string role = role_of(column, columns_);
    const std::string found = text.empty() ? "found an empty " : "found only spaces as ";
    text::fail(line, (*fields_)[column].offset, found + role + ", expected " + expected(),
               role == "features" ? "write _ if there are none" : "fill it in or remove the line");
  }
  return text;
}

}  // namespace elman::data
