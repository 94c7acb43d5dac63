// The fields of a TSV file's lines that play a part, before they become symbols.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/columns.h"

namespace elman::data {

struct Row {
  std::string_view source;  // as they stand in the file; Rows::texts has the bytes
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

struct Rows {
  std::vector<Row> rows;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> texts;  // what the rows look into
  std::vector<BadLine> bad;
  Columns columns;
};

// What read_text_pairs says of files, columns and errors holds here. With skip_bad_lines, bad lines are listed instead
// of thrown, and only a file without a good one is an error.
Rows read_rows(const std::string& path, const ColumnOptions& options, bool skip_bad_lines);

}  // namespace elman::data
