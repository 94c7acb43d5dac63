// The fields of a TSV file's lines that play a part, before they become symbols.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/columns.h"
#include "elman/text/line_reader.h"
#include "elman/text/text_file.h"

namespace elman::data {

struct Row {
  std::string_view source;  // as they stand in the file; valid until the next row is read
  std::string_view features;
  std::string_view target;
  std::size_t line = 0;           // from 1
  std::size_t source_column = 0;  // bytes of the line before it
  std::size_t target_column = 0;
};

// A line that cannot be used, and what is wrong with it: "file:line:column: found ..., expected ...; what to do".
struct BadLine {
  std::size_t line = 0;
  std::string message;
};

// Is told of lines that were left out; may be empty.
using BadLineSink = std::function<void(BadLine)>;

// Reads rows one after the other. What read_text_pairs says of files, columns and errors holds here; with
// skip_bad_lines, lines that cannot be used are left out instead of thrown. `file` has to outlive it.
class RowReader {
 public:
  RowReader(const text::TextFile& file, const ColumnOptions& options, bool skip_bad_lines, BadLineSink skipped = {});

  // False at the end of the file. Throws DataError there where no line could be used.
  bool next(Row& row);
  const Columns& columns() const { return columns_; }  // from the first row on

 private:
  std::string expected() const;
  void leave_out(BadLine bad);
  void report_empty_lines();
  bool settle_columns(const text::Line& line);
  Row row_of(const text::Line& line) const;
  std::string_view field(const text::Line& line, std::size_t column) const;
  void fail_without_rows() const;

  const text::TextFile& file_;
  text::LineReader reader_;
  ColumnOptions options_;
  bool skip_bad_lines_;
  BadLineSink skipped_;
  std::vector<std::string> names_;  // empty: the number of columns decides
  Columns columns_;
  bool known_ = false;                    // columns_ is
  std::vector<std::string_view> fields_;  // of the line
  bool has_rows_ = false;
  std::size_t first_empty_ = 0;  // empty lines just before this one: at the file's end they are no fault
  std::size_t empty_count_ = 0;
  std::string first_bad_;  // message
};

}  // namespace elman::data
