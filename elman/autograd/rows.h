// Ops that select and rearrange rows and columns.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"

namespace elman::ops {

// Row ids[i] of table (rows, columns) -> (ids, columns). Embedding look-up, and reordering of a batch. Throws
// UsageError for an id outside the table.
Variable index_rows(Tape& tape, Variable table, std::span<const std::int32_t> ids);

// Row i of y = factor * row i of x (rows, columns) + row ids[i] of table (..., columns); an id of -1 adds nothing.
// Throws UsageError for other ids outside the table.
Variable add_table_rows(Tape& tape, Variable x, Scalar factor, Variable table, std::span<const std::int32_t> ids);

// Columns of x (rows, ...) from `first` on, as many as `to` (rows, columns) has, to where steps of a recording cannot
// reach: not differentiated.
void copy_columns(Variable x, std::int64_t first, Tensor& to);

// Rows begin .. end of x -> (end - begin, columns); the values are shared, not copied.
Variable slice_rows(Tape& tape, Variable x, std::int64_t begin, std::int64_t end);

// The same elements under another shape; the values are shared.
Variable reshape(Tape& tape, Variable x, const Shape& shape);

// (rows, a), (rows, b) -> (rows, a + b).
Variable concat_columns(Tape& tape, Variable a, Variable b);

// Columns that another value takes the place of.
struct Replacement {
  std::int64_t column = 0;  // the first of them
  Variable value;           // (rows, columns)
};
// x (rows, columns) with those columns replaced; gradients flow to the values and, for all other columns, to x.
Variable replace_columns(Tape& tape, Variable x, std::span<const Replacement> replacements);

// Parts of equal width, one below the other.
Variable concat_rows(Tape& tape, std::span<const Variable> parts);

// (a, b, ...) -> (b, a, ...): time-major <-> batch-first.
Variable swap_leading(Tape& tape, Variable x);

}  // namespace elman::ops
