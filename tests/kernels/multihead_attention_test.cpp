#include "elman/kernels/multihead_attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using kernels::MultiheadBackward;
using kernels::MultiheadForward;
using system::ThreadPool;
using test::tolerance;

using Numbers = std::vector<std::int32_t>;

// One attention with all its arrays, of exactly the sizes that the header promises to stay in. Queries, keys and values
// are columns of wider matrices.
struct Problem {
  MultiheadForward a;
  int margin = 0;  // columns beside those of the heads
  Numbers first, alive, length, batch_index, limit;
  std::vector<Scalar> query, key, value, context, weights, dropped;
  std::vector<Scalar> d_context, d_query, d_key, d_value;
  Numbers group_first, group_query;
  std::vector<std::int64_t> group_weight;

  int width() const { return a.heads * a.head_size; }
  int stride() const { return width() + margin; }

  // The first column of the heads in a wider matrix.
  template <class T>
  T* columns(std::vector<T>& matrix) const {
    return matrix.data() + margin;
  }

  void connect() {
    a.queries = static_cast<int>(batch_index.size());
    a.source = {static_cast<int>(first.size()), first.data(), alive.data()};
    a.length = length.data();
    a.limit = limit.empty() ? nullptr : limit.data();
    group_first.assign(length.size() + 1, 99);
    group_query.assign(batch_index.size(), 99);
    group_weight.assign(length.size() + 1, 99);
    a.groups = kernels::group_queries(static_cast<int>(length.size()), a.length, a.queries, batch_index.data(),
                                      group_first.data(), group_query.data(), group_weight.data());
    a.query = {columns(query), stride()};
    a.key = {columns(key), stride()};
    a.value = {columns(value), stride()};
    context.assign(batch_index.size() * static_cast<std::size_t>(width()), 99);
    weights.assign(kernels::multihead_weights_size(a), 99);
    dropped = weights;
    a.context = context.data();
    a.weights = weights.data();
    a.dropped = a.dropout > 0 ? dropped.data() : nullptr;
  }

  void forward(int threads) {
    connect();
    ThreadPool pool(threads);
    std::vector<Scalar> scratch(kernels::multihead_forward_scratch_size(pool, a), 99);
    a.scratch = scratch.data();
    kernels::multihead_forward(pool, a);
    a.scratch = nullptr;
  }

  // Gradients start from `start`, for they are added to.
  void backward(int threads, Scalar start = 0) {
    d_query.assign(query.size(), start);
    d_key.assign(key.size(), start);
    d_value.assign(value.size(), start);
    ThreadPool pool(threads);
    std::vector<Scalar> scratch(kernels::multihead_backward_scratch_size(pool, a), 99);
    MultiheadBackward b{.forward = a, .d_context = d_context.data()};
    b.d_query = {columns(d_query), stride()};
    b.d_key = {columns(d_key), stride()};
    b.d_value = {columns(d_value), stride()};
    b.scratch = scratch.data();
    kernels::multihead_backward(pool, b);
  }
};

struct Sizes {
  int heads;
  int head_size;
  int queries;
  int batch;
  int longest;
  bool limits;
};

class MultiheadAttentionKernel : public test::KernelTest {
 protected:
  Problem make(const Sizes& s) {
    Problem p;
    p.a.heads = s.heads;
    p.a.head_size = s.head_size;
    p.a.scale = Scalar(0.6);
    p.margin = between(0, 5);
    for (int b = 0; b < s.batch; ++b) p.length.push_back(b == 0 ? s.longest : between(1, s.longest));
    std::sort(p.length.rbegin(), p.length.rend());
    int rows = 0;
    for (int t = 0; t < s.longest; ++t) {
      p.first.push_back(rows);
      p.alive.push_back(static_cast<std::int32_t>(
          std::count_if(p.length.begin(), p.length.end(), [t](std::int32_t length) { return length > t; })));
      rows += p.alive.back();
    }
    for (int q = 0; q < s.queries; ++q) {
      p.batch_index.push_back(between(0, s.batch - 1));
      if (s.limits) p.limit.push_back(between(1, s.longest + 3));
    }
    const auto matrix = [&](int count) {
      return random(static_cast<std::size_t>(count) * static_cast<std::size_t>(p.stride()) +
                    static_cast<std::size_t>(p.margin));
    };
    p.query = matrix(s.queries);
    p.key = matrix(rows);
    p.value = matrix(rows);
    p.d_context = random(static_cast<std::size_t>(s.queries) * static_cast<std::size_t>(p.width()));
    return p;
  }

