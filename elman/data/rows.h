// The fields of a TSV file's lines that have a role, before they become symbols.
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
  std::string_view source;  // as it is in the file; valid until the next row is read
  std::string_view features;
  std::string_view target;
  std::size_t line = 0;           // from 1
  std::size_t source_column = 0;  // offset in the line, in bytes
  std::size_t target_column = 0;
};

// A line that cannot be used, and why: "file:line:column: found ..., expected ...; what to do".
struct BadLine {
  std::size_t line = 0;
  std::string message;
};

// Called with each line that is skipped; may be empty.
using BadLineSink = std::function<void(BadLine)>;

// Reads rows one after the other; a line with several targets is several rows. Files, columns and errors are as for
// read_text_pairs; with skip_bad_lines, lines that cannot be used are skipped instead of thrown. `file` has to outlive
// it.
class RowReader {
 public:
  RowReader(const text::TextFile& file, const ColumnOptions& options, bool skip_bad_lines, BadLineSink skipped = {});

  // False at the end of the file. Throws DataError there if no line could be used.
  bool next(Row& row);
  const Columns& columns() const { return columns_; }  // from the first row on
  PairFormat format() const { return format_; }

 private:
  std::string expected() const;
  void skip(BadLine bad);
  void report_empty_lines();
  bool determine_columns(const text::Line& line);
  bool next_target(Row& row);
  Row row_of(const text::Line& line) const;
  std::string_view field(const text::Line& line, std::size_t column) const;
  void fail_without_rows() const;

  const text::TextFile& file_;
  text::LineReader reader_;
  ColumnOptions options_;
  PairFormat format_;
  bool skip_bad_lines_;
  BadLineSink skipped_;
  std::vector<std::string> names_;  // if empty, the number of columns decides
  Columns columns_;
  bool known_ = false;  // columns_ is
  LineSplitter splitter_;
  const std::vector<Cell>* fields_ = nullptr;  // of the line
  Row row_;                                    // of the line, with the first of its targets
  std::vector<std::string_view> targets_;      // of the line
  std::size_t next_target_ = 0;
  bool has_rows_ = false;
  std::size_t first_empty_ = 0;  // of the empty lines just before this one, which are allowed at the end of the file
  std::size_t empty_count_ = 0;
  std::string first_bad_;  // message
};

}  // namespace elman::data
