#include "elman/autograd/rows.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

Scalar* values(Variable x) { return x.state()->value.data(); }

// Copies (adds, where add) a block of `columns` columns between buffers of other row strides.
void copy_block(std::int64_t rows, std::int64_t columns, const Scalar* from, std::int64_t from_stride, Scalar* to,
                std::int64_t to_stride, bool add) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const Scalar* source = from + r * from_stride;
    Scalar* target = to + r * to_stride;
    if (add) {
      for (std::int64_t c = 0; c < columns; ++c) target[c] += source[c];
    } else {
      std::copy_n(source, columns, target);
    }
  }
}

}  // namespace

Variable index_rows(Tape& tape, Variable table, std::span<const std::int32_t> ids) {
  const std::int64_t columns = table.columns();
  const std::int64_t rows = table.rows();
  for (const std::int32_t id : ids) {
    if (id < 0 || id >= rows) {
      throw UsageError("index_rows: id " + std::to_string(id) + " is outside a table of " + std::to_string(rows) +
                       " rows");
    }
  }
  const std::span<const std::int32_t> kept = tape.keep(ids);
  Variable y = tape.make(Shape{static_cast<std::int64_t>(ids.size()), columns}, table.requires_grad());
  const auto count = static_cast<int>(kept.size());
  kernels::gather_rows(count, static_cast<std::size_t>(columns), table.data(), kept.data(), values(y));
  // d_table[ids[i]] += dy[i], in the order of i
  if (y.requires_grad()) {
    tape.record([&tape, table, y, kept, count, columns] {
      if (!y.has_grad()) return;
      kernels::scatter_add_rows(count, static_cast<std::size_t>(columns), y.grad().data(), kept.data(),
                                tape.grad(table));
    });
  }
  return y;
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
  const std::int64_t width_a = a.columns();
  const std::int64_t width_b = b.columns();
  const std::int64_t width = width_a + width_b;
  Variable y = tape.make(Shape{rows, width}, a.requires_grad() || b.requires_grad());
  copy_block(rows, width_a, a.data(), width_a, values(y), width, false);
  copy_block(rows, width_b, b.data(), width_b, values(y) + width_a, width, false);
  if (y.requires_grad()) {
    tape.record([&tape, a, b, y, rows, width_a, width_b, width] {
      if (!y.has_grad()) return;
      const Scalar* dy = y.grad().data();
      if (Scalar* da = tape.grad(a)) copy_block(rows, width_a, dy, width, da, width_a, true);
      if (Scalar* db = tape.grad(b)) copy_block(rows, width_b, dy + width_a, width, db, width_b, true);
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
  const std::int64_t inner = a * b == 0 ? 0 : x.shape().elements() / (a * b);
  std::int64_t sizes[Shape::max_rank];
  for (int d = 0; d < x.shape().rank(); ++d) sizes[d] = x.shape()[d];
  std::swap(sizes[0], sizes[1]);
  Variable y = tape.make(Shape(sizes, x.shape().rank()), x.requires_grad());
  for (std::int64_t i = 0; i < a; ++i) {
    copy_block(b, inner, x.data() + i * b * inner, inner, values(y) + i * inner, a * inner, false);
  }
  if (y.requires_grad()) {
    tape.record([&tape, x, y, a, b, inner] {
      if (!y.has_grad()) return;
      Scalar* dx = tape.grad(x);
      for (std::int64_t i = 0; i < a; ++i) {
        copy_block(b, inner, y.grad().data() + i * inner, a * inner, dx + i * b * inner, inner, true);
      }
    });
  }
  return y;
}

}  // namespace elman::ops
