#include "elman/nn/positions.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "elman/error.h"

namespace elman::nn {

Positions::Positions(const PositionOptions& options, const Initializer& init) : options_(options) {
  if (options.kind == PositionKind::learned) {
    weight_ = add_parameter("weight", init.normal({options.longest, options.size}, Scalar(0.02)));
    return;
  }
  for (std::int64_t i = 0; i < options.size; i += 2) {
    rate_.push_back(std::pow(10000.0, -static_cast<double>(i) / static_cast<double>(options.size)));
  }
}

// Positions first .. last. Each sine comes from the one before by turning, which is exact enough for as many as fit
// into memory.
Variable Positions::sinusoids(Tape& tape, std::int32_t first, std::int32_t last) const {
  const std::int64_t size = options_.size;
  Variable table = tape.make(Shape{last - first + 1, size}, false);
  Scalar* to = table.state()->value.data();
  for (std::size_t i = 0; i < rate_.size(); ++i) {
    const auto column = static_cast<std::int64_t>(2 * i);
    const double turn_sine = std::sin(rate_[i]);
    const double turn_cosine = std::cos(rate_[i]);
    double sine = std::sin(first * rate_[i]);
    double cosine = std::cos(first * rate_[i]);
    for (std::int64_t row = 0; row <= last - first; ++row) {
      to[row * size + column] = static_cast<Scalar>(sine);
      if (column + 1 < size) to[row * size + column + 1] = static_cast<Scalar>(cosine);
      const double next = sine * turn_cosine + cosine * turn_sine;
      cosine = cosine * turn_cosine - sine * turn_sine;
      sine = next;
    }
  }
  return table;
}

Variable Positions::forward(Tape& tape, Variable x, std::span<const std::int32_t> position, Scalar factor) const {
  const auto [least, most] =
      position.empty() ? std::ranges::min_max_result<std::int32_t>{0, 0} : std::ranges::minmax(position);
  if (least < -1) throw UsageError("positions: a position is " + std::to_string(least) + ", expected -1 or more");
  if (options_.kind == PositionKind::learned) {
    if (most < options_.longest) return ops::add_table_rows(tape, x, factor, weight_, position);
    const auto last = static_cast<std::int32_t>(options_.longest - 1);
    auto* learned = tape.array<std::int32_t>(position.size());
    std::transform(position.begin(), position.end(), learned, [last](std::int32_t p) { return std::min(p, last); });
    return ops::add_table_rows(tape, x, factor, weight_, {learned, position.size()});
  }
  // Only the positions that occur: in decoding that is one.
  std::int32_t first = most;
  for (const std::int32_t p : position) first = p >= 0 ? std::min(first, p) : first;
  if (most < 0) return ops::scale(tape, x, factor);
  auto* row = tape.array<std::int32_t>(position.size());
  std::transform(position.begin(), position.end(), row, [first](std::int32_t p) { return p < 0 ? p : p - first; });
  return ops::add_table_rows(tape, x, factor, sinusoids(tape, first, most), {row, position.size()});
}

std::span<const std::int32_t> positions_of(Tape& tape, const Steps& steps, std::int32_t start) {
  std::size_t rows = 0;
  for (int t = 0; t < steps.count; ++t) rows += static_cast<std::size_t>(steps.alive[t]);
  auto* position = tape.array<std::int32_t>(rows);
  std::int32_t* next = position;
  for (int t = 0; t < steps.count; ++t) next = std::fill_n(next, steps.alive[t], start + t);
  return {position, rows};
}

}  // namespace elman::nn
