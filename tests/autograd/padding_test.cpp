// Padding and other sequences of a batch do not change a sequence by a bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>

#include "elman/autograd/ops.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using kernels::Cell;

constexpr int input = 5;
constexpr int hidden = 11;

// A bidirectional layer over sequences, and what it gave.
struct Layer {
  Tensor output, h_n, c_n, d_x;
  std::vector<Tensor> d_weights;
};

Layer run(Cell cell, const Sequences& sequences, const Tensor& x, const Tensor& d_output, int threads = 1) {
  Tape tape({.threads = threads});
  std::array<ops::RecurrentWeights, 2> weights;
  std::vector<Variable> v;
  for (std::size_t d = 0; d < 2; ++d) {
    for (const Tensor& w : random_recurrent_weights(cell, input, hidden, true, 40 + 10 * d)) {
      v.push_back(tape.variable(w));
    }
    weights[d] = as_weights(std::span(v).subspan(4 * d), true);
  }
  const Variable rows = tape.variable(x);
  const ops::RecurrentOutput out = ops::recurrent(tape, cell, sequences.steps(), {rows, {}}, weights);
  tape.backward(out.output, d_output);
  Layer result{out.output.value().clone(), out.h_n.value().clone(), {}, rows.grad().clone(), {}};
  if (out.c_n) result.c_n = out.c_n.value().clone();
  for (const Variable w : v) result.d_weights.push_back(w.grad().clone());
  return result;
}

void expect_same_bits(const Tensor& a, const Tensor& b, const char* what) {
  ASSERT_EQ(a.shape(), b.shape()) << what;
  EXPECT_TRUE(std::ranges::equal(a.span(), b.span())) << what;
}

TEST(Padding, PaddedAndCompactBatchesGiveTheSameBits) {
  const std::vector<std::int32_t> lengths{6, 6, 4, 1, 1};
  const Sequences compact(lengths, false);
  const Sequences padded(lengths, true);
  const Tensor x = random_tensor({compact.rows(), input}, 1);
  const Tensor d = random_tensor({compact.rows(), 2 * hidden}, 2);
  for (const Cell cell : all_cells) {
    SCOPED_TRACE(name_of(cell));
    const Layer a = run(cell, compact, x, d);
    // Padding may hold anything, in the gradient as well.
    constexpr Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
    const Layer b = run(cell, padded, padded.rows_from(compact, x, nan), padded.rows_from(compact, d, 1000));
    expect_same_bits(padded.rows_from(compact, a.output, 0), b.output, "output");
    expect_same_bits(a.h_n, b.h_n, "h_n");
    if (cell == Cell::lstm) expect_same_bits(a.c_n, b.c_n, "c_n");
    expect_same_bits(padded.rows_from(compact, a.d_x, 0), b.d_x, "gradient of x");
    for (std::size_t i = 0; i < a.d_weights.size(); ++i) {
      expect_same_bits(a.d_weights[i], b.d_weights[i], "gradient of a weight");
    }
  }
}

TEST(Padding, ASequenceIsTheSameAloneAndInABatch) {
  const std::vector<std::int32_t> lengths{7, 5, 5, 4, 2, 2, 1};
  const Sequences batch(lengths, false);
  const Tensor x = random_tensor({batch.rows(), input}, 1);
  const Tensor d = random_tensor({batch.rows(), 2 * hidden}, 2);
  for (const Cell cell : all_cells) {
    const Layer together = run(cell, batch, x, d);
    for (int b = 0; b < batch.batch(); ++b) {
      SCOPED_TRACE(testing::Message() << name_of(cell) << ", batch index " << b);
      const Sequences alone({lengths[static_cast<std::size_t>(b)]}, false);
      const Layer single = run(cell, alone, batch.item_rows(x, b), batch.item_rows(d, b));
      expect_same_bits(batch.item_rows(together.output, b), single.output, "output");
      expect_same_bits(batch.item_rows(together.d_x, b), single.d_x, "gradient of x");
      for (int direction = 0; direction < 2; ++direction) {
        const Scalar* state = together.h_n.data() + (direction * batch.batch() + b) * hidden;
        EXPECT_TRUE(std::equal(state, state + hidden, single.h_n.data() + direction * hidden)) << "h_n";
      }
    }
  }
}

struct Attended {
  Tensor context, weights, d_query, d_key, d_value;
};

