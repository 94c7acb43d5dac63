#include "elman/kernels/crf.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/kernels/kernel_fixture.h"
#include "tests/support/sequences.h"
#include "tests/support/tag_chain.h"

namespace elman::test {
namespace {

class CrfKernel : public KernelTest {};
ELMAN_ON_EVERY_TARGET(CrfKernel);

// A batch, what the kernels make of it, and what looking at every sequence says.
struct Batch {
  int tags;
  Sequences sequences;
  std::vector<Scalar> emissions, transitions, start, end;
  std::vector<std::int32_t> target;

  TagChain chain(int item) const {
    TagChain one{tags, {}, doubles(transitions), doubles(start), doubles(end)};
    for (int t = 0; t < sequences.lengths()[static_cast<std::size_t>(item)]; ++t) {
      const auto row = emissions.begin() + std::ptrdiff_t{sequences.row(t, item)} * tags;
      one.emissions.insert(one.emissions.end(), row, row + tags);
    }
    return one;
  }
  std::vector<std::int32_t> target_of(int item) const {
    std::vector<std::int32_t> ids;
    for (int t = 0; t < sequences.lengths()[static_cast<std::size_t>(item)]; ++t) {
      ids.push_back(target[static_cast<std::size_t>(sequences.row(t, item))]);
    }
    return ids;
  }
};

struct Result {
  std::vector<double> loss;
  std::vector<Scalar> d_emissions, d_transitions, d_start, d_end;
};

Result run(const Batch& batch, Scalar factor, int threads = 1) {
  system::ThreadPool pool(threads);
  const std::size_t n = static_cast<std::size_t>(batch.tags);
  std::vector<Scalar> predicted(batch.emissions.size()), forward(batch.emissions.size());
  Result result{std::vector<double>(static_cast<std::size_t>(batch.sequences.batch())),
                std::vector<Scalar>(batch.emissions.size()), std::vector<Scalar>(n * n), std::vector<Scalar>(n),
                std::vector<Scalar>(n)};
  const kernels::CrfForward crf{.tags = batch.tags,
                                .steps = batch.sequences.steps(),
                                .emissions = batch.emissions.data(),
                                .transitions = batch.transitions.data(),
                                .start = batch.start.data(),
                                .end = batch.end.data(),
                                .target = batch.target.data(),
                                .predicted = predicted.data(),
                                .forward = forward.data(),
                                .loss = result.loss.data()};
  kernels::crf_forward(pool, crf);
  std::vector<Scalar> scratch(kernels::crf_scratch_size(crf));
  kernels::crf_backward(pool, {.forward = crf,
                               .factor = factor,
                               .d_emissions = result.d_emissions.data(),
                               .d_transitions = result.d_transitions.data(),
                               .d_start = result.d_start.data(),
                               .d_end = result.d_end.data(),
                               .scratch = scratch.data()});
  return result;
}

// The same from the probabilities of all sequences: a gradient is what is expected less what is wanted.
Result by_enumeration(const Batch& batch) {
  Result result;
  const std::size_t n = static_cast<std::size_t>(batch.tags);
  std::vector<double> d_emissions(batch.emissions.size()), d_transitions(n * n), d_start(n), d_end(n);
  for (int item = 0; item < batch.sequences.batch(); ++item) {
    const std::vector<std::int32_t> wanted = batch.target_of(item);
    const auto count = [&](const std::vector<std::int32_t>& ids, double weight) {
      d_start[static_cast<std::size_t>(ids.front())] += weight;
      d_end[static_cast<std::size_t>(ids.back())] += weight;
      for (std::size_t t = 0; t < ids.size(); ++t) {
        d_emissions[static_cast<std::size_t>(batch.sequences.row(static_cast<int>(t), item) * batch.tags + ids[t])] +=
            weight;
        if (t > 0) d_transitions[static_cast<std::size_t>(ids[t - 1] * batch.tags + ids[t])] += weight;
      }
    };
    for (const ScoredSequence& sequence : all_sequences(batch.chain(item))) {
      count(sequence.ids, std::exp(sequence.log_probability));
      if (sequence.ids == wanted) result.loss.push_back(-sequence.log_probability);
    }
    count(wanted, -1);
  }
  result.d_emissions.assign(d_emissions.begin(), d_emissions.end());
  result.d_transitions.assign(d_transitions.begin(), d_transitions.end());
  result.d_start.assign(d_start.begin(), d_start.end());
  result.d_end.assign(d_end.begin(), d_end.end());
  return result;
}

template <class T>
void expect_near(const std::vector<T>& found, const std::vector<T>& expected, double factor, const char* what) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], factor * expected[i], tolerance(1e-5, 1e-12)) << what << " " << i;
  }
}

