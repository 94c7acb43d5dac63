// All edits of a source that write a target: the nodes of their lattice, and their loss.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/losses.h"
#include "elman/autograd/tape.h"

namespace elman::ops {

// Of a batch of targets, each with a source of its own. An edit at node (i, u), with i positions of the source read and
// u symbols written, writes a symbol and stays, writes one and moves on, copies (writes what the position is a copy of
// and moves on), skips the position, or ends, which is possible at the last position alone.
struct EditLattice {
  int symbols = 0;                               // of the targets, the special ones included
  Steps targets;                                 // rows of <s> and the targets
  std::span<const std::int32_t> first_position;  // (items + 1) into the next two
  std::span<const std::int32_t> source_rows;     // (positions) row of the source; an item's last one is its end
  std::span<const std::int32_t> copies;          // (positions) the symbol that the position is a copy of, or -1
  std::span<const std::int32_t> first_node;      // (items + 1)

  int items() const { return static_cast<int>(first_node.size()) - 1; }
  std::int64_t nodes() const { return first_node.back(); }
  // Scores of a node: 1 copy, 2 skip, 3 end, y write and stay, symbols - 4 + y write and move on.
  std::int64_t columns() const { return 2 * std::int64_t{symbols} - 4; }
};

// On the tape; first_node is made of the other fields.
EditLattice edit_lattice(Tape& tape, int symbols, const Steps& targets, std::span<const std::int32_t> first_position,
                         std::span<const std::int32_t> source_rows, std::span<const std::int32_t> copies);

// tanh(source row of i + target row of u) for each node -> (nodes, size). source (rows, size), target (rows, size).
Variable edit_nodes(Tape& tape, Variable source, Variable target, const EditLattice& lattice);

// The negative logarithm of the summed probability of all edits that write the targets -> one element: the sum over the
// items or, as cross_entropy's mean does, that divided by the number of symbols. scores (nodes, columns) become
// probabilities by a softmax over the edits that are possible at a node; target (rows) holds </s> in an item's last
// row. An unknown symbol can only be copied. Smoothing of labels acts on the edits of each node, as often as the node
// is visited on the way to the target; no gradient flows through how often that is.
Variable edit_loss(Tape& tape, Variable scores, std::span<const std::int32_t> target, const EditLattice& lattice,
                   const CrossEntropyOptions& options = {});

// ---- Symbol by symbol: a lattice with one target row an item. Not differentiated. ----

// What is known of the items after some symbols.
struct EditState {
  Variable position;   // (items, width) probability that so many positions are read
  Variable log_edits;  // (items, width * columns) log-probabilities of the edits there
};

struct EditPrediction {
  Variable log_probabilities;  // (items, symbols) of the next symbol
  Tensor weights;              // (items, width) how likely it is to be written at a position
};
// From the scores of the next edits, and the positions after the last symbol. The state's position moves past what may
// be skipped; its log_edits are made.
EditPrediction edit_predict(Tape& tape, Variable scores, const EditLattice& lattice, EditState& state);
// The positions (items, width) after the symbols (items) have been written.
Variable edit_advance(Tape& tape, std::span<const std::int32_t> symbols, const EditLattice& lattice,
                      const EditState& state);

}  // namespace elman::ops
