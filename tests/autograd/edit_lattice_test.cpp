#include "elman/autograd/edit_lattice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "elman/autograd/elementwise.h"
#include "elman/autograd/linear.h"
#include "elman/error.h"
#include "elman/random.h"
#include "tests/support/allocations.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using ops::Reduction;

constexpr int symbols = 7;  // of which four are special
constexpr std::int64_t columns = 2 * symbols - 4;
constexpr std::int32_t end_of_target = 3;
constexpr std::int32_t unknown = 1;

// Targets with a source each, of other lengths.
struct Problem {
  explicit Problem(const std::vector<std::int32_t>& target_lengths, const std::vector<std::int32_t>& source_lengths,
                   std::uint64_t seed = 1)
      : targets(target_lengths, false) {
    Random random(seed);
    for (const std::int32_t length : source_lengths) {
      first_position.push_back(static_cast<std::int32_t>(source_rows.size()));
      for (std::int32_t i = 0; i < length; ++i) {
        source_rows.push_back(static_cast<std::int32_t>(source_rows.size()));
        const auto symbol =
            static_cast<std::int32_t>(random.below(5));  // one that cannot be copied, <unk>, or a symbol
        copies.push_back(i + 1 == length || symbol == 0 ? -1 : symbol == 1 ? unknown : symbol + 2);
      }
    }
    first_position.push_back(static_cast<std::int32_t>(source_rows.size()));
    target.resize(static_cast<std::size_t>(targets.rows()));
    for (int item = 0; item < targets.batch(); ++item) {
      const std::int32_t length = target_lengths[static_cast<std::size_t>(item)];
      for (std::int32_t u = 0; u < length; ++u) {
        target[static_cast<std::size_t>(targets.row(u, item))] =
            u + 1 == length ? end_of_target : static_cast<std::int32_t>(4 + random.below(symbols - 4));
      }
    }
  }

  ops::EditLattice lattice(Tape& tape) const {
    return ops::edit_lattice(tape, symbols, targets.steps(), first_position, source_rows, copies);
  }
  std::int64_t nodes() const {
    Tape tape;
    return lattice(tape).nodes();
  }
  std::int32_t symbol(int item, int u) const { return target[static_cast<std::size_t>(targets.row(u, item))]; }
  int positions(int item) const {
    return first_position[static_cast<std::size_t>(item) + 1] - first_position[static_cast<std::size_t>(item)];
  }
  std::int32_t copy(int item, int i) const {
    return copies[static_cast<std::size_t>(first_position[static_cast<std::size_t>(item)] + i)];
  }

  // Columns of the edits that are possible at a position.
  std::vector<std::int64_t> possible(int item, int i) const {
    const bool last = i + 1 == positions(item);
    std::vector<std::int64_t> found;
    for (std::int64_t c = 4; c < (last ? symbols : columns); ++c) found.push_back(c);
    found.push_back(last ? 3 : 2);
    if (!last && copy(item, i) >= 0) found.push_back(1);
    return found;
  }

  Sequences targets;
  std::vector<std::int32_t> first_position;
  std::vector<std::int32_t> source_rows;
  std::vector<std::int32_t> copies;
  std::vector<std::int32_t> target;
};

Problem small_problem() { return Problem({5, 4, 3, 1}, {4, 6, 1, 3}); }

// The definition: the summed probability of all edits from node (i, u) on, each tried in turn.
class Enumeration {
 public:
  Enumeration(const Problem& problem, const Tensor& scores, std::int64_t first_node, int item)
      : problem_(problem),
        scores_(scores),
        first_node_(first_node),
        item_(item),
        length_(problem.targets.lengths()[static_cast<std::size_t>(item)]) {}

  double from(int i, int u) const {
    const Scalar* score = scores_.data() + (first_node_ + std::int64_t{u} * problem_.positions(item_) + i) * columns;
    const bool last = i + 1 == problem_.positions(item_);
    double sum = 0;
    for (const std::int64_t c : problem_.possible(item_, i)) sum += std::exp(double{score[c]});
    const auto p = [&](std::int64_t column) { return std::exp(double{score[column]}) / sum; };

    double found = 0;
    const bool written = u + 1 == length_;
    if (last && written) found += p(3);
    if (!last) found += p(2) * from(i + 1, u);
    if (written) return found;
    const std::int32_t y = problem_.symbol(item_, u);
    if (y >= 4) found += p(y) * from(i, u + 1);
    if (last) return found;
    if (y >= 4) found += p(symbols - 4 + y) * from(i + 1, u + 1);
    if (problem_.copy(item_, i) == y) found += p(1) * from(i + 1, u + 1);
    return found;
  }

 private:
  const Problem& problem_;
  const Tensor& scores_;
  std::int64_t first_node_;
  int item_;
  int length_;
};