  // Sizes with tails of every kind, few and many queries for an item.
  Problem make_random() {
    return make({between(1, 4), between(1, 40), between(1, 60), between(1, 5), between(1, 37), between(0, 1) == 0});
  }
};
ELMAN_ON_EVERY_TARGET(MultiheadAttentionKernel);

// The definition, in double: context of each query, from query, key and value one after another in x. Masks come from
// what the kernel kept.
std::vector<double> reference(const Problem& p, const std::vector<double>& x) {
  const MultiheadForward& a = p.a;
  const double* query = x.data() + p.margin;
  const double* key = query + p.query.size();
  const double* value = key + p.key.size();
  std::vector<double> context(p.context.size(), 0);
  for (int q = 0; q < a.queries; ++q) {
    const std::int32_t b = p.batch_index[static_cast<std::size_t>(q)];
    int seen = a.length[b];
    if (a.limit != nullptr) seen = std::min(seen, static_cast<int>(a.limit[q]));
    for (int h = 0; h < a.heads; ++h) {
      std::vector<double> weights;
      double sum = 0;
      for (int s = 0; s < seen; ++s) {
        double score = 0;
        for (int j = h * a.head_size; j < (h + 1) * a.head_size; ++j) {
          score += a.scale * query[q * p.stride() + j] * key[(a.source.first[s] + b) * p.stride() + j];
        }
        weights.push_back(std::exp(score));
        sum += weights.back();
      }
      for (int s = 0; s < seen; ++s) {
        for (int j = h * a.head_size; j < (h + 1) * a.head_size; ++j) {
          context[static_cast<std::size_t>(q * p.width() + j)] +=
              weights[static_cast<std::size_t>(s)] / sum * value[(a.source.first[s] + b) * p.stride() + j];
        }
      }
    }
  }
  return context;
}

std::vector<double> inputs(const Problem& p) {
  std::vector<double> x;
  for (const std::vector<Scalar>* part : {&p.query, &p.key, &p.value}) x.insert(x.end(), part->begin(), part->end());
  return x;
}

TEST_P(MultiheadAttentionKernel, ContextsFollowTheDefinition) {
  for (int i = 0; i < 40; ++i) {
    Problem p = make_random();
    p.forward(1);
    const std::vector<double> expected = reference(p, inputs(p));
    for (std::size_t j = 0; j < p.context.size(); ++j) {
      ASSERT_NEAR(p.context[j], expected[j], tolerance(1e-5, 1e-13)) << "problem " << i;
    }
  }
}

TEST_P(MultiheadAttentionKernel, GradientsAreThoseOfFiniteDifferences) {
  for (int i = 0; i < 10; ++i) {
    Problem p = make({between(1, 2), between(1, 9), between(1, 20), between(1, 3), between(1, 6), i % 2 == 0});
    p.forward(1);
    p.backward(1, 1);
    const std::vector<double> expected = test::numeric_gradient(
        [&](const std::vector<double>& x) {
          const std::vector<double> context = reference(p, x);
          double sum = 0;
          for (std::size_t j = 0; j < context.size(); ++j) sum += p.d_context[j] * context[j];
          return sum;
        },
        inputs(p));
    std::vector<Scalar> actual = p.d_query;
    for (const std::vector<Scalar>* part : {&p.d_key, &p.d_value}) {
      actual.insert(actual.end(), part->begin(), part->end());
    }
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t j = 0; j < actual.size(); ++j) {
      ASSERT_NEAR(actual[j], 1 + expected[j], tolerance(1e-5, 1e-8)) << "input " << j << " of problem " << i;
    }
  }
}

