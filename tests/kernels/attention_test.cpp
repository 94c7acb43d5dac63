#include "elman/kernels/attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using kernels::AttentionBackward;
using kernels::AttentionForward;
using kernels::Score;
using system::ThreadPool;
using test::tolerance;

std::size_t area(int rows, int columns) { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); }

// One attention with all its arrays, of exactly the sizes that the header promises to stay in.
struct Problem {
  AttentionForward a;
  std::vector<std::int32_t> first, alive, length, batch_index;
  std::vector<Scalar> query, key, value, v, weights, context;
  std::vector<Scalar> d_context, d_query, d_key, d_value, d_v;

  std::size_t rows() const { return key.size() / static_cast<std::size_t>(a.key_size); }

  void connect() {
    a.queries = static_cast<int>(batch_index.size());
    a.source = {static_cast<int>(first.size()), first.data(), alive.data()};
    a.length = length.data();
    a.batch_index = batch_index.data();
    a.query = query.data();
    a.key = key.data();
    a.value = value.data();
    a.v = v.data();
    weights.assign(batch_index.size() * first.size(), 99);
    context.assign(batch_index.size() * static_cast<std::size_t>(a.value_size), 99);
    a.weights = weights.data();
    a.context = context.data();
  }

  void forward(int threads, bool with_scratch = true) {
    connect();
    system::ThreadPool pool(threads);
    std::vector<Scalar> scratch(kernels::attention_forward_scratch_size(pool, a), 99);
    a.scratch = with_scratch ? scratch.data() : nullptr;
    kernels::attention_forward(pool, a);
    a.scratch = nullptr;
  }

  // Gradients start from `start`, for they are added to.
  void backward(int threads, Scalar start = 0) {
    d_query.assign(query.size(), start);
    d_key.assign(key.size(), start);
    d_value.assign(value.size(), start);
    d_v.assign(v.size(), start);
    system::ThreadPool pool(threads);
    std::vector<Scalar> scratch(kernels::attention_scratch_size(pool, a), 99);
    AttentionBackward b;
    b.forward = a;
    b.d_context = d_context.data();
    b.d_query = d_query.data();
    b.d_key = d_key.data();
    b.d_value = d_value.data();
    b.d_v = d_v.data();
    b.scratch = scratch.data();
    kernels::attention_backward(pool, b);
  }
};

struct Sizes {
  Score score;
  int key_size;
  int value_size;
  int queries;
  int batch;
  int longest;
  bool padded;  // rows of ended items are in the buffers
};

class AttentionKernel : public test::KernelTest {
 protected:
  Problem make(const Sizes& s) {
    Problem p;
    p.a.score = s.score;
    p.a.scale = s.score == Score::dot ? Scalar(0.6) : 1;
    p.a.key_size = s.key_size;
    p.a.value_size = s.value_size;
    for (int b = 0; b < s.batch; ++b) p.length.push_back(b == 0 ? s.longest : between(1, s.longest));
    std::sort(p.length.rbegin(), p.length.rend());
    int rows = 0;
    for (int t = 0; t < s.longest; ++t) {
      p.first.push_back(rows);
      p.alive.push_back(static_cast<std::int32_t>(
          std::count_if(p.length.begin(), p.length.end(), [t](std::int32_t length) { return length > t; })));
      rows += s.padded ? s.batch : p.alive.back();
    }
    for (int q = 0; q < s.queries; ++q) p.batch_index.push_back(between(0, s.batch - 1));
    p.query = random(area(s.queries, s.key_size));
    p.key = random(area(rows, s.key_size));
    p.value = random(area(rows, s.value_size));
    if (s.score == Score::additive) p.v = random(static_cast<std::size_t>(s.key_size));
    p.d_context = random(area(s.queries, s.value_size));
    return p;
  }

  // Sizes with tails of every kind, few and many queries for an item.
  Problem make_random() {
    return make({between(0, 1) == 0 ? Score::dot : Score::additive, between(1, 70), between(1, 70), between(1, 60),
                 between(1, 4), between(1, 21), between(0, 1) == 0});
  }
};
ELMAN_ON_EVERY_TARGET(AttentionKernel);

struct Reference {
  std::vector<double> weights, context;
};