TEST(EditLoss, IsTheSumOverAllEdits) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    Problem problem({5, 4, 3, 1}, {4, 6, 1, 3}, seed);
    problem.target[0] = unknown;  // can be copied alone
    problem.copies[0] = unknown;
    const Tensor scores = random_tensor({problem.nodes(), columns}, seed, -2, 2);
    Tape tape;
    const ops::EditLattice lattice = problem.lattice(tape);
    double expected = 0;
    for (int item = 0; item < problem.targets.batch(); ++item) {
      expected -=
          std::log(Enumeration(problem, scores, lattice.first_node[static_cast<std::size_t>(item)], item).from(0, 0));
    }
    const Variable loss =
        ops::edit_loss(tape, tape.constant(scores), problem.target, lattice, {.reduction = Reduction::sum});
    EXPECT_NEAR(loss.value().item(), expected, sizeof(Scalar) == 4 ? 1e-4 : 1e-11);
    const Variable mean = ops::edit_loss(tape, tape.constant(scores), problem.target, lattice);
    EXPECT_NEAR(mean.value().item(), expected / problem.targets.rows(), sizeof(Scalar) == 4 ? 1e-5 : 1e-12);
  }
}

TEST(EditLoss, HasItsGradient) {
  const Problem problem = small_problem();
  for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
    for (const int threads : {1, 2}) {
      check_gradients(
          [&](Tape& t, auto v) {
            const Variable loss = ops::edit_loss(t, v[0], problem.target, problem.lattice(t), {.reduction = reduction});
            return ops::scale(t, loss, Scalar(0.3));
          },
          {random_tensor({problem.nodes(), columns}, 5, -2, 2)}, {.threads = threads});
    }
  }
}

// The gradient of smoothed labels: that of the loss, and of the mean surprise of the edits at each node, weighted by
// how often it is visited. An edit that the target does not allow tells that: its plain gradient is visited * p.
TEST(EditLoss, SmoothingTakesTheEditsOfVisitedNodesForEquallyLikely) {
  const Problem problem({4}, {3});
  const Tensor scores = random_tensor({problem.nodes(), columns}, 5, -2, 2);
  constexpr double smoothing = 0.25;
  Tape tape;
  const auto gradient = [&](Scalar of) {
    tape.reset();
    const Variable v = tape.variable(scores);
    const Variable loss = ops::edit_loss(tape, v, problem.target, problem.lattice(tape),
                                         {.reduction = Reduction::sum, .label_smoothing = of});
    tape.backward(loss);
    return std::pair(double{loss.value().item()}, v.grad().clone());
  };
  const auto [plain, d_plain] = gradient(0);
  const auto [smooth, d_smooth] = gradient(smoothing);
  double surprise = 0;
  for (std::int64_t node = 0; node < problem.nodes(); ++node) {
    const auto i = static_cast<int>(node % problem.positions(0));
    const auto u = static_cast<int>(node / problem.positions(0));
    const std::vector<std::int64_t> possible = problem.possible(0, i);
    double sum = 0;
    for (const std::int64_t c : possible) sum += std::exp(double{scores[node * columns + c]});
    const std::int32_t next = u + 1 < problem.targets.rows() ? problem.symbol(0, u) : -1;
    const std::int64_t foreign = node * columns + (next == 4 ? 5 : 4);
    const double visited = double{d_plain[foreign]} / (std::exp(double{scores[foreign]}) / sum);
    const auto count = static_cast<double>(possible.size());
    for (const std::int64_t c : possible) {
      const double log_p = double{scores[node * columns + c]} - std::log(sum);
      surprise -= visited * log_p / count;
      const double expected =
          (1 - smoothing) * double{d_plain[node * columns + c]} + smoothing * visited * (std::exp(log_p) - 1 / count);
      EXPECT_NEAR(d_smooth[node * columns + c], expected, 1e-6) << "node " << node << ", column " << c;
    }
  }
  EXPECT_NEAR(smooth, (1 - smoothing) * plain + smoothing * surprise, 1e-5);
}

TEST(EditNodes, HaveTheirGradient) {
  const Problem problem = small_problem();
  const auto positions = static_cast<std::int64_t>(problem.source_rows.size());
  for (const std::int64_t size : {1, 5, 19}) {
    check_gradients(
        [&](Tape& t, auto v) { return weighted_sum(t, ops::edit_nodes(t, v[0], v[1], problem.lattice(t))); },
        {random_tensor({positions, size}, 1), random_tensor({problem.targets.rows(), size}, 2)});
  }
}

TEST(EditLoss, AnItemIsTheSameAloneAndInABatch) {
  const Problem batch = small_problem();
  const Tensor scores = random_tensor({batch.nodes(), columns}, 6);
  Tape tape;
  const Variable all = tape.variable(scores);
  const ops::EditLattice lattice = batch.lattice(tape);
  tape.backward(ops::edit_loss(tape, all, batch.target, lattice, {.reduction = Reduction::sum}));
  for (int item = 0; item < batch.targets.batch(); ++item) {
    Problem alone({batch.targets.lengths()[static_cast<std::size_t>(item)]}, {batch.positions(item)});
    for (int u = 0; u < alone.targets.rows(); ++u) alone.target[static_cast<std::size_t>(u)] = batch.symbol(item, u);
    for (int i = 0; i < batch.positions(item); ++i) alone.copies[static_cast<std::size_t>(i)] = batch.copy(item, i);
    const std::int64_t first = lattice.first_node[static_cast<std::size_t>(item)];
    Tensor own({alone.nodes(), columns});
    std::copy_n(scores.data() + first * columns, own.size(), own.data());
    Tape alone_tape;
    const Variable v = alone_tape.variable(own);
    alone_tape.backward(
        ops::edit_loss(alone_tape, v, alone.target, alone.lattice(alone_tape), {.reduction = Reduction::sum}));
    for (std::int64_t j = 0; j < own.size(); ++j) ASSERT_EQ(v.grad()[j], all.grad()[first * columns + j]);
  }
}