Attended attend(kernels::Score score, const Sequences& sequences, std::span<const std::int32_t> item,
                const Tensor& query, const Tensor& key, const Tensor& value) {
  Tape tape;
  const Variable q = tape.variable(query);
  const Variable k = tape.variable(key);
  const Variable v = tape.variable(value);
  const Variable u = tape.variable(random_tensor({key.shape().columns()}, 9));
  const auto out = ops::attention(tape, score, q, item, {k, v, sequences.steps(), sequences.lengths()}, u);
  tape.backward(out.context, random_tensor(out.context.shape(), 8));
  return {out.context.value().clone(), out.weights.value().clone(), q.grad().clone(), k.grad().clone(),
          v.grad().clone()};
}

TEST(Padding, AttentionNeverSeesPadding) {
  const Sequences compact({5, 3, 3, 1}, false);
  const Sequences padded({5, 3, 3, 1}, true);
  const std::vector<std::int32_t> item{0, 1, 2, 3, 3, 1};
  const Tensor query = random_tensor({6, 13}, 1);
  const Tensor key = random_tensor({compact.rows(), 13}, 2);
  const Tensor value = random_tensor({compact.rows(), 7}, 3);
  for (const kernels::Score score : {kernels::Score::dot, kernels::Score::additive}) {
    const Attended a = attend(score, compact, item, query, key, value);
    constexpr Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
    const Attended b =
        attend(score, padded, item, query, padded.rows_from(compact, key, nan), padded.rows_from(compact, value, nan));
    expect_same_bits(a.context, b.context, "context");
    expect_same_bits(a.weights, b.weights, "weights");
    expect_same_bits(a.d_query, b.d_query, "gradient of the query");
    expect_same_bits(padded.rows_from(compact, a.d_key, 0), b.d_key, "gradient of the keys");
    expect_same_bits(padded.rows_from(compact, a.d_value, 0), b.d_value, "gradient of the values");
  }
}

TEST(Padding, ALongerNeighbourDoesNotChangeAttention) {
  const Tensor query = random_tensor({1, 13}, 1);
  const Sequences pair({6, 3}, false);
  const Sequences alone({3}, false);
  const Tensor key = random_tensor({pair.rows(), 13}, 2);
  const Tensor value = random_tensor({pair.rows(), 7}, 3);
  const std::int32_t second = 1;
  const std::int32_t only = 0;
  for (const kernels::Score score : {kernels::Score::dot, kernels::Score::additive}) {
    const Attended a = attend(score, pair, {&second, 1}, query, key, value);
    const Attended b = attend(score, alone, {&only, 1}, query, pair.item_rows(key, 1), pair.item_rows(value, 1));
    expect_same_bits(a.context, b.context, "context");
    expect_same_bits(a.d_query, b.d_query, "gradient of the query");
    expect_same_bits(pair.item_rows(a.d_key, 1), b.d_key, "gradient of the keys");
    expect_same_bits(pair.item_rows(a.d_value, 1), b.d_value, "gradient of the values");
  }
}

TEST(Padding, IgnoredRowsDoNotChangeTheLossOrOtherRows) {
  const std::vector<std::int32_t> target{3, 1, 4};
  const std::vector<std::int32_t> with_padding{3, -100, 1, 4, -100};
  const Tensor logits = random_tensor({3, 19}, 1);
  Tensor padded = Tensor::full({5, 19}, 40);
  constexpr std::array<std::int64_t, 3> places{0, 2, 3};
  for (std::int64_t r = 0; r < 3; ++r) std::copy_n(logits.data() + r * 19, 19, padded.data() + places[r] * 19);
  Tape tape;
  const ops::CrossEntropyOptions options{.label_smoothing = Scalar(0.1)};
  const Variable a = tape.variable(logits);
  const Variable b = tape.variable(padded);
  const Variable loss_a = ops::cross_entropy(tape, a, target, options);
  const Variable loss_b = ops::cross_entropy(tape, b, with_padding, options);
  EXPECT_EQ(loss_a.value().item(), loss_b.value().item());
  tape.backward(ops::add(tape, loss_a, loss_b));
  for (std::int64_t r = 0; r < 3; ++r) {
    const Scalar* row = a.grad().data() + r * 19;
    EXPECT_TRUE(std::equal(row, row + 19, b.grad().data() + places[r] * 19)) << "row " << r;
  }
}

}  // namespace
}  // namespace elman::test