// The definition, in double, on arrays that follow each other in `x`: query, key, value, v.
Reference reference(const Problem& p, const std::vector<double>& x) {
  const AttentionForward& a = p.a;
  const double* query = x.data();
  const double* key = query + p.query.size();
  const double* value = key + p.key.size();
  const double* v = value + p.value.size();
  Reference r;
  r.weights.assign(p.weights.size(), 0);
  r.context.assign(p.context.size(), 0);
  for (int q = 0; q < a.queries; ++q) {
    const int b = p.batch_index[static_cast<std::size_t>(q)];
    double* weights = &r.weights[area(q, a.source.count)];
    double sum = 0;
    for (int s = 0; s < a.length[b]; ++s) {
      const double* k = key + (a.source.first[s] + b) * a.key_size;
      double score = 0;
      for (int j = 0; j < a.key_size; ++j) {
        const double from = query[q * a.key_size + j];
        score += a.score == Score::dot ? a.scale * from * k[j] : v[j] * std::tanh(from + k[j]);
      }
      weights[s] = std::exp(score);
      sum += weights[s];
    }
    for (int s = 0; s < a.length[b]; ++s) {
      weights[s] /= sum;
      for (int j = 0; j < a.value_size; ++j) {
        r.context[area(q, a.value_size) + static_cast<std::size_t>(j)] +=
            weights[s] * value[(a.source.first[s] + b) * a.value_size + j];
      }
    }
  }
  return r;
}

std::vector<double> inputs(const Problem& p) {
  std::vector<double> x;
  for (const std::vector<Scalar>* part : {&p.query, &p.key, &p.value, &p.v})
    x.insert(x.end(), part->begin(), part->end());
  return x;
}

TEST_P(AttentionKernel, WeightsAndContextsFollowTheDefinition) {
  for (int i = 0; i < 40; ++i) {
    Problem p = make_random();
    p.forward(1);
    const Reference expected = reference(p, inputs(p));
    for (std::size_t j = 0; j < p.weights.size(); ++j) {
      ASSERT_NEAR(p.weights[j], expected.weights[j], tolerance(1e-5, 1e-13));
    }
    for (std::size_t j = 0; j < p.context.size(); ++j) {
      ASSERT_NEAR(p.context[j], expected.context[j], tolerance(1e-5, 1e-13));
    }
  }
}

TEST_P(AttentionKernel, WeightsArePastTheItemsLengthZeroAndSumToOne) {
  Problem p = make_random();
  p.forward(1);
  for (std::size_t q = 0; q < p.batch_index.size(); ++q) {
    const Scalar* weights = &p.weights[q * p.first.size()];
    const auto length = static_cast<std::size_t>(p.length[static_cast<std::size_t>(p.batch_index[q])]);
    double sum = 0;
    for (std::size_t s = 0; s < p.first.size(); ++s) {
      sum += weights[s];
      EXPECT_TRUE(s < length || weights[s] == 0);
    }
    EXPECT_NEAR(sum, 1, tolerance(1e-6, 1e-14));
  }
}

TEST_P(AttentionKernel, GradientsAreThoseOfFiniteDifferences) {
  for (int i = 0; i < 8; ++i) {
    Problem p = make({i % 2 == 0 ? Score::dot : Score::additive, between(1, 19), between(1, 19), between(1, 20),
                      between(1, 3), between(1, 6), i % 4 < 2});
    p.forward(1);
    p.backward(1, 1);
    const std::vector<double> expected = test::numeric_gradient(
        [&](const std::vector<double>& x) {
          const Reference r = reference(p, x);
          double sum = 0;
          for (std::size_t j = 0; j < r.context.size(); ++j) sum += p.d_context[j] * r.context[j];
          return sum;
        },
        inputs(p));
    std::vector<Scalar> actual = p.d_query;
    for (const std::vector<Scalar>* part : {&p.d_key, &p.d_value, &p.d_v}) {
      actual.insert(actual.end(), part->begin(), part->end());
    }
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t j = 0; j < actual.size(); ++j) {
      ASSERT_NEAR(actual[j], 1 + expected[j], tolerance(5e-6, 1e-8)) << "input " << j << " of problem " << i;
    }
  }
}

TEST_P(AttentionKernel, ThreadsChangeNoBit) {
  for (const Score score : {Score::dot, Score::additive}) {
    Problem one =
        make({score, 131, 67, 400, 12, 30, false});  // large enough for workers to meet in each other's memory
    one.forward(1);
    one.backward(1);
    for (const int threads : {2, 3, 5}) {
      Problem several = one;
      several.forward(threads);
      several.backward(threads);
      EXPECT_EQ(one.weights, several.weights);
      EXPECT_EQ(one.context, several.context);
      EXPECT_EQ(one.d_query, several.d_query);
      EXPECT_EQ(one.d_key, several.d_key);
      EXPECT_EQ(one.d_value, several.d_value);
      EXPECT_EQ(one.d_v, several.d_v);
    }
  }
}

