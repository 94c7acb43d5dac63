#include "elman/autograd/multihead_attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "elman/autograd/ops.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using Numbers = std::vector<std::int32_t>;

constexpr double tolerance = sizeof(Scalar) == 8 ? 1e-12 : 1e-5;

Variable columns_of(Tape& tape, const ops::Columns& columns, std::int64_t first, std::int64_t width) {
  Tensor pick(Shape{width, columns.x.columns()});
  for (std::int64_t i = 0; i < width; ++i) pick[i * columns.x.columns() + columns.first + first + i] = 1;
  return ops::linear(tape, columns.x, tape.constant(pick));
}

// The same from elementary ops: one query and one head at a time.
Variable composed(Tape& tape, const ops::MultiheadOptions& options, const ops::AttentionPattern& pattern,
                  const ops::Columns& query, const ops::Columns& key, const ops::Columns& value) {
  const std::int64_t width = options.size / options.heads;
  const Scalar scale = 1 / std::sqrt(static_cast<Scalar>(width));
  Variable all;
  for (int h = 0; h < options.heads; ++h) {
    const Variable queries = columns_of(tape, query, h * width, width);
    const Variable keys = columns_of(tape, key, h * width, width);
    const Variable values = columns_of(tape, value, h * width, width);
    std::vector<Variable> contexts;
    for (std::int64_t q = 0; q < pattern.queries(); ++q) {
      const auto i = static_cast<std::size_t>(q);
      const std::int32_t b = pattern.query_of[i];
      std::int32_t seen = pattern.length[static_cast<std::size_t>(b)];
      if (!pattern.limit.empty()) seen = std::min(seen, pattern.limit[i]);
      Numbers rows;
      for (std::int32_t s = 0; s < seen; ++s) rows.push_back(pattern.source.first[s] + b);
      const Variable own_keys = ops::index_rows(tape, keys, rows);
      const Variable scores = ops::linear(tape, ops::slice_rows(tape, queries, q, q + 1), own_keys);
      contexts.push_back(
          ops::matmul(tape, ops::softmax(tape, ops::scale(tape, scores, scale)), ops::index_rows(tape, values, rows)));
    }
    const Variable head = ops::concat_rows(tape, contexts);
    all = all ? ops::concat_columns(tape, all, head) : head;
  }
  return all;
}

struct Setting {
  std::string name;
  Numbers lengths;
  bool padded;
  Numbers batch_index;  // empty: the rows themselves
  Numbers limit;
  int heads;
  int width;  // of a head
};

std::vector<Setting> settings() {
  return {{"rows that see each other", {6, 5, 2, 1}, false, {}, {}, 2, 3},
          {"causal rows", {7, 4, 4, 1}, false, {}, {1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6, 7}, 3, 5},
          {"few and many queries", {5, 5, 3, 2, 1}, true, {0, 2, 1, 2, 0, 4, 2, 2, 0, 2, 0, 0}, {}, 1, 19},
          {"limits in no order", {9, 3}, true, {1, 0, 0, 0, 0, 0, 1, 0}, {9, 3, 1, 8, 2, 20, 2, 1}, 2, 4},
          {"more queries than lanes", {3}, false, Numbers(37, 0), {}, 1, 2}};
}

ops::AttentionPattern pattern_of(Tape& tape, const Setting& s, const Sequences& sequences) {
  Numbers batch_index = s.batch_index;
  for (int t = 0; s.batch_index.empty() && t < sequences.count(); ++t) {
    for (int b = 0; b < sequences.steps().alive[t]; ++b) batch_index.push_back(b);
  }
  return ops::attention_pattern(tape, sequences.steps(), sequences.lengths(), batch_index, s.limit);
}

// Queries, keys and values in matrices of their own, each with columns to either side.
std::vector<Tensor> inputs_of(const Setting& s, const Sequences& sequences) {
  const std::int64_t width = std::int64_t{s.heads} * s.width + 3;
  const auto queries = static_cast<std::int64_t>(s.batch_index.empty() ? sequences.rows() : s.batch_index.size());
  return {random_tensor({queries, width}, 1, -2, 2), random_tensor({sequences.rows(), width}, 2, -2, 2),
          random_tensor({sequences.rows(), width}, 3)};
}

TEST(MultiheadAttentionOp, HasItsGradients) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(s.name);
    const Sequences sequences(s.lengths, s.padded);
    for (const Scalar dropout : {Scalar(0), Scalar(0.3)}) {
      check_gradients(
          [&](Tape& t, auto v) {
            const ops::MultiheadOptions options{s.heads, std::int64_t{s.heads} * s.width, dropout};
            return weighted_sum(
                t, ops::multihead_attention(t, options, pattern_of(t, s, sequences), {v[0], 1}, {v[1], 2}, {v[2], 0})
                       .context);
          },
          inputs_of(s, sequences), {.threads = 2, .training = true});
    }
  }
}

TEST(MultiheadAttentionOp, OneVariableMayHoldQueriesKeysAndValues) {
  const Sequences sequences({5, 4, 2}, false);
  check_gradients(
      [&](Tape& t, auto v) {
        const auto pattern = ops::self_attention_pattern(t, sequences.steps(), sequences.lengths(), true);
        const auto attend = [&](Variable x, std::int64_t query, std::int64_t key) {
          return weighted_sum(t, ops::multihead_attention(t, {2, 6}, pattern, {x, query}, {x, key}, {x, 12}).context);
        };
        return add_all(t, {attend(v[0], 0, 6), attend(ops::scale(t, v[0], 2), 6, 0)});
      },
      {random_tensor({sequences.rows(), 18}, 1)});
}

