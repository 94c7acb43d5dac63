#include <algorithm>
#include <cmath>

#include "elman/kernels/edit_items.h"
#include "elman/kernels/edit_lattice.h"

#define HWY_TARGET_INCLUDE "elman/kernels/edit_step.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/edit_lattice-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void predict_item(const EditLattice& lattice, const Scalar* all_scores, const EditState& state,
                  Scalar* all_probabilities, Scalar* all_weights, int item) {
  const Lanes d;
  const EditColumns columns = lattice.columns;
  const std::ptrdiff_t count = columns.count();
  const auto symbols = static_cast<std::size_t>(columns.symbols);
  const int positions = lattice.positions(item);
  const std::int32_t* copies = lattice.copies + lattice.first_position[item];
  const Scalar* scores = all_scores + lattice.first_node[item] * count;
  Scalar* position = state.position + std::ptrdiff_t{item} * state.width;
  Scalar* log_edits = state.log_edits + std::ptrdiff_t{item} * state.width * count;
  Scalar* next = all_probabilities + std::ptrdiff_t{item} * columns.symbols;
  Scalar* weights = all_weights + std::ptrdiff_t{item} * state.width;
  std::fill_n(next, symbols, Scalar(0));
  std::fill_n(weights, state.width, Scalar(0));
  for (int i = 0; i < positions; ++i, scores += count, log_edits += count) {
    const Possible possible = possible_at(lattice, item, i);
    const auto sum = static_cast<Scalar>(log_sum_of(scores, possible));
    std::fill_n(log_edits, count, never);
    for (int c = EditColumns::first_symbol; c < possible.ends; ++c) log_edits[c] = scores[c] - sum;
    if (possible.copy) log_edits[EditColumns::copy] = scores[EditColumns::copy] - sum;
    if (possible.skip) log_edits[EditColumns::skip] = scores[EditColumns::skip] - sum;
    if (possible.end) log_edits[EditColumns::end] = scores[EditColumns::end] - sum;

    const Scalar here = position[i];
    const Scalar skipped = possible.skip ? here * std::exp(log_edits[EditColumns::skip]) : Scalar(0);
    if (possible.skip) position[i + 1] += skipped;
    weights[i] = here - skipped;
    const Vector factor = hn::Set(d, here);
    for (std::size_t j = EditColumns::first_symbol; j < symbols; j += hn::Lanes(d)) {
      const std::size_t left = symbols - j;
      Vector p = Exp(d, LoadUpTo(d, log_edits + j, left));
      if (possible.skip) {
        p = hn::Add(p, Exp(d, LoadUpTo(d, log_edits + columns.move(static_cast<int>(j)), left)));
      }
      StoreUpTo(d, hn::MulAdd(factor, p, LoadUpTo(d, next + j, left)), next + j, left);
    }
    if (possible.copy) next[copies[i]] += here * std::exp(log_edits[EditColumns::copy]);
    if (possible.end) next[EditColumns::end] += here * std::exp(log_edits[EditColumns::end]);
  }
  for (std::size_t j = 0; j < symbols; ++j) next[j] = next[j] > 0 ? std::log(next[j]) : never;
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void edit_predict(system::ThreadPool& pool, const EditLattice& lattice, const Scalar* scores, const EditState& state,
                  Scalar* log_probabilities, Scalar* weights) {
  const auto item = ELMAN_DISPATCH(predict_item);
  run_items(pool, lattice, 8.0 * lattice.columns.count(),
            [&](int i) { item(lattice, scores, state, log_probabilities, weights, i); });
}

void edit_advance(const EditLattice& lattice, const std::int32_t* symbols, const EditState& state) {
  const EditColumns columns = lattice.columns;
  const std::ptrdiff_t count = columns.count();
  for (int item = 0; item < lattice.items; ++item) {
    const int symbol = symbols[item];
    const int positions = lattice.positions(item);
    const std::int32_t* copies = lattice.copies + lattice.first_position[item];
    Scalar* position = state.position + std::ptrdiff_t{item} * state.width;
    const Scalar* log_edits = state.log_edits + (std::ptrdiff_t{item} * state.width + positions - 1) * count;
    const bool known = symbol >= EditColumns::first_symbol;
    double total = 0;
    for (int i = positions - 1; i >= 0; --i, log_edits -= count) {
      double a = known ? static_cast<double>(position[i]) * std::exp(static_cast<double>(log_edits[symbol])) : 0;
      if (i > 0) {
        const Scalar* before = log_edits - count;
        double edits = known ? std::exp(static_cast<double>(before[columns.move(symbol)])) : 0;
        if (copies[i - 1] == symbol) edits += std::exp(static_cast<double>(before[EditColumns::copy]));
        a += static_cast<double>(position[i - 1]) * edits;
      }
      position[i] = static_cast<Scalar>(a);
      total += a;
    }
    if (!(total > 0)) continue;
    for (int i = 0; i < positions; ++i) position[i] = static_cast<Scalar>(static_cast<double>(position[i]) / total);
  }
}

}  // namespace elman::kernels
#endif
