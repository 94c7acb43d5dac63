#include "elman/kernels/least_squares.h"

#include <cmath>

namespace elman::kernels {

namespace {

double dot(std::size_t n, const double* a, const double* b) {
  // Four sums: one chain of additions would wait for itself.
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  for (; i < n; ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void add_scaled(std::size_t n, double factor, const double* x, double* y) {
  for (std::size_t i = 0; i < n; ++i) y[i] += factor * x[i];
}

}  // namespace

void householder(std::size_t rows, std::size_t columns, double* a, std::size_t targets, double* b) {
  for (std::size_t j = 0; j < columns; ++j) {
    double* v = a + j * rows + j;
    const std::size_t n = rows - j;
    const double norm = std::sqrt(dot(n, v, v));
    if (norm == 0) continue;
    const double pivot = v[0] > 0 ? -norm : norm;
    v[0] -= pivot;  // v is the reflection's normal
    const double length = dot(n, v, v);
    const auto reflect = [&](double* column) { add_scaled(n, -2 * dot(n, v, column) / length, v, column); };
    for (std::size_t k = j + 1; k < columns; ++k) reflect(a + k * rows + j);
    for (std::size_t t = 0; t < targets; ++t) reflect(b + t * rows + j);
    v[0] = pivot;
  }
}

void solve_triangle(std::size_t rows, std::size_t columns, const double* a, std::size_t targets, const double* b,
                    double* x) {
  for (std::size_t t = 0; t < targets; ++t) {
    double* solution = x + t * columns;
    for (std::size_t j = columns; j-- > 0;) {
      double value = b[t * rows + j];
      for (std::size_t k = j + 1; k < columns; ++k) value -= a[k * rows + j] * solution[k];
      const double pivot = a[j * rows + j];
      solution[j] = pivot == 0 ? 0 : value / pivot;
    }
  }
}

std::size_t choose_orthogonal(std::size_t rows, std::size_t count, double* candidates, std::size_t targets,
                              const double* b, std::size_t most, std::size_t* chosen, double* explained,
                              double* scratch) {
  constexpr double dependent = 1e-10;  // of the square of a column's norm: what is left is rounding
  constexpr double taken = -1;
  double* norms = scratch;  // of each candidate at first, or `taken`
  for (std::size_t i = 0; i < count; ++i) norms[i] = dot(rows, candidates + i * rows, candidates + i * rows);
  std::size_t found = 0;
  for (; found < most; ++found) {
    std::size_t best = count;
    double most_explained = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (norms[i] == taken) continue;
      const double* w = candidates + i * rows;
      const double norm = dot(rows, w, w);
      if (norm <= dependent * norms[i]) continue;
      double share = 0;
      for (std::size_t t = 0; t < targets; ++t) {
        const double* y = b + t * rows;
        const double product = dot(rows, w, y);
        share += product * product / (norm * dot(rows, y, y));
      }
      if (share > most_explained) {
        most_explained = share;
        best = i;
      }
    }
    if (best == count) break;
    norms[best] = taken;
    chosen[found] = best;
    explained[found] = most_explained / static_cast<double>(targets);
    const double* w = candidates + best * rows;
    const double norm = dot(rows, w, w);
    for (std::size_t i = 0; i < count; ++i) {
      double* other = candidates + i * rows;
      if (norms[i] != taken) add_scaled(rows, -dot(rows, w, other) / norm, w, other);
    }
  }
  return found;
}

}  // namespace elman::kernels