// The item with its queries and their order kept, alone in a batch.
Problem only(const Problem& p, int item) {
  const auto slice = [](const std::vector<Scalar>& rows, int row, int width) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(row) * width;
    return std::vector<Scalar>(begin, begin + width);
  };
  const auto append = [](std::vector<Scalar>& to, const std::vector<Scalar>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  Problem alone;
  alone.a = p.a;
  alone.v = p.v;
  alone.length = {p.length[static_cast<std::size_t>(item)]};
  for (int s = 0; s < alone.length[0]; ++s) {
    alone.first.push_back(s);
    alone.alive.push_back(1);
    append(alone.key, slice(p.key, p.first[static_cast<std::size_t>(s)] + item, p.a.key_size));
    append(alone.value, slice(p.value, p.first[static_cast<std::size_t>(s)] + item, p.a.value_size));
  }
  for (int q = 0; q < p.a.queries; ++q) {
    if (p.batch_index[static_cast<std::size_t>(q)] != item) continue;
    alone.batch_index.push_back(0);
    append(alone.query, slice(p.query, q, p.a.key_size));
    append(alone.d_context, slice(p.d_context, q, p.a.value_size));
  }
  return alone;
}

TEST_P(AttentionKernel, ASequenceIsTheSameAloneAndInABatch) {
  for (const Score score : {Score::dot, Score::additive}) {
    Problem p = make({score, 37, 41, 70, 4, 13, true});
    p.forward(1);
    p.backward(1);
    for (int item = 0; item < 4; ++item) {
      Problem alone = only(p, item);
      alone.forward(1);
      alone.backward(1);
      const auto size = static_cast<std::size_t>(p.a.value_size);
      std::size_t mine = 0;
      for (std::size_t q = 0; q < p.batch_index.size(); ++q) {
        if (p.batch_index[q] != item) continue;
        EXPECT_TRUE(std::equal(&alone.context[mine * size], &alone.context[mine * size] + size, &p.context[q * size]));
        ++mine;
      }
      const auto width = static_cast<std::size_t>(p.a.key_size);
      for (std::size_t s = 0; s < alone.first.size(); ++s) {
        const int first = p.first[s] + item;
        const auto row = static_cast<std::size_t>(first);
        EXPECT_TRUE(std::equal(&alone.d_key[s * width], &alone.d_key[s * width] + width, &p.d_key[row * width]));
      }
    }
  }
}

TEST_P(AttentionKernel, AQueryIsTheSameAloneAndAmongOthers) {
  for (const Score score : {Score::dot, Score::additive}) {
    Problem p = make({score, 53, 70, 23, 1, 18, false});
    p.forward(1);
    p.backward(1);
    const auto width = static_cast<std::size_t>(p.a.key_size);
    const auto size = static_cast<std::size_t>(p.a.value_size);
    for (std::size_t q = 0; q < 23; ++q) {
      Problem one = p;
      one.batch_index = {0};
      one.query.assign(&p.query[q * width], &p.query[q * width] + width);
      one.d_context.assign(&p.d_context[q * size], &p.d_context[q * size] + size);
      one.forward(1);
      one.backward(1);
      EXPECT_TRUE(std::equal(one.weights.begin(), one.weights.end(), &p.weights[q * 18]));
      EXPECT_TRUE(std::equal(one.context.begin(), one.context.end(), &p.context[q * size]));
      EXPECT_TRUE(std::equal(one.d_query.begin(), one.d_query.end(), &p.d_query[q * width]));
    }
  }
}

TEST_P(AttentionKernel, ScratchChangesNoBit) {
  for (int i = 0; i < 20; ++i) {
    Problem with = make_random();
    Problem without = with;
    with.forward(2);
    without.forward(2, false);
    EXPECT_EQ(with.weights, without.weights);
    EXPECT_EQ(with.context, without.context);
  }
}

TEST_P(AttentionKernel, LargeScoresDoNotOverflow) {
  Problem p = make({Score::dot, 8, 3, 5, 2, 7, false});
  for (Scalar& x : p.query) x *= 1000;
  p.forward(1);
  for (const Scalar x : p.context) EXPECT_TRUE(std::isfinite(x));
}

}  // namespace
}  // namespace elman