TEST_P(MultiheadAttentionKernel, KeptWeightsChangeNoBit) {
  for (int i = 0; i < 20; ++i) {
    Problem kept = make_random();
    kept.a.dropout = i % 2 == 0 ? Scalar(0.4) : 0;
    kept.a.dropout_key = 11;
    Problem not_kept = kept;
    kept.forward(1);
    not_kept.connect();
    not_kept.a.weights = nullptr;
    not_kept.a.dropped = nullptr;
    ThreadPool pool(2);
    std::vector<Scalar> scratch(kernels::multihead_forward_scratch_size(pool, not_kept.a), 99);
    not_kept.a.scratch = scratch.data();
    kernels::multihead_forward(pool, not_kept.a);
    EXPECT_EQ(kept.context, not_kept.context);
  }
}

TEST_P(MultiheadAttentionKernel, ThreadsChangeNoBit) {
  Problem one = make({4, 32, 400, 12, 30, true});
  one.a.dropout = Scalar(0.1);
  one.forward(1);
  one.backward(1);
  for (const int threads : {2, 3, 5}) {
    Problem several = one;
    several.forward(threads);
    several.backward(threads);
    EXPECT_EQ(one.context, several.context);
    EXPECT_EQ(one.weights, several.weights);
    EXPECT_EQ(one.d_query, several.d_query);
    EXPECT_EQ(one.d_key, several.d_key);
    EXPECT_EQ(one.d_value, several.d_value);
  }
}

// Two batches that have only one item in common, with neighbours of other lengths.
TEST_P(MultiheadAttentionKernel, AnItemDoesNotDependOnItsNeighbours) {
  for (const int queries : {2, 9}) {
    Problem p = make({2, 21, 40, 3, 13, false});
    for (std::size_t q = 0; q < p.batch_index.size(); ++q) {
      p.batch_index[q] = static_cast<int>(q) < queries ? 1 : q % 2 == 0 ? 0 : 2;
    }
    Problem other = p;
    for (std::size_t q = static_cast<std::size_t>(queries); q < p.batch_index.size(); ++q) other.batch_index[q] = 2;
    other.length[2] = 1;
    p.forward(1);
    other.forward(1);
    const auto end = p.context.begin() + queries * p.width();
    EXPECT_TRUE(std::equal(p.context.begin(), end, other.context.begin()));
  }
}

TEST_P(MultiheadAttentionKernel, LargeScoresDoNotOverflow) {
  Problem p = make({2, 8, 15, 2, 7, false});
  for (Scalar& x : p.query) x *= 1000;
  p.forward(1);
  for (const Scalar x : p.context) EXPECT_TRUE(std::isfinite(x));
}

TEST_P(MultiheadAttentionKernel, DropoutKeepsItsShareOnEveryTargetAlike) {
  Problem p = make({2, 4, 300, 2, 40, false});
  p.a.dropout = Scalar(0.25);
  p.a.dropout_key = 5;
  for (Scalar& x : p.value) x = 1;
  for (Scalar& x : p.query) x = 0;  // all weights alike
  p.forward(1);
  double sum = 0;
  for (const Scalar x : p.context) sum += x;
  EXPECT_NEAR(sum / static_cast<double>(p.context.size()), 1, 0.01);
  const std::string here = kernels::target_name();
  kernels::use_target("scalar");
  Problem plain = p;
  plain.forward(1);
  kernels::use_target(here);
  for (std::size_t j = 0; j < p.context.size(); ++j) ASSERT_NEAR(p.context[j], plain.context[j], 1e-5);
}

}  // namespace
}  // namespace elman
