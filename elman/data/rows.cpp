#include "elman/data/rows.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "elman/data/line_reader.h"
#include "elman/error.h"

namespace elman::data {
namespace {

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    fields.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

std::string plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string part_of(std::size_t column, const Columns& columns) {
  if (column == columns.source) return "source";
  if (column == columns.features) return "features";
  return column == columns.target ? "target" : "not used";
}

class RowReader {
 public:
  RowReader(const std::string& path, const ColumnOptions& options) : reader_(path), path_(path), options_(options) {
    const bool roles = !options.source.empty() || !options.features.empty() || !options.target.empty();
    if (roles && options.names.empty() && !options.header) {
      throw UsageError(path +
                       ": found a column given by its name, expected the columns' names too; name all columns "
                       "or say that the file's first line does");
    }
    if (!options.names.empty()) names_ = options.names;
  }

  Rows read(bool skip_bad_lines) {
    Rows read;
    read.texts = std::make_unique<std::pmr::monotonic_buffer_resource>();
    Line line;
    std::vector<BadLine> empty;  // at the file's end they are no fault
    while (reader_.next(line)) {
      try {
        check_text(line);
        if (!line.text.empty()) {
          for (BadLine& bad : empty) report(std::move(bad), skip_bad_lines, read.bad);
          empty.clear();
          if (!known_ && settle_columns(line)) continue;
          read.rows.push_back(kept(row_of(line), *read.texts));
        } else if (empty.empty() || skip_bad_lines) {
          empty.push_back({line.number, describe(line, 0, "found an empty line, expected " + expected(), "remove it")});
        }
      } catch (const DataError& error) {
        if (!skip_bad_lines) throw;
        read.bad.push_back({line.number, error.what()});
      }
    }
    if (read.rows.empty()) {
      throw DataError(path_ + ":1:1: found no pairs, expected lines of " + expected() + "; give at least one line" +
                      (read.bad.empty() ? "" : "; the first bad one: " + read.bad.front().message));
    }
    read.columns = columns_;
    return read;
  }

 private:
  static void report(BadLine bad, bool skip, std::vector<BadLine>& list) {
    if (!skip) throw DataError(bad.message);
    list.push_back(std::move(bad));
  }

  std::string expected() const {
    if (!known_ && names_.empty()) return "source TAB target";
    std::string list;
    for (std::size_t i = 0; i < (known_ ? columns_.count : names_.size()); ++i) {
      list += (i == 0 ? "" : " TAB ") + (names_.empty() ? part_of(i, columns_) : names_[i]);
    }
    return list;
  }

  // True where the line held the names.
  bool settle_columns(const Line& line) {
    const std::vector<std::string_view> fields = fields_of(line.text);
    const bool is_header = options_.header;
    if (is_header && names_.empty()) names_.assign(fields.begin(), fields.end());
    if (!names_.empty()) {
      columns_ = find_columns(names_, options_, path_);
    } else if (fields.size() == 2 || fields.size() == 3) {
      const bool features = fields.size() == 3;
      columns_ = {.count = fields.size(),
                  .source = 0,
                  .features = features ? 1 : Columns::absent,
                  .target = features ? 2u : 1u,
                  .chosen = true};
    } else {
      const bool one = fields.size() == 1;
      fail(line, one ? line.text.size() : 0,
           "found " + plural(fields.size(), "column") +
               ", expected 2 (source, target) or 3 (source, features, target) separated by tabs",
           one ? "put a tab between source and target" : "name the columns, such as source,-,target,-");
    }
    known_ = true;
    return is_header;
  }

  Row row_of(const Line& line) const {
    const std::vector<std::string_view> fields = fields_of(line.text);
    if (fields.size() != columns_.count) {
      const bool fewer = fields.size() < columns_.count;
      const std::size_t at = fewer ? line.text.size() : offset_of(line, fields[columns_.count]) - 1;
      fail(line, at,
           "found " + plural(fields.size(), "column") + ", expected " + std::to_string(columns_.count) + ": " +
               expected(),
           fewer ? "add the missing column" : "remove the additional column");
    }
    Row row;
    row.line = line.number;
    row.source_column = offset_of(line, fields[columns_.source]);
    row.target_column = offset_of(line, fields[columns_.target]);
    row.source = field(line, fields, columns_.source);
    row.target = field(line, fields, columns_.target);
    if (columns_.features != Columns::absent) {
      row.features = field(line, fields, columns_.features);
      check_features(line, row.features, offset_of(line, fields[columns_.features]));
    }
    return row;
  }

  // What outlives the line.
  static Row kept(Row row, std::pmr::memory_resource& texts) {
    for (std::string_view* text : {&row.source, &row.features, &row.target}) {
      auto* place = static_cast<char*>(texts.allocate(text->size(), 1));
      std::copy(text->begin(), text->end(), place);
      *text = {place, text->size()};
    }
    return row;
  }

  static std::size_t offset_of(const Line& line, std::string_view field) {
    return static_cast<std::size_t>(field.data() - line.text.data());
  }

  std::string_view field(const Line& line, const std::vector<std::string_view>& fields, std::size_t column) const {
    if (fields[column].find_first_not_of(' ') == std::string_view::npos) {
      const std::string part = part_of(column, columns_);
      const std::string found = fields[column].empty() ? "found an empty " : "found only spaces as ";
      fail(line, offset_of(line, fields[column]), found + part + ", expected " + expected(),
           part == "features" ? "write _ where there are none" : "fill it in or remove the line");
    }
    return fields[column];
  }

  LineReader reader_;
  std::string path_;
  const ColumnOptions& options_;
  std::vector<std::string> names_;  // empty: the number of columns decides
  Columns columns_;
  bool known_ = false;  // columns_ is
};

}  // namespace

Rows read_rows(const std::string& path, const ColumnOptions& options, bool skip_bad_lines) {
  return RowReader(path, options).read(skip_bad_lines);
}

}  // namespace elman::data
