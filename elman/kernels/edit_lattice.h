// All edits of a source that write a target, and their summed probability.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

// The scores of a node's edits for V target symbols, of which the first four are special, (2 V - 4) columns:
//   1            copy: write what the position is a copy of, and move on to the next position
//   2            skip: move on
//   3            end; only at the last position, which is read by no other edit than writing
//   y            write symbol y and stay, 4 <= y < V
//   V - 4 + y    write symbol y and move on
struct EditColumns {
  static constexpr int copy = 1;
  static constexpr int skip = 2;
  static constexpr int end = 3;
  static constexpr int first_symbol = 4;
  int symbols = 0;  // V

  int count() const { return 2 * symbols - first_symbol; }
  int move(int symbol) const { return symbols - first_symbol + symbol; }
};

// Node (i, u) of an item: i positions of its source are read, and u symbols of its target are written. It is row
// first_node + u * positions + i. A source has at least one position, its end.
struct EditLattice {
  int items = 0;
  EditColumns columns = {};
  Steps targets = {};                            // rows of <s> and the targets, an item's u-th in row first[u] + item
  const std::int32_t* first_position = nullptr;  // (items + 1)
  const std::int32_t* first_node = nullptr;      // (items + 1)
  const std::int32_t* source_rows = nullptr;     // (positions) row of the encoder
  const std::int32_t* copies = nullptr;          // (positions) target symbol; negative: cannot be copied

  int positions(int item) const { return first_position[item + 1] - first_position[item]; }
  std::int64_t nodes() const { return first_node[items]; }
};

// node (i, u) = tanh(source row of position i + target row u). All have `size` columns.
struct EditNodes {
  EditLattice lattice;
  int size = 0;
  const Scalar* source = nullptr;  // (source rows, size)
  const Scalar* target = nullptr;  // (target rows, size)
  Scalar* nodes = nullptr;         // (nodes, size)
};
void edit_nodes_forward(system::ThreadPool& pool, const EditNodes& nodes);
// d_source and d_target are added to; either may be null.
void edit_nodes_backward(system::ThreadPool& pool, const EditNodes& nodes, const Scalar* d_nodes, Scalar* d_source,
                         Scalar* d_target);

// With p(e | i, u) the softmax of a node's scores over the edits that are possible there, a(0, 0) = 1, b(last, U) =
// p(end | last, U):
//   a(i, u) = a(i - 1, u) p(skip | i - 1, u) + a(i, u - 1) p(y_u, stay | i, u - 1)
//           + a(i - 1, u - 1) (p(y_u, move | i - 1, u - 1) + p(copy | i - 1, u - 1) if the position is a copy of y_u)
//   b(i, u) likewise from the end, by the edits of (i, u)
//   visited(i, u) = a(i, u) b(i, u) / b(0, 0), the probability that the node is on the way to the target
//   loss = -(1 - smoothing) log b(0, 0) - smoothing (sum of visited (mean of log p over the possible edits))
// in logarithms and double. The second part is that of smoothed labels (Szegedy et al. 2016); no gradient flows through
// `visited`. These are the edits of RNN transducers (Graves 2012) and of edit transducers (Makarov & Clematide 2018).
struct EditForward {
  EditLattice lattice;
  const Scalar* scores = nullptr;        // (nodes, columns)
  const std::int32_t* target = nullptr;  // (target rows): symbol u + 1 in row u; the last row's is not read
  Scalar smoothing = 0;
  double* sums = nullptr;      // (nodes) log of the summed e^score, saved
  double* edits = nullptr;     // (nodes, 3) log p of writing y_u and staying, moving, and of skipping, saved
  double* forward = nullptr;   // (nodes) log a, saved
  double* backward = nullptr;  // (nodes) log b, saved
  double* loss = nullptr;      // (items)
};
void edit_loss_forward(system::ThreadPool& pool, const EditForward& edit);

// With q(e) the probability that e is made at the node, given the target, so that the sum of q is `visited`:
//   d_scores = or += factor (visited p(e) - (1 - smoothing) q(e) - smoothing visited / possible edits)
struct EditBackward {
  EditForward forward;  // as it ran
  Scalar factor = 1;
  bool accumulate = false;
  Scalar* d_scores = nullptr;  // (nodes, columns)
};
void edit_loss_backward(system::ThreadPool& pool, const EditBackward& edit);

// ---- Symbol by symbol: a lattice with one target row an item ----

// What is known of the items after some symbols.
struct EditState {
  int width = 0;                // the most positions of an item
  Scalar* position = nullptr;   // (items, width) probability of each position, given the symbols
  Scalar* log_edits = nullptr;  // (items, width, columns) of each edit there
};

// From the scores of the next edits, (nodes, columns), and the positions after the last symbol: log_edits, the
// positions after any skips, the log-probabilities of the next symbol, (items, V), and how likely it is to be written
// at each position, (items, width). What cannot be has the log-probability `never`.
constexpr Scalar never = -1e9;
void edit_predict(system::ThreadPool& pool, const EditLattice& lattice, const Scalar* scores, const EditState& state,
                  Scalar* log_probabilities, Scalar* weights);
// The positions after the symbols (items) have been written.
void edit_advance(const EditLattice& lattice, const std::int32_t* symbols, const EditState& state);

}  // namespace elman::kernels
