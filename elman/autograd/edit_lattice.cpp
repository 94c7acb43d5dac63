#include "elman/autograd/edit_lattice.h"

#include <algorithm>
#include <string>

#include "elman/autograd/check.h"
#include "elman/kernels/edit_lattice.h"

namespace elman::ops {

namespace {

kernels::EditLattice kernel_lattice(const EditLattice& lattice) {
  return {.items = lattice.items(),
          .columns = {lattice.symbols},
          .targets = lattice.targets,
          .first_position = lattice.first_position.data(),
          .first_node = lattice.first_node.data(),
          .source_rows = lattice.source_rows.data(),
          .copies = lattice.copies.data()};
}

void check_rows(const char* op, const EditLattice& lattice, Variable source, Variable target) {
  require_columns(op, "target", target, source.columns());
  for (const std::int32_t row : lattice.source_rows) {
    if (row < 0 || row >= source.rows()) {
      throw UsageError(std::string(op) + ": a position has row " + std::to_string(row) + " of a source of shape " +
                       source.shape().to_string());
    }
  }
  for (int t = 0; t < lattice.targets.count; ++t) {
    if (lattice.targets.first[t] + lattice.targets.alive[t] > target.rows()) {
      throw UsageError(std::string(op) + ": step " + std::to_string(t) + " lies outside the targets of shape " +
                       target.shape().to_string());
    }
  }
}

void check_target(const EditLattice& lattice, std::span<const std::int32_t> target) {
  for (int t = 0; t < lattice.targets.count; ++t) {
    const std::int32_t first = lattice.targets.first[t];
    for (std::int32_t row = first; row < first + lattice.targets.alive[t]; ++row) {
      const bool inside = static_cast<std::size_t>(row) < target.size();
      if (inside && target[static_cast<std::size_t>(row)] >= 0 &&
          target[static_cast<std::size_t>(row)] < lattice.symbols) {
        continue;
      }
      throw UsageError(
          "edit_loss: found " +
          (inside ? "target " + std::to_string(target[static_cast<std::size_t>(row)]) : std::string("no target")) +
          " in row " + std::to_string(row) + ", expected one of " + std::to_string(lattice.symbols) + " symbols");
    }
  }
}

kernels::EditState kernel_state(const EditState& state) {
  return {.width = static_cast<int>(state.position.columns()),
          .position = state.position.state()->value.data(),
          .log_edits = state.log_edits.state()->value.data()};
}

}  // namespace

EditLattice edit_lattice(Tape& tape, int symbols, const Steps& targets, std::span<const std::int32_t> first_position,
                         std::span<const std::int32_t> source_rows, std::span<const std::int32_t> copies) {
  const int items = targets.batch();
  if (first_position.size() != static_cast<std::size_t>(items) + 1 || source_rows.size() != copies.size() ||
      static_cast<std::size_t>(first_position.back()) != source_rows.size()) {
    throw UsageError("edit_lattice: found positions for " + std::to_string(first_position.size()) +
                     " items, expected those of " + std::to_string(items));
  }
  auto* first_node = tape.array<std::int32_t>(static_cast<std::size_t>(items) + 1);
  std::int64_t nodes = 0;
  for (int item = 0; item < items; ++item) {
    const std::int32_t positions = first_position[item + 1] - first_position[item];
    if (positions < 1) throw UsageError("edit_lattice: item " + std::to_string(item) + " has no position");
    first_node[item] = static_cast<std::int32_t>(nodes);
    nodes += std::int64_t{positions} * targets.length(item);
    if (nodes > INT32_MAX) {
      throw UsageError("edit_lattice: more than " + std::to_string(INT32_MAX) + " nodes; use shorter sequences");
    }
  }
  first_node[items] = static_cast<std::int32_t>(nodes);
  return {.symbols = symbols,
          .targets = tape.keep(targets),
          .first_position = tape.keep(first_position),
          .source_rows = tape.keep(source_rows),
          .copies = tape.keep(copies),
          .first_node = {first_node, static_cast<std::size_t>(items) + 1}};
}

Variable edit_nodes(Tape& tape, Variable source, Variable target, const EditLattice& lattice) {
  check_rows("edit_nodes", lattice, source, target);
  const Variable nodes =
      tape.make(Shape{lattice.nodes(), source.columns()}, source.requires_grad() || target.requires_grad());
  kernels::EditNodes forward{.lattice = kernel_lattice(lattice), .size = static_cast<int>(source.columns())};
  forward.source = source.data();
  forward.target = target.data();
  forward.nodes = nodes.state()->value.data();
  kernels::edit_nodes_forward(tape.pool(), forward);
  if (nodes.requires_grad()) {
    tape.record([&tape, source, target, nodes, forward] {
      if (!nodes.has_grad()) return;
      kernels::edit_nodes_backward(tape.pool(), forward, nodes.grad().data(), tape.grad(source), tape.grad(target));
    });
  }
  return nodes;
}

Variable edit_loss(Tape& tape, Variable scores, std::span<const std::int32_t> target, const EditLattice& lattice,
                   const CrossEntropyOptions& options) {
  require_shape("edit_loss", "scores", scores, Shape{lattice.nodes(), lattice.columns()});
  check_target(lattice, target);
  const auto nodes = static_cast<std::size_t>(lattice.nodes());
  kernels::EditForward forward{.lattice = kernel_lattice(lattice)};
  forward.scores = scores.data();
  forward.target = tape.keep(target).data();
  forward.sums = tape.array<double>(nodes);
  forward.edits = tape.array<double>(3 * nodes);
  forward.forward = tape.array<double>(nodes);
  forward.backward = tape.array<double>(nodes);
  forward.smoothing = options.label_smoothing;
  forward.loss = tape.array<double>(static_cast<std::size_t>(lattice.items()));
  kernels::edit_loss_forward(tape.pool(), forward);
  double total = 0;
  for (int item = 0; item < lattice.items(); ++item) total += forward.loss[item];

  const double weight = options.reduction == Reduction::mean ? 1 / static_cast<double>(lattice.targets.live_rows()) : 1;
  const Variable loss = tape.make(Shape{}, scores.requires_grad());
  loss.state()->value[0] = static_cast<Scalar>(total * weight);
  if (loss.requires_grad()) {
    tape.record([&tape, scores, loss, forward, weight] {
      if (!loss.has_grad()) return;
      const Tape::GradientTarget d_scores = tape.grad_target(scores);
      kernels::EditBackward back{.forward = forward, .factor = loss.grad()[0] * static_cast<Scalar>(weight)};
      back.accumulate = d_scores.accumulate;
      back.d_scores = d_scores.data;
      kernels::edit_loss_backward(tape.pool(), back);
    });
  }
  return loss;
}

EditPrediction edit_predict(Tape& tape, Variable scores, const EditLattice& lattice, EditState& state) {
  require_shape("edit_predict", "scores", scores, Shape{lattice.nodes(), lattice.columns()});
  const std::int64_t items = lattice.items();
  const std::int64_t width = state.position.columns();
  require_shape("edit_predict", "position", state.position, Shape{items, width});
  state.log_edits = tape.make(Shape{items, width * lattice.columns()}, false);
  EditPrediction prediction{tape.make(Shape{items, lattice.symbols}, false),
                            tape.make(Shape{items, width}, false).value()};
  kernels::edit_predict(tape.pool(), kernel_lattice(lattice), scores.data(), kernel_state(state),
                        prediction.log_probabilities.state()->value.data(), prediction.weights.data());
  return prediction;
}

Variable edit_advance(Tape& tape, std::span<const std::int32_t> symbols, const EditLattice& lattice,
                      const EditState& state) {
  const std::int64_t items = lattice.items();
  if (static_cast<std::int64_t>(symbols.size()) != items) {
    throw UsageError("edit_advance: found " + std::to_string(symbols.size()) + " symbols for " + std::to_string(items) +
                     " items");
  }
  EditState next{tape.make(state.position.shape(), false), state.log_edits};
  std::copy_n(state.position.data(), static_cast<std::size_t>(state.position.value().size()),
              next.position.state()->value.data());
  kernels::edit_advance(kernel_lattice(lattice), symbols.data(), kernel_state(next));
  return next.position;
}

}  // namespace elman::ops
