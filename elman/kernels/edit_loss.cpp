#include <algorithm>
#include <cmath>

#include "elman/kernels/edit_items.h"
#include "elman/kernels/edit_lattice.h"

#define HWY_TARGET_INCLUDE "elman/kernels/edit_loss.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/edit_lattice-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

enum Edit { stay = 0, move = 1, skip = 2, edit_count = 3 };

// What the passes over an item's nodes need of it.
struct Item {
  int positions;
  int outputs;
  std::ptrdiff_t first;  // node
  const std::int32_t* copies;
};

Item item_of(const EditLattice& lattice, int item) {
  return {lattice.positions(item), lattice.targets.length(item), lattice.first_node[item],
          lattice.copies + lattice.first_position[item]};
}

// log p of the edits of a node that write `symbol` (negative: the target has ended).
void weigh_edits(const EditForward& e, const Possible& possible, std::int32_t copy, std::int32_t symbol,
                 std::ptrdiff_t node) {
  const EditColumns columns = e.lattice.columns;
  const Scalar* scores = e.scores + node * columns.count();
  const double sum = log_sum_of(scores, possible);
  const bool known = symbol >= EditColumns::first_symbol;
  const auto log_probability = [&](bool is_possible, int column) {
    return is_possible ? static_cast<double>(scores[column]) - sum : nothing;
  };
  double* edits = e.edits + node * edit_count;
  edits[stay] = log_probability(known, symbol);
  edits[move] = log_probability(known && possible.skip, columns.move(symbol));
  if (possible.copy && copy == symbol) edits[move] = log_sum(edits[move], log_probability(true, EditColumns::copy));
  edits[skip] = log_probability(possible.skip, EditColumns::skip);
  e.sums[node] = sum;
}

double forward_of(const EditForward& e, const Item& item, int i, int u, std::ptrdiff_t node) {
  const auto by = [&](std::ptrdiff_t before, Edit edit) {
    return e.forward[before] + e.edits[before * edit_count + edit];
  };
  double a = node == item.first ? 0 : nothing;
  if (i > 0) a = log_sum(a, by(node - 1, skip));
  if (u > 0) a = log_sum(a, by(node - item.positions, stay));
  if (i > 0 && u > 0) a = log_sum(a, by(node - item.positions - 1, move));
  return a;
}

// log of the summed probability from a node to the end, by its next edit.
struct Onward {
  double end;
  double skip;
  double stay;
  double move;

  double sum() const { return log_sum(log_sum(end, skip), log_sum(stay, move)); }
};

Onward onward_from(const EditForward& e, const Item& item, int i, int u, std::ptrdiff_t node) {
  const double* edits = e.edits + node * edit_count;
  const bool last = i + 1 == item.positions;
  const bool written = u + 1 == item.outputs;
  const Scalar end = e.scores[node * e.lattice.columns.count() + EditColumns::end];
  return {last && written ? static_cast<double>(end) - e.sums[node] : nothing,
          last ? nothing : edits[skip] + e.backward[node + 1],
          written ? nothing : edits[stay] + e.backward[node + item.positions],
          last || written ? nothing : edits[move] + e.backward[node + item.positions + 1]};
}

int possible_edits(const Possible& possible) {
  return possible.ends - EditColumns::first_symbol + (possible.copy ? 1 : 0) + (possible.skip ? 1 : 0) +
         (possible.end ? 1 : 0);
}

// -(mean of log p over the possible edits).
double mean_surprise(const Scalar* scores, double sum, const Possible& possible) {
  double all = 0;
  for (int c = EditColumns::first_symbol; c < possible.ends; ++c) all += static_cast<double>(scores[c]);
  if (possible.copy) all += static_cast<double>(scores[EditColumns::copy]);
  if (possible.skip) all += static_cast<double>(scores[EditColumns::skip]);
  if (possible.end) all += static_cast<double>(scores[EditColumns::end]);
  return sum - all / possible_edits(possible);
}

double visited(const EditForward& e, const Item& item, std::ptrdiff_t node) {
  return std::exp(e.forward[node] + e.backward[node] - e.backward[item.first]);
}

void forward_item(const EditForward& e, int index) {
  const EditLattice& lattice = e.lattice;
  const Item item = item_of(lattice, index);
  std::ptrdiff_t node = item.first;
  for (int u = 0; u < item.outputs; ++u) {
    const std::int32_t symbol = u + 1 < item.outputs ? e.target[target_row(lattice, index, u)] : -1;
    for (int i = 0; i < item.positions; ++i, ++node) {
      weigh_edits(e, possible_at(lattice, index, i), item.copies[i], symbol, node);
      e.forward[node] = forward_of(e, item, i, u, node);
    }
  }
  for (int u = item.outputs - 1; u >= 0; --u) {
    for (int i = item.positions - 1; i >= 0; --i) {
      --node;
      e.backward[node] = onward_from(e, item, i, u, node).sum();
    }
  }
  e.loss[index] = -e.backward[item.first];
  if (e.smoothing == 0) return;
  double smooth = 0;
  for (int u = 0; u < item.outputs; ++u) {
    for (int i = 0; i < item.positions; ++i, ++node) {
      const Scalar* scores = e.scores + node * lattice.columns.count();
      smooth += visited(e, item, node) * mean_surprise(scores, e.sums[node], possible_at(lattice, index, i));
    }
  }
  e.loss[index] += static_cast<double>(e.smoothing) * (smooth - e.loss[index]);
}

