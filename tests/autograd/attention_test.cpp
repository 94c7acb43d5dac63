#include "elman/autograd/attention.h"

#include <gtest/gtest.h>

#include <cmath>

#include "elman/autograd/ops.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using kernels::Score;

constexpr double tolerance = sizeof(Scalar) == 8 ? 1e-12 : 1e-5;

// The same from elementary ops, one query at a time.
Variable composed_attention(Tape& tape, Score score, Variable query, std::span<const std::int32_t> item,
                            const ops::AttentionSource& source, Variable v, Scalar scale) {
  std::vector<Variable> contexts;
  for (std::size_t q = 0; q < item.size(); ++q) {
    const auto row = static_cast<std::int64_t>(q);
    const std::int32_t length = source.length[static_cast<std::size_t>(item[q])];
    std::vector<std::int32_t> positions;
    positions.reserve(static_cast<std::size_t>(length));
    for (std::int32_t s = 0; s < length; ++s) positions.push_back(source.steps.first[s] + item[q]);
    const Variable keys = ops::index_rows(tape, source.key, positions);
    const Variable values = ops::index_rows(tape, source.value, positions);
    const std::vector<std::int32_t> same(positions.size(), static_cast<std::int32_t>(row));
    const Variable queries = ops::index_rows(tape, query, same);
    Variable scores;  // (length, 1)
    if (score == Score::dot) {
      const Variable one = ops::slice_rows(tape, query, row, row + 1);
      scores = ops::scale(tape, ops::linear(tape, keys, one), scale);
    } else {
      scores = ops::linear(tape, ops::tanh(tape, ops::add(tape, queries, keys)),
                           ops::reshape(tape, v, Shape{1, v.columns()}));
    }
    const Variable weights = ops::softmax(tape, ops::reshape(tape, scores, Shape{1, length}));
    contexts.push_back(ops::matmul(tape, weights, values));
  }
  return ops::concat_rows(tape, contexts);
}

// Several queries for an item, in no order; one item has none.
const std::vector<std::int32_t> items{0, 2, 1, 2, 0, 4, 2};

ops::AttentionSource source_of(const Sequences& sequences, Variable key, Variable value) {
  return {key, value, sequences.steps(), sequences.lengths()};
}

TEST(AttentionOp, HasItsGradientsWithEveryScoreAndLayout) {
  for (const bool padded : {false, true}) {
    for (const int size : {1, 6, 19}) {
      SCOPED_TRACE(testing::Message() << (padded ? "padded" : "compact") << ", keys of " << size);
      const Sequences sequences({5, 5, 3, 2, 1}, padded);
      const std::vector<Tensor> inputs{random_tensor({7, size}, 1), random_tensor({sequences.rows(), size}, 2),
                                       random_tensor({sequences.rows(), 4}, 3), random_tensor({size}, 4)};
      check_gradients(
          [&](Tape& t, auto v) {
            const ops::AttentionSource source = source_of(sequences, v[1], v[2]);
            const auto out = ops::attention(t, Score::dot, v[0], items, source, {}, Scalar(0.7));
            return weighted_sum(t, out.context);
          },
          {inputs[0], inputs[1], inputs[2]});
      check_gradients(
          [&](Tape& t, auto v) {
            const ops::AttentionSource source = source_of(sequences, v[1], v[2]);
            return weighted_sum(t, ops::attention(t, Score::additive, v[0], items, source, v[3]).context);
          },
          inputs);
    }
  }
}

TEST(AttentionOp, OneVariableMayBeKeyAndValue) {
  const Sequences sequences({4, 3, 2, 2, 1}, false);
  check_gradients(
      [&](Tape& t, auto v) {
        const ops::AttentionSource source = source_of(sequences, v[1], v[1]);
        const Variable dot = ops::attention(t, Score::dot, v[0], items, source).context;
        return add_all(t, {weighted_sum(t, dot),
                           weighted_sum(t, ops::attention(t, Score::additive, v[0], items, source, v[2]).context)});
      },
      {random_tensor({7, 5}, 1), random_tensor({sequences.rows(), 5}, 2), random_tensor({5}, 3)});
}

TEST(AttentionOp, AgreesWithElementaryOps) {
  for (const Score score : {Score::dot, Score::additive}) {
    for (const int size : {3, 16, 45}) {
      SCOPED_TRACE(testing::Message() << (score == Score::dot ? "dot" : "additive") << ", keys of " << size);
      const Sequences sequences({7, 6, 6, 2, 1}, false);
      std::vector<Tensor> fused;
      std::vector<Tensor> composed;
      for (const bool fuse : {true, false}) {
        Tape tape({.threads = fuse ? 2 : 1});
        const Variable query = tape.variable(random_tensor({7, size}, 1));
        const Variable key = tape.variable(random_tensor({sequences.rows(), size}, 2));
        const Variable value = tape.variable(random_tensor({sequences.rows(), 21}, 3));
        const Variable v = tape.variable(random_tensor({size}, 4));
        const ops::AttentionSource source = source_of(sequences, key, value);
        const Scalar scale = score == Score::dot ? Scalar(0.3) : 1;
        const Variable context = fuse ? ops::attention(tape, score, query, items, source, v, scale).context
                                      : composed_attention(tape, score, query, items, source, v, scale);
        tape.backward(weighted_sum(tape, context));
        std::vector<Tensor>& results = fuse ? fused : composed;
        for (const Tensor& t : {context.value(), query.grad(), key.grad(), value.grad()}) results.push_back(t.clone());
        if (score == Score::additive) results.push_back(v.grad().clone());
      }
      for (std::size_t i = 0; i < fused.size(); ++i) {
        for (std::int64_t j = 0; j < fused[i].size(); ++j) {
          ASSERT_NEAR(fused[i][j], composed[i][j], tolerance) << "result " << i << ", element " << j;
        }
      }
    }
  }
}

TEST(AttentionOp, WeightsSumToOneOverTheItemAndAreZeroPastItsEnd) {
  const Sequences sequences({4, 3, 2, 2, 1}, true);
  Tape tape;
  const ops::AttentionSource source = source_of(sequences, tape.constant(random_tensor({sequences.rows(), 5}, 1)),
                                                tape.constant(random_tensor({sequences.rows(), 3}, 2)));
  const Tensor weights =
      ops::attention(tape, Score::dot, tape.constant(random_tensor({7, 5}, 3)), items, source).weights.value();
  ASSERT_EQ(weights.shape(), (Shape{7, 4}));
  for (int q = 0; q < 7; ++q) {
    const std::int32_t length = sequences.lengths()[static_cast<std::size_t>(items[static_cast<std::size_t>(q)])];
    double total = 0;
    for (int s = 0; s < 4; ++s) {
      EXPECT_EQ(s<length, weights[q * 4 + s]> 0) << "query " << q << ", position " << s;
      total += weights[q * 4 + s];
    }
    EXPECT_NEAR(total, 1, 1e-6);
  }
}

}  // namespace
}  // namespace elman::test
