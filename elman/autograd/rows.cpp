#include "elman/autograd/rows.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/kernels/pointwise.h"
#include "elman/kernels/rows.h"

namespace elman::ops {

namespace {

Scalar* values(Variable x) { return x.state()->value.data(); }

std::size_t width(Variable x) { return static_cast<std::size_t>(x.columns()); }

}  // namespace

Variable index_rows(Tape& tape, Variable table, std::span<const std::int32_t> ids) {
  const std::int64_t rows = table.rows();
  for (const std::int32_t id : ids) {
    if (id < 0 || id >= rows) {
      throw UsageError("index_rows: id " + std::to_string(id) + " is outside a table of " + std::to_string(rows) +
                       " rows");
    }
  }
  const std::span<const std::int32_t> kept = tape.keep(ids);
  Variable y = tape.make(Shape{static_cast<std::int64_t>(ids.size()), table.columns()}, table.requires_grad());
  const auto count = static_cast<int>(kept.size());
  kernels::gather_rows(count, width(table), table.data(), kept.data(), values(y));
  // d_table[ids[i]] += dy[i], in the order of i
  if (y.requires_grad()) {
    tape.record([&tape, table, y, kept, count] {
      if (!y.has_grad()) return;
      kernels::scatter_add_rows(count, width(y), y.grad().data(), kept.data(), tape.grad(table));
    });
  }
  return y;
}

Variable add_table_rows(Tape& tape, Variable x, Scalar factor, Variable table, std::span<const std::int32_t> ids) {
  require_columns("add_table_rows", "table", table, x.columns());
  if (static_cast<std::int64_t>(ids.size()) != x.rows()) {
    throw UsageError("add_table_rows: " + std::to_string(ids.size()) + " ids for " + std::to_string(x.rows()) +
                     " rows");
  }
  for (const std::int32_t id : ids) {
    if (id < -1 || id >= table.rows()) {
      throw UsageError("add_table_rows: id " + std::to_string(id) + " is outside a table of " +
                       std::to_string(table.rows()) + " rows");
    }
  }
  const std::span<const std::int32_t> kept = tape.keep(ids);
  Variable y = tape.make(x.shape(), x.requires_grad() || table.requires_grad());
  const auto count = static_cast<int>(kept.size());
  kernels::add_table_rows(count, width(x), factor, x.data(), table.data(), kept.data(), values(y));
  // dx += factor dy, d_table[ids[i]] += dy[i], in the order of i
  if (y.requires_grad()) {
    tape.record([&tape, x, factor, table, y, kept, count] {
      if (!y.has_grad()) return;
      const Tensor& dy = y.grad();
      if (Scalar* dx = tape.grad(x)) kernels::add_scaled(static_cast<std::size_t>(dy.size()), factor, dy.data(), dx);
      if (Scalar* d_table = tape.grad(table)) {
        kernels::scatter_add_rows(count, width(y), dy.data(), kept.data(), d_table);
      }
    });
  }
  return y;
}

void copy_columns(Variable x, std::int64_t first, Tensor& to) {
  if (to.shape().rows() != x.rows() || first < 0 || first + to.shape().columns() > x.columns()) {
    throw_shape("copy_columns", "x", x.shape(),
                "the rows of " + to.shape().to_string() + " and its columns from " + std::to_string(first) + " on");
  }
  const auto columns = to.shape().columns();
  kernels::copy_block(x.rows(), static_cast<std::size_t>(columns), x.data() + first, x.columns(), to.data(), columns);
}

Variable slice_rows(Tape& tape, Variable x, std::int64_t begin, std::int64_t end) {
  if (begin < 0 || end < begin || end > x.rows()) {
    throw UsageError("slice_rows: rows " + std::to_string(begin) + " to " + std::to_string(end) + " of shape " +
                     x.shape().to_string());
  }
  const std::int64_t columns = x.columns();
  Variable y = tape.make_borrowed(Shape{end - begin, columns}, values(x) + begin * columns, x.requires_grad());
  if (y.requires_grad()) {
    tape.record([&tape, x, y, begin, columns] {
      if (!y.has_grad()) return;
      kernels::add_scaled(static_cast<std::size_t>(y.value().size()), 1, y.grad().data(),
                          tape.grad(x) + begin * columns);
    });
  }
  return y;
}

Variable reshape(Tape& tape, Variable x, const Shape& shape) {
  if (shape.elements() != x.shape().elements())
    throw_shape("reshape", "x", x.shape(), "as many elements as " + shape.to_string());
  Variable y = tape.make_borrowed(shape, values(x), x.requires_grad());
  if (y.requires_grad()) {
    tape.record([&tape, x, y] {
      if (!y.has_grad()) return;
      kernels::add_scaled(static_cast<std::size_t>(y.value().size()), 1, y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

Variable concat_columns(Tape& tape, Variable a, Variable b) {
  if (a.rows() != b.rows()) throw_shape("concat_columns", "b", b.shape(), std::to_string(a.rows()) + " rows");
  const std::int64_t rows = a.rows();
  const std::int64_t columns_a = a.columns();
  const std::int64_t columns_b = b.columns();
  const std::int64_t columns = columns_a + columns_b;
  Variable y = tape.make(Shape{rows, columns}, a.requires_grad() || b.requires_grad());
  kernels::copy_block(rows, width(a), a.data(), columns_a, values(y), columns);
  kernels::copy_block(rows, width(b), b.data(), columns_b, values(y) + columns_a, columns);
  if (y.requires_grad()) {
    tape.record([&tape, a, b, y, rows, columns_a, columns_b, columns] {
      if (!y.has_grad()) return;
      const Scalar* dy = y.grad().data();
      if (Scalar* da = tape.grad(a)) kernels::add_block(rows, width(a), dy, columns, da, columns_a);
      if (Scalar* db = tape.grad(b)) kernels::add_block(rows, width(b), dy + columns_a, columns, db, columns_b);
    });
  }
  return y;
}

Variable replace_columns(Tape& tape, Variable x, std::span<const Replacement> replacements) {
  const std::int64_t rows = x.rows();
  const std::int64_t columns = x.columns();
  bool requires_grad = x.requires_grad();
  for (const Replacement& replacement : replacements) {
    const Variable value = replacement.value;
    if (value.rows() != rows) {
      throw_shape("replace_columns", "a value", value.shape(), std::to_string(rows) + " rows");
    }
    if (replacement.column < 0 || replacement.column + value.columns() > columns) {
      throw UsageError("replace_columns: columns " + std::to_string(replacement.column) + " to " +
                       std::to_string(replacement.column + value.columns()) + " of " + std::to_string(columns));
    }
    requires_grad = requires_grad || value.requires_grad();
  }
  auto* kept = tape.array<Replacement>(replacements.size());
  std::copy(replacements.begin(), replacements.end(), kept);
  const std::size_t count = replacements.size();
  Variable y = tape.make(x.shape(), requires_grad);
  std::copy_n(x.data(), x.value().size(), values(y));
  for (const Replacement& replacement : replacements) {
    const Variable value = replacement.value;
    kernels::copy_block(rows, width(value), value.data(), value.columns(), values(y) + replacement.column, columns);
  }
  if (requires_grad) {
    tape.record([&tape, x, y, kept, count, rows, columns] {
      if (!y.has_grad()) return;
      Scalar* dy = y.state()->grad.data();
      // The last one to a column has it: from the end, each takes its gradient away.
      for (std::size_t i = count; i-- > 0;) {
        const Variable value = kept[i].value;
        Scalar* replaced = dy + kept[i].column;
        if (Scalar* d_value = tape.grad(value)) {
          kernels::add_block(rows, width(value), replaced, columns, d_value, value.columns());
        }
        for (std::int64_t r = 0; r < rows; ++r) std::fill_n(replaced + r * columns, width(value), Scalar(0));
      }
      if (Scalar* dx = tape.grad(x)) {
        kernels::add_block(rows, width(x), dy, columns, dx, columns);
      }
    });
  }
  return y;
}

Variable concat_rows(Tape& tape, std::span<const Variable> parts) {
  if (parts.empty()) throw UsageError("concat_rows: no parts");
  const std::int64_t columns = parts[0].columns();
  std::int64_t rows = 0;
  bool requires_grad = false;
  for (const Variable part : parts) {
    require_columns("concat_rows", "part", part, columns);
    rows += part.rows();
    requires_grad = requires_grad || part.requires_grad();
  }
  Variable y = tape.make(Shape{rows, columns}, requires_grad);
  auto* kept = tape.array<Variable>(parts.size());
  std::copy(parts.begin(), parts.end(), kept);
  const std::size_t count = parts.size();
  Scalar* target = values(y);
  for (const Variable part : parts) target = std::copy_n(part.data(), part.value().size(), target);
  if (requires_grad) {
    tape.record([&tape, kept, count, y] {
      if (!y.has_grad()) return;
      const Scalar* dy = y.grad().data();
      for (std::size_t i = 0; i < count; ++i) {
        const auto size = static_cast<std::size_t>(kept[i].value().size());
        if (Scalar* dx = tape.grad(kept[i])) kernels::add_scaled(size, 1, dy, dx);
        dy += size;
      }
    });
  }
  return y;
}

Variable swap_leading(Tape& tape, Variable x) {
  if (x.shape().rank() < 2) throw_shape("swap_leading", "x", x.shape(), "at least two dimensions");
  const std::int64_t a = x.shape()[0];
  const std::int64_t b = x.shape()[1];
  const auto inner = static_cast<std::size_t>(a * b == 0 ? 0 : x.shape().elements() / (a * b));
  std::int64_t sizes[Shape::max_rank];
  for (int d = 0; d < x.shape().rank(); ++d) sizes[d] = x.shape()[d];
  std::swap(sizes[0], sizes[1]);
  Variable y = tape.make(Shape(sizes, x.shape().rank()), x.requires_grad());
  kernels::swap_leading(a, b, inner, x.data(), values(y));
  if (y.requires_grad()) {
    tape.record([&tape, x, y, a, b, inner] {
      if (y.has_grad()) kernels::add_swapped_leading(b, a, inner, y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

}  // namespace elman::ops
