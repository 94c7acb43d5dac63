#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "elman/autograd/ops.h"
#include "elman/random.h"
#include "tests/support/composed_recurrent.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using kernels::Cell;

constexpr double tolerance = sizeof(Scalar) == 8 ? 1e-12 : 1e-5;

void expect_near(const Tensor& found, const Tensor& expected, const char* what) {
  ASSERT_EQ(found.shape(), expected.shape()) << what;
  double largest = 1;
  for (const Scalar value : expected.span()) largest = std::max(largest, std::abs(static_cast<double>(value)));
  for (std::int64_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], tolerance * largest) << what << ", element " << i;
  }
}

struct Twin {
  Cell cell = Cell::lstm;
  int input = 1;
  int hidden = 1;
  std::vector<std::int32_t> lengths = {};
  bool bidirectional = false;
  bool bias = true;
  bool initial = false;
  int symbols = 0;  // 0: dense
  std::uint64_t seed = 0;
};

Twin random_twin(std::uint64_t seed) {
  Random random(seed, 5);
  const auto between = [&](int low, int high) {
    const int count = high - low + 1;
    return low + static_cast<int>(random.below(static_cast<std::uint64_t>(count)));
  };
  Twin twin{.cell = all_cells[random.below(4)], .input = between(1, 40), .hidden = between(1, 70), .seed = seed};
  for (int n = between(1, 20); n > 0; --n) twin.lengths.push_back(between(1, 9));
  std::ranges::sort(twin.lengths, std::greater());
  twin.bidirectional = random.below(2) == 1;
  twin.bias = random.below(3) != 0;
  twin.initial = random.below(2) == 1;
  twin.symbols = random.below(2) == 1 ? between(1, 30) : 0;
  return twin;
}

// Everything that one of the two gives: outputs, then gradients of all inputs.
std::vector<Tensor> run(const Twin& twin, bool fused, int threads) {
  const Sequences sequences(twin.lengths, false);
  const int directions = twin.bidirectional ? 2 : 1;
  Random random(twin.seed, 6);
  std::vector<std::int32_t> ids;
  for (int r = 0; twin.symbols > 0 && r < sequences.rows(); ++r) {
    ids.push_back(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(twin.symbols))));
  }
  Tape tape({.threads = threads});
  std::vector<Variable> v{
      tape.variable(random_tensor({twin.symbols > 0 ? twin.symbols : sequences.rows(), twin.input}, twin.seed))};
  std::array<ops::RecurrentWeights, 2> weights;
  for (int d = 0; d < directions; ++d) {
    const std::size_t begin = v.size();
    for (const Tensor& w :
         random_recurrent_weights(twin.cell, twin.input, twin.hidden, twin.bias, twin.seed + 100 + 10 * d)) {
      v.push_back(tape.variable(w));
    }
    weights[d] = as_weights(std::span(v).subspan(begin), twin.bias);
  }
  Variable h0;
  Variable c0;
  if (twin.initial) {
    const Shape state{directions, sequences.batch(), twin.hidden};
    v.push_back(h0 = tape.variable(random_tensor(state, twin.seed + 200)));
    if (twin.cell == Cell::lstm) v.push_back(c0 = tape.variable(random_tensor(state, twin.seed + 201)));
  }
  const auto op = fused ? ops::recurrent : composed_recurrent;
  const ops::RecurrentOutput out =
      op(tape, twin.cell, sequences.steps(), {v[0], ids}, std::span(weights).first(directions), h0, c0);
  Variable loss = add_all(tape, {weighted_sum(tape, out.output, 1), weighted_sum(tape, out.h_n, 2)});
  std::vector<Tensor> results{out.output.value().clone(), out.h_n.value().clone()};
  if (out.c_n) {
    loss = ops::add(tape, loss, weighted_sum(tape, out.c_n, 3));
    results.push_back(out.c_n.value().clone());
  }
  tape.backward(loss);
  for (const Variable input : v) results.push_back(input.grad().clone());
  return results;
}

TEST(RecurrentTwin, TheFusedLayerAgreesWithElementaryOps) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Twin twin = random_twin(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", " << name_of(twin.cell) << ", H " << twin.hidden);
    const std::vector<Tensor> fused = run(twin, true, 1 + static_cast<int>(seed % 3));
    const std::vector<Tensor> composed = run(twin, false, 1);
    ASSERT_EQ(fused.size(), composed.size());
    for (std::size_t i = 0; i < fused.size(); ++i) {
      expect_near(fused[i], composed[i], ("result " + std::to_string(i)).c_str());
    }
  }
}

}  // namespace
}  // namespace elman::test
