// What the passes over a lattice of edits share, compiled once per target.
#if defined(ELMAN_KERNELS_EDIT_LATTICE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_EDIT_LATTICE_INL_H_
#undef ELMAN_KERNELS_EDIT_LATTICE_INL_H_
#else
#define ELMAN_KERNELS_EDIT_LATTICE_INL_H_
#endif

#include <algorithm>
#include <cmath>
#include <limits>

#include "elman/kernels/edit_lattice.h"
#include "elman/kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

constexpr double nothing = -std::numeric_limits<double>::infinity();

inline std::ptrdiff_t target_row(const EditLattice& lattice, int item, int u) {
  return static_cast<std::ptrdiff_t>(lattice.targets.first[u]) + item;
}

// Which of a node's columns are possible: those of [first_symbol, ends), and single ones before them.
struct Possible {
  int ends;
  bool copy;
  bool skip;
  bool end;
};

inline Possible possible_at(const EditLattice& lattice, int item, int position) {
  const bool last = position + 1 == lattice.positions(item);
  if (last) return {lattice.columns.symbols, false, false, true};
  return {lattice.columns.count(), lattice.copies[lattice.first_position[item] + position] >= 0, true, false};
}

inline double log_sum(double a, double b) {
  const double high = std::max(a, b);
  if (high == nothing) return nothing;
  return high + std::log1p(std::exp(std::min(a, b) - high));
}

inline double log_sum_of(const Scalar* scores, const Possible& possible) {
  const auto count = static_cast<std::size_t>(possible.ends - EditColumns::first_symbol);
  const Scalar* symbols = scores + EditColumns::first_symbol;
  Scalar largest = RowMaximum(count, symbols);
  if (possible.copy) largest = std::max(largest, scores[EditColumns::copy]);
  if (possible.skip) largest = std::max(largest, scores[EditColumns::skip]);
  if (possible.end) largest = std::max(largest, scores[EditColumns::end]);
  double sum = static_cast<double>(ExpRow(count, symbols, largest, nullptr));
  if (possible.copy) sum += std::exp(static_cast<double>(scores[EditColumns::copy] - largest));
  if (possible.skip) sum += std::exp(static_cast<double>(scores[EditColumns::skip] - largest));
  if (possible.end) sum += std::exp(static_cast<double>(scores[EditColumns::end] - largest));
  return static_cast<double>(largest) + std::log(sum);
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