// d = or += factor * (e^(score - sum) - share) for n scores.
void add_probabilities(std::size_t n, const Scalar* scores, Scalar sum, Scalar factor, Scalar share, bool accumulate,
                       Scalar* d_scores) {
  const Lanes d;
  const Vector offset = hn::Set(d, sum);
  const Vector f = hn::Set(d, factor);
  const Vector less = hn::Set(d, share);
  for (std::size_t j = 0; j < n; j += hn::Lanes(d)) {
    const std::size_t left = n - j;
    const Vector p = hn::Sub(Exp(d, hn::Sub(LoadUpTo(d, scores + j, left), offset)), less);
    const Vector before = accumulate ? LoadUpTo(d, d_scores + j, left) : hn::Zero(d);
    StoreUpTo(d, hn::MulAdd(f, p, before), d_scores + j, left);
  }
}

void backward_node(const EditBackward& b, const Possible& possible, const Onward& onward, std::int32_t copy,
                   std::int32_t symbol, double seen, double total, std::ptrdiff_t node) {
  const EditForward& e = b.forward;
  const EditColumns columns = e.lattice.columns;
  const Scalar* scores = e.scores + node * columns.count();
  Scalar* d_scores = b.d_scores + node * columns.count();
  const auto factor = static_cast<Scalar>(static_cast<double>(b.factor) * seen);
  const Scalar share = e.smoothing / static_cast<Scalar>(possible_edits(possible));
  add_probabilities(static_cast<std::size_t>(possible.ends - EditColumns::first_symbol),
                    scores + EditColumns::first_symbol, static_cast<Scalar>(e.sums[node]), factor, share, b.accumulate,
                    d_scores + EditColumns::first_symbol);
  const auto add_single = [&](bool is_possible, int column) {
    const double p = std::exp(static_cast<double>(scores[column]) - e.sums[node]);
    if (is_possible) d_scores[column] += factor * (static_cast<Scalar>(p) - share);
  };
  add_single(possible.copy, EditColumns::copy);
  add_single(possible.skip, EditColumns::skip);
  add_single(possible.end, EditColumns::end);

  const double weight = static_cast<double>(b.factor) * (1 - static_cast<double>(e.smoothing));
  const auto take = [&](double edit, int column) {
    if (edit != nothing) d_scores[column] -= static_cast<Scalar>(weight * std::exp(e.forward[node] + edit - total));
  };
  take(onward.end, EditColumns::end);
  take(onward.skip, EditColumns::skip);
  take(onward.stay, symbol);
  if (onward.move == nothing) return;
  // Written, or copied.
  const double all = e.edits[node * edit_count + move];
  const auto take_of_move = [&](int column) {
    take(onward.move - all + static_cast<double>(scores[column]) - e.sums[node], column);
  };
  if (symbol >= EditColumns::first_symbol) take_of_move(columns.move(symbol));
  if (possible.copy && copy == symbol) take_of_move(EditColumns::copy);
}

void backward_item(const EditBackward& b, int index) {
  const EditForward& e = b.forward;
  const EditLattice& lattice = e.lattice;
  const Item item = item_of(lattice, index);
  const std::ptrdiff_t count = lattice.columns.count();
  std::ptrdiff_t node = item.first;
  for (int u = 0; u < item.outputs; ++u) {
    const std::int32_t symbol = u + 1 < item.outputs ? e.target[target_row(lattice, index, u)] : -1;
    for (int i = 0; i < item.positions; ++i, ++node) {
      if (!b.accumulate) std::fill_n(b.d_scores + node * count, count, Scalar(0));
      const double seen = visited(e, item, node);
      if (!(seen > 0)) continue;
      backward_node(b, possible_at(lattice, index, i), onward_from(e, item, i, u, node), item.copies[i], symbol, seen,
                    e.backward[item.first], node);
    }
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void edit_loss_forward(system::ThreadPool& pool, const EditForward& edit) {
  const auto item = ELMAN_DISPATCH(forward_item);
  run_items(pool, edit.lattice, 8.0 * edit.lattice.columns.count(), [&](int i) { item(edit, i); });
}

void edit_loss_backward(system::ThreadPool& pool, const EditBackward& edit) {
  const auto item = ELMAN_DISPATCH(backward_item);
  run_items(pool, edit.forward.lattice, 8.0 * edit.forward.lattice.columns.count(), [&](int i) { item(edit, i); });
}

}  // namespace elman::kernels
#endif