TEST_P(CrfKernel, AgreesWithEnumerationOfAllTagSequences) {
  for (const int tags : {1, 2, 3, 9, 17}) {
    SCOPED_TRACE(testing::Message() << tags << " tags");
    const std::vector<std::int32_t> lengths =
        tags > 3 ? std::vector<std::int32_t>{3, 2, 1} : std::vector<std::int32_t>{6, 5, 5, 2, 1, 1};
    const auto n = static_cast<std::size_t>(tags);
    Batch batch{tags, Sequences(lengths, tags == 3), {}, random(n * n, 2), random(n, 2), random(n, 2), {}};
    batch.emissions = random(static_cast<std::size_t>(batch.sequences.rows()) * n, 3);
    for (int r = 0; r < batch.sequences.rows(); ++r) batch.target.push_back(between(0, tags - 1));
    const Result found = run(batch, Scalar(0.5));
    const Result expected = by_enumeration(batch);
    expect_near(found.loss, expected.loss, 1, "loss");
    expect_near(found.d_emissions, expected.d_emissions, 0.5, "d_emissions");
    expect_near(found.d_transitions, expected.d_transitions, 0.5, "d_transitions");
    expect_near(found.d_start, expected.d_start, 0.5, "d_start");
    expect_near(found.d_end, expected.d_end, 0.5, "d_end");
  }
}

TEST_P(CrfKernel, GivesTheSameBitsWithAnyNumberOfThreads) {
  std::vector<std::int32_t> lengths;
  for (int length = 60; length > 0; --length) lengths.push_back(length);
  const std::size_t n = 17;
  Batch batch{17, Sequences(lengths, false), {}, random(n * n), random(n), random(n), {}};
  batch.emissions = random(static_cast<std::size_t>(batch.sequences.rows()) * n);
  for (int r = 0; r < batch.sequences.rows(); ++r) batch.target.push_back(between(0, 16));
  const Result one = run(batch, 1);
  for (const int threads : {2, 3}) {
    const Result several = run(batch, 1, threads);
    EXPECT_EQ(one.loss, several.loss);
    EXPECT_EQ(one.d_emissions, several.d_emissions);
    EXPECT_EQ(one.d_transitions, several.d_transitions);
    EXPECT_EQ(one.d_start, several.d_start);
    EXPECT_EQ(one.d_end, several.d_end);
  }
}

TEST_P(CrfKernel, ScoresOfAnySizeStayFinite) {
  Batch batch{3, Sequences({400, 2}, false), {}, random(9, 50), random(3, 50), random(3, 50), {}};
  batch.emissions = random(static_cast<std::size_t>(batch.sequences.rows()) * 3, 1000);
  batch.target.assign(static_cast<std::size_t>(batch.sequences.rows()), 1);
  const Result result = run(batch, 1);
  for (const double loss : result.loss) EXPECT_TRUE(std::isfinite(loss) && loss >= 0) << loss;
  for (const Scalar d : result.d_emissions) EXPECT_LE(std::abs(d), 1);
  for (const Scalar d : result.d_transitions) EXPECT_TRUE(std::isfinite(d));
}

// With equal emissions and no transitions every tag is as probable at each place, however long the sequence is.
TEST_P(CrfKernel, ALongSequenceLosesNoPrecision) {
  constexpr int length = 20000;
  Batch batch{4,
              Sequences({length}, false),
              {},
              std::vector<Scalar>(16),
              std::vector<Scalar>(4),
              std::vector<Scalar>(4),
              std::vector<std::int32_t>(length, 2)};
  batch.emissions.assign(length * 4, Scalar(0.1));
  const Result result = run(batch, 1);
  EXPECT_NEAR(result.loss[0] / (length * std::log(4.0)), 1, tolerance(1e-6, 1e-12));
  for (std::size_t i = 0; i < result.d_emissions.size(); ++i) {
    ASSERT_NEAR(result.d_emissions[i], i % 4 == 2 ? -0.75 : 0.25, tolerance(1e-6, 1e-13));
  }
}

}  // namespace
}  // namespace elman::test