// So many nodes that threads share them.
TEST(EditLoss, TheNumberOfThreadsChangesNoBit) {
  const Problem problem(std::vector<std::int32_t>(40, 12), std::vector<std::int32_t>(40, 11));
  const auto positions = static_cast<std::int64_t>(problem.source_rows.size());
  const Tensor source = random_tensor({positions, 24}, 1);
  const Tensor target = random_tensor({problem.targets.rows(), 24}, 2);
  const Tensor weight = random_tensor({columns, 24}, 3);
  const auto gradients = [&](int threads) {
    Tape tape({.threads = threads});
    const ops::EditLattice lattice = problem.lattice(tape);
    const Variable s = tape.variable(source);
    const Variable t = tape.variable(target);
    const Variable scores = ops::linear(tape, ops::edit_nodes(tape, s, t, lattice), tape.constant(weight));
    tape.backward(ops::edit_loss(tape, scores, problem.target, lattice));
    std::vector<Scalar> all(s.grad().span().begin(), s.grad().span().end());
    all.insert(all.end(), t.grad().span().begin(), t.grad().span().end());
    return all;
  };
  const std::vector<Scalar> one = gradients(1);
  for (const int threads : {2, 3}) EXPECT_EQ(gradients(threads), one) << threads << " threads";
}

TEST(EditLoss, AStepOfASizeAlreadySeenAllocatesNothing) {
  const Problem problem = small_problem();
  const Tensor scores = random_tensor({problem.nodes(), columns}, 2);
  Tape tape;
  std::int64_t before = 0;
  for (int step = 0; step < 4; ++step) {
    if (step == 2) before = allocation_count();
    tape.reset();
    tape.backward(ops::edit_loss(tape, tape.variable(scores), problem.target, problem.lattice(tape)));
  }
  EXPECT_EQ(allocation_count(), before);
}

TEST(EditLoss, RefusesWhatDoesNotFit) {
  Problem problem = small_problem();
  Tape tape;
  const ops::EditLattice lattice = problem.lattice(tape);
  const Variable scores = tape.constant(Tensor({problem.nodes(), columns}));
  problem.target[0] = symbols;
  EXPECT_THROW(ops::edit_loss(tape, scores, problem.target, lattice), UsageError);
  problem.target.pop_back();
  EXPECT_THROW(ops::edit_loss(tape, scores, problem.target, lattice), UsageError);
  EXPECT_THROW(ops::edit_loss(tape, tape.constant(Tensor({2, columns})), problem.target, lattice), UsageError);
  problem.first_position.pop_back();
  EXPECT_THROW(problem.lattice(tape), UsageError);
}

// ---- Symbol by symbol ----

TEST(EditPredict, GivesProbabilitiesWhoseProductIsThatOfTheTarget) {
  const Problem problem({5}, {4});
  const Tensor scores = random_tensor({problem.nodes(), columns}, 3, -2, 2);
  Tape tape;
  const Variable loss =
      ops::edit_loss(tape, tape.constant(scores), problem.target, problem.lattice(tape), {.reduction = Reduction::sum});
  const Sequences one({1}, false);
  const ops::EditLattice step =
      ops::edit_lattice(tape, symbols, one.steps(), problem.first_position, problem.source_rows, problem.copies);
  Tensor begin({1, 4});
  begin.fill(0);
  begin[0] = 1;
  ops::EditState state{tape.constant(begin), {}};
  double log_probability = 0;
  for (int u = 0; u < problem.targets.rows(); ++u) {
    if (u > 0)
      state.position = ops::edit_advance(tape, {&problem.target[static_cast<std::size_t>(u) - 1], 1}, step, state);
    Tensor row({4, columns});
    std::copy_n(scores.data() + u * row.size(), row.size(), row.data());
    const ops::EditPrediction next = ops::edit_predict(tape, tape.constant(row), step, state);
    double sum = 0;
    for (int y = 0; y < symbols; ++y) sum += std::exp(double{next.log_probabilities.value()[y]});
    EXPECT_NEAR(sum, 1, 1e-5) << "symbol " << u;
    double weights = 0;
    for (int i = 0; i < 4; ++i) weights += double{next.weights[i]};
    EXPECT_NEAR(weights, 1, 1e-5);
    log_probability += double{next.log_probabilities.value()[problem.symbol(0, u)]};
  }
  EXPECT_NEAR(loss.value().item(), -log_probability, sizeof(Scalar) == 4 ? 1e-4 : 1e-11);
}

}  // namespace
}  // namespace elman::test