TEST(MultiheadAttentionOp, QueriesAndKeysMayBeTheSameColumns) {
  const Sequences sequences({5, 5, 2, 1}, false);
  check_gradients(
      [&](Tape& t, auto v) {
        const auto pattern = ops::self_attention_pattern(t, sequences.steps(), sequences.lengths(), false);
        return weighted_sum(t, ops::multihead_attention(t, {2, 4}, pattern, {v[0], 0}, {v[0], 0}, {v[0], 4}).context);
      },
      {random_tensor({sequences.rows(), 12}, 1)});
}

TEST(MultiheadAttentionOp, AgreesWithElementaryOps) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(s.name);
    const Sequences sequences(s.lengths, s.padded);
    std::vector<Tensor> results[2];
    for (const bool fuse : {true, false}) {
      Tape tape({.threads = fuse ? 2 : 1});
      std::vector<Variable> v;
      for (const Tensor& input : inputs_of(s, sequences)) v.push_back(tape.variable(input));
      const ops::MultiheadOptions options{s.heads, std::int64_t{s.heads} * s.width};
      const auto pattern = pattern_of(tape, s, sequences);
      const ops::Columns columns[] = {{v[0], 1}, {v[1], 2}, {v[2], 0}};
      const Variable context =
          fuse ? ops::multihead_attention(tape, options, pattern, columns[0], columns[1], columns[2]).context
               : composed(tape, options, pattern, columns[0], columns[1], columns[2]);
      tape.backward(weighted_sum(tape, context));
      for (const Tensor& t : {context.value(), v[0].grad(), v[1].grad(), v[2].grad()}) {
        results[fuse ? 0 : 1].push_back(t.clone());
      }
    }
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::int64_t j = 0; j < results[0][i].size(); ++j) {
        ASSERT_NEAR(results[0][i][j], results[1][i][j], tolerance) << "result " << i << ", element " << j;
      }
    }
  }
}

TEST(MultiheadAttentionOp, MeanWeightsSumToOneAndAreZeroPastLengthAndLimit) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(s.name);
    const Sequences sequences(s.lengths, s.padded);
    Tape tape({.record = false});
    std::vector<Variable> v;
    for (const Tensor& input : inputs_of(s, sequences)) v.push_back(tape.constant(input));
    const auto pattern = pattern_of(tape, s, sequences);
    const ops::MultiheadOptions options{s.heads, std::int64_t{s.heads} * s.width, 0, true};
    const Tensor weights = ops::multihead_attention(tape, options, pattern, {v[0]}, {v[1]}, {v[2]}).weights.value();
    ASSERT_EQ(weights.shape(), (Shape{pattern.queries(), sequences.count()}));
    for (std::int64_t q = 0; q < pattern.queries(); ++q) {
      const auto i = static_cast<std::size_t>(q);
      std::int32_t seen = pattern.length[static_cast<std::size_t>(pattern.query_of[i])];
      if (!s.limit.empty()) seen = std::min(seen, s.limit[i]);
      double total = 0;
      for (int p = 0; p < sequences.count(); ++p) {
        const Scalar weight = weights[q * sequences.count() + p];
        EXPECT_EQ(p<seen, weight> 0) << "query " << q << ", position " << p;
        total += weight;
      }
      EXPECT_NEAR(total, 1, 1e-6);
    }
  }
}

TEST(MultiheadAttentionOp, WhatCannotBeSeenChangesNothing) {
  for (const bool causal : {false, true}) {
    const Sequences sequences({6, 6, 3, 1}, false);
    std::vector<Tensor> results;
    for (const Scalar elsewhere : {Scalar(0), Scalar(100)}) {
      Tape tape;
      Tensor input = random_tensor({sequences.rows(), 12}, 1);
      // Item 1's last position is changed: nobody else's query, nor its own earlier ones if causal, may notice.
      for (int c = 4; c < 12; ++c) input[sequences.row(5, 1) * 12 + c] += elsewhere;
      const Variable x = tape.constant(input);
      const auto pattern = ops::self_attention_pattern(tape, sequences.steps(), sequences.lengths(), causal);
      results.push_back(
          ops::multihead_attention(tape, {2, 4}, pattern, {x, 0}, {x, 4}, {x, 8}).context.value().clone());
    }
    for (int t = 0; t < sequences.count(); ++t) {
      for (int b = 0; b < sequences.steps().alive[t]; ++b) {
        const bool may_differ = b == 1 && (!causal || t == 5);
        bool differs = false;
        for (int c = 0; c < 4; ++c) {
          const int i = sequences.row(t, b) * 4 + c;
          differs = differs || results[0][i] != results[1][i];
        }
        EXPECT_EQ(differs, may_differ) << "step " << t << " of item " << b;
      }
    }
  }
}

TEST(MultiheadAttentionOp, DropoutIsTheSameForTheSameStepAndAnotherForTheNext) {
  const Sequences sequences({6, 5, 2}, false);
  Tape tape({.training = true, .seed = 3});
  const Tensor input = random_tensor({sequences.rows(), 12}, 1);
  const auto context = [&](std::uint64_t step) {
    tape.reset(step);
    const Variable x = tape.constant(input);
    const auto pattern = ops::self_attention_pattern(tape, sequences.steps(), sequences.lengths(), false);
    const Tensor value =
        ops::multihead_attention(tape, {2, 4, Scalar(0.5)}, pattern, {x, 0}, {x, 4}, {x, 8}).context.value().clone();
    return std::vector<Scalar>(value.span().begin(), value.span().end());
  };
  const auto first = context(1);
  EXPECT_NE(first, context(2));
  EXPECT_EQ(first, context(1));
}

}  // namespace
}  // namespace elman::test
