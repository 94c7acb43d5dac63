#include "elman/decode/search.h"

#include <gtest/gtest.h>

#include <limits>

#include "elman/error.h"
#include "tests/decode/function_decoding.h"
#include "tests/decode/search_reference.h"

namespace elman::decode::testing {
namespace {

constexpr std::int32_t end = text::Vocabulary::end;
const std::vector<Ids> several_sources = {{5, 3}, {4, 4, 4, 3}, {3}, {6, 5, 4, 5, 6, 3}, {5, 3}};

void expect_same(const std::vector<Hypothesis>& found, const std::vector<Hypothesis>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].ids, expected[i].ids) << "place " << i;
    EXPECT_NEAR(found[i].log_probability, expected[i].log_probability, 1e-9) << "place " << i;
    EXPECT_NEAR(found[i].score, expected[i].score, 1e-9) << "place " << i;
    EXPECT_EQ(found[i].cut, expected[i].cut) << "place " << i;
  }
}

std::vector<std::vector<Hypothesis>> search_all(const std::vector<Ids>& sources, int vocabulary,
                                                const Function& function, int limit, const SearchOptions& options) {
  FunctionDecoding decoding(sources, vocabulary, function, limit);
  return search(decoding, options);
}

// The same probabilities at every step.
Function always(std::vector<double> probabilities) {
  for (double& probability : probabilities) probability = std::log(probability);
  return [=](const Ids&, const Ids&) { return probabilities; };
}

TEST(Search, GreedyTakesTheLikeliestSymbolAtEachStep) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    const Function function = random_function(9, seed, seed % 2 == 0);
    const auto found = search_all(several_sources, 9, function, 7, {});
    ASSERT_EQ(found.size(), several_sources.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const Hypothesis expected = plain_greedy(several_sources[i], function, 7);
      ASSERT_EQ(found[i].size(), 1U);
      EXPECT_EQ(found[i][0].ids, expected.ids);
      EXPECT_EQ(found[i][0].cut, expected.cut);
      EXPECT_NEAR(found[i][0].log_probability, expected.log_probability, 1e-9);
    }
  }
}

TEST(Search, AWideBeamFindsWhatTryingEverythingFinds) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const int vocabulary = 5 + static_cast<int>(seed % 3);
    const int limit = static_cast<int>(seed % 5);
    const Function function = random_function(vocabulary, seed);
    const SearchOptions options{
        .beam = 600, .nbest = 1 + static_cast<int>(seed % 7), .length_penalty = 0.4 * (seed % 4)};
    const auto found = search_all(several_sources, vocabulary, function, limit, options);
    for (std::size_t i = 0; i < found.size(); ++i) {
      expect_same(found[i], brute_force(several_sources[i], function, limit, options));
    }
  }
}

TEST(Search, ANarrowBeamFindsWhatThePlainOneFindsThoughItStopsEarly) {
  for (std::uint32_t seed = 0; seed < 120; ++seed) {
    const int beam = 1 + static_cast<int>(seed % 6);
    const int limit = static_cast<int>(seed % 9);
    const Function function = random_function(8, seed, seed % 3 == 0);
    const SearchOptions options{
        .beam = beam, .nbest = 1 + static_cast<int>(seed) % beam, .length_penalty = seed % 2 == 0 ? 0 : 1.0};
    const auto found = search_all(several_sources, 8, function, limit, options);
    for (std::size_t i = 0; i < found.size(); ++i) {
      expect_same(found[i], plain_beam(several_sources[i], function, limit, options));
    }
  }
}

TEST(Search, ASourceGetsTheSameAloneAndAmongOthers) {
  const Function function = random_function(9, 3);
  const SearchOptions options{.beam = 4, .nbest = 4};
  const auto together = search_all(several_sources, 9, function, -1, options);
  for (std::size_t i = 0; i < several_sources.size(); ++i) {
    const auto alone = search_all({several_sources[i]}, 9, function, -1, options);
    expect_same(together[i], alone[0]);
  }
}

TEST(Search, FinishedSourcesLeaveTheBatch) {
  const Function copy = [](const Ids& source, const Ids& written) {
    std::vector<double> weights(10, 1e-3);
    weights[written.size() < source.size() ? source[written.size()] : end] = 1;
    return log_probabilities_of(weights);
  };
  FunctionDecoding decoding({{4, 3}, {5, 6, 7, 8, 3}, {3}}, 10, copy, 9);
  const auto found = search(decoding, {});
  EXPECT_EQ(found[0][0].ids, (Ids{4}));
  EXPECT_EQ(found[1][0].ids, (Ids{5, 6, 7, 8}));
  EXPECT_EQ(found[2][0].ids, Ids{});
  EXPECT_EQ(decoding.row_steps, 2 + 5 + 1);
  EXPECT_EQ(decoding.steps, 5);
  EXPECT_EQ(decoding.reorders, 2) << "rows that stay where they are need no reordering";
}

TEST(Search, EndsWhenNoUnfinishedOutputCanBecomeBetter) {
  FunctionDecoding sure({{3}}, 6, always({0, 0, 0, 0.9, 0.06, 0.04}), 50);
  EXPECT_EQ(search(sure, {.beam = 3})[0][0].ids, Ids{});
  EXPECT_EQ(sure.steps, 1);
  FunctionDecoding even({{3}}, 5, always({0, 0, 0, 0.5, 0.5}), 50);
  EXPECT_EQ(search(even, {.beam = 2})[0][0].ids, Ids{});
  EXPECT_EQ(even.steps, 1) << "to become as good is not to become better";
  FunctionDecoding three({{3}}, 6, always({0, 0, 0, 0.9, 0.06, 0.04}), 50);
  const auto found = search(three, {.beam = 3, .nbest = 3});
  ASSERT_EQ(found[0].size(), 3U);
  EXPECT_EQ(found[0][1].ids, (Ids{4}));
  EXPECT_EQ(found[0][2].ids, (Ids{5}));
  EXPECT_EQ(three.steps, 2);
}

TEST(Search, GoesOnWhileAnUnfinishedOutputCanStillBecomeBetter) {
  // </s> at once has 0.4; "4" has 0.6, then ends with 0.9.
  const Function function = [](const Ids&, const Ids& written) {
    return log_probabilities_of(written.empty() ? std::vector<double>{0, 0, 0, 0.4, 0.6}
                                                : std::vector<double>{0, 0, 0, 0.9, 0.1});
  };
  const auto found = search_all({{3}}, 5, function, 9, {.beam = 2, .nbest = 2});
  EXPECT_EQ(found[0][0].ids, (Ids{4}));
  EXPECT_NEAR(found[0][0].log_probability, std::log(0.54), 1e-6);
  EXPECT_EQ(found[0][1].ids, Ids{});
}

TEST(Search, LengthPenaltyIsThatOfWuEtAl) {
  // Without it the empty output (0.3) beats "4" (0.7 * 0.4 = 0.28) closely.
  const Function function = [](const Ids&, const Ids& written) {
    return log_probabilities_of(written.empty() ? std::vector<double>{0, 0, 0, 0.3, 0.7}
                                                : std::vector<double>{0, 0, 0, 0.4, 0.6});
  };
  EXPECT_EQ(search_all({{3}}, 5, function, 1, {.beam = 2})[0][0].ids, Ids{});
  const auto found = search_all({{3}}, 5, function, 1, {.beam = 2, .length_penalty = 1});
  EXPECT_EQ(found[0][0].ids, (Ids{4}));
  EXPECT_NEAR(found[0][0].score, std::log(0.28) / (7.0 / 6.0), 1e-6);
  EXPECT_NEAR(found[0][0].log_probability, std::log(0.28), 1e-6);
}

TEST(Search, WithALengthPenaltyItWaitsForWhatTheLimitsLengthCouldGain) {
  // After "4" with 0.4, nine more of them are certain: log 0.4 / (16 / 6) beats log 0.5.
  const Function function = [](const Ids&, const Ids& written) {
    if (written.empty()) return log_probabilities_of({0, 0, 0, 0.5, 0.4, 0.1});
    return log_probabilities_of({0, 0, 0, written.size() == 10 ? 1.0 : 0.0, written.size() == 10 ? 0.0 : 1.0, 0});
  };
  const auto found = search_all({{3}}, 6, function, 10, {.beam = 3, .length_penalty = 1});
  EXPECT_EQ(found[0][0].ids, Ids(10, 4));
}

TEST(Search, OfEquallyProbableOutputsTheLowerIdsComeFirst) {
  const Function function = [](const Ids&, const Ids& written) {
    return log_probabilities_of(written.empty() ? std::vector<double>{0, 0, 0, 1, 1, 1, 1}
                                                : std::vector<double>{0, 0, 0, 1, 0, 0, 0});
  };
  const auto found = search_all({{3}}, 7, function, 9, {.beam = 4, .nbest = 4});
  ASSERT_EQ(found[0].size(), 4U);
  EXPECT_EQ(found[0][0].ids, Ids{});
  EXPECT_EQ(found[0][1].ids, (Ids{4}));
  EXPECT_EQ(found[0][2].ids, (Ids{5}));
  EXPECT_EQ(found[0][3].ids, (Ids{6}));
  // Greedy search: </s> has the lowest id that is possible; else the first of the others.
  EXPECT_EQ(search_all({{3}}, 6, always({0, 0, 0, 0.2, 0.4, 0.4}), 3, {})[0][0].ids, (Ids{4, 4, 4}));
}

TEST(Search, AnOutputThatNeverEndsIsCutAtTheLimitAndFlagged) {
  for (const int beam : {1, 3}) {
    const auto found = search_all({{4, 4, 3}, {3}}, 6, always({0, 0, 0, 0, 0.7, 0.3}), -1, {.beam = beam});
    ASSERT_EQ(found[0].size(), 1U);
    EXPECT_EQ(found[0][0].ids, (Ids{4, 4, 4}));
    EXPECT_TRUE(found[0][0].cut);
    EXPECT_NEAR(found[0][0].log_probability, 3 * std::log(0.7), 1e-6);
    EXPECT_EQ(found[1][0].ids, (Ids{4})) << "the limit is each source's own";
  }
}

TEST(Search, AFinishedOutputGoesBeforeACutOne) {
  const auto found = search_all({{3}}, 5, always({0, 0, 0, 0.01, 0.99}), 4, {.beam = 2, .nbest = 2});
  for (const Hypothesis& hypothesis : found[0]) EXPECT_FALSE(hypothesis.cut);
}

TEST(Search, MaxLengthReplacesTheModelsLimit) {
  const auto found = search_all({{3}}, 5, always({0, 0, 0, 0.1, 0.9}), 20, {.max_length = 2});
  EXPECT_EQ(found[0][0].ids, (Ids{4, 4}));
  EXPECT_TRUE(found[0][0].cut);
}

TEST(Search, ALimitOfNothingLeavesTheEmptyOutput) {
  const auto found = search_all({{3}}, 5, always({0, 0, 0, 0.1, 0.9}), 0, {.beam = 2});
  EXPECT_EQ(found[0][0].ids, Ids{});
  EXPECT_FALSE(found[0][0].cut);
}

TEST(Search, StepsThatAllowNothingStillGiveAnOutput) {
  for (const double value : {impossible, std::numeric_limits<double>::quiet_NaN()}) {
    const Function function = [&](const Ids&, const Ids& written) {
      return written.size() < 2 ? log_probabilities_of({0, 0, 0, 1, 8}) : std::vector<double>(5, value);
    };
    const auto found = search_all({{3}}, 5, function, 9, {});
    EXPECT_EQ(found[0][0].ids, (Ids{4, 4}));
    EXPECT_TRUE(found[0][0].cut);
    EXPECT_TRUE(std::isfinite(found[0][0].log_probability));
  }
}

TEST(Search, SymbolsThatAreNeverLikelyAreNeverWritten) {
  const auto found = search_all(several_sources, 9, random_function(9, 8), 6, {.beam = 5, .nbest = 5});
  for (const auto& hypotheses : found) {
    for (const Hypothesis& hypothesis : hypotheses) {
      for (const std::int32_t id : hypothesis.ids) EXPECT_GT(id, end);
    }
  }
}

TEST(Search, AlignmentIsWhatEachSymbolOfTheOutputLookedAt) {
  FunctionDecoding decoding(several_sources, 8, random_function(8, 21), 6);
  decoding.with_attention = true;
  const auto found = search(decoding, {.beam = 4, .nbest = 4, .alignment = true});
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const Hypothesis& hypothesis : found[i]) {
      ASSERT_EQ(hypothesis.alignment.size(), hypothesis.ids.size() + (hypothesis.cut ? 0 : 1));
      for (std::size_t step = 0; step < hypothesis.alignment.size(); ++step) {
        const Ids written(hypothesis.ids.begin(), hypothesis.ids.begin() + static_cast<std::ptrdiff_t>(step));
        std::vector<float> expected(6, 0.0F);
        expected[step % several_sources[i].size()] = FunctionDecoding::weight(written);
        EXPECT_EQ(hypothesis.alignment[step], expected);
      }
    }
  }
}

TEST(Search, AlignmentIsKeptOnlyOnRequestAndWhereThereIsOne) {
  FunctionDecoding without(several_sources, 8, random_function(8, 21), 6);
  EXPECT_TRUE(search(without, {.alignment = true})[0][0].alignment.empty());
  FunctionDecoding decoding(several_sources, 8, random_function(8, 21), 6);
  decoding.with_attention = true;
  EXPECT_TRUE(search(decoding, {})[0][0].alignment.empty());
}

TEST(Search, NoSourcesGiveNoOutputs) {
  FunctionDecoding decoding({}, 8, random_function(8, 1), 6);
  EXPECT_TRUE(search(decoding, {}).empty());
}

// What the definition gives for an output (Wu et al. 2016): each step looks at one place, told by how much is written.
double penalised_coverage(const Ids& source, const Hypothesis& found, const SearchOptions& options) {
  std::vector<double> covered(source.size());
  for (std::size_t step = 0; step <= found.ids.size(); ++step) {
    const Ids written(found.ids.begin(), found.ids.begin() + static_cast<std::ptrdiff_t>(step));
    covered[step % source.size()] += static_cast<double>(FunctionDecoding::weight(written));
  }
  double score = penalised(found.log_probability, found.ids.size() + 1, *options.length_penalty.number);
  for (const double weight : covered) score += options.coverage_penalty * std::log(std::clamp(weight, 1e-6, 1.0));
  return score;
}

TEST(Search, OutputsThatCoverTheirSourceComeFirst) {
  const std::vector<Ids> sources{{3, 4, 5}, {6}, {4, 4}};
  const std::vector<std::int32_t> lengths{3, 1, 2};
  int changed = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const Function function = random_function(6, seed);
    SearchOptions options{.beam = 600, .nbest = 600, .length_penalty = 0.5};
    FunctionDecoding plain(sources, 6, function, 4);
    const auto all = search(plain, options);
    options.coverage_penalty = 0.7;
    for (const int nbest : {1, 5, 600}) {
      FunctionDecoding decoding(sources, 6, function, 4);
      decoding.with_attention = true;
      options.nbest = nbest;
      const auto found = search(decoding, options, lengths);
      for (std::size_t i = 0; i < sources.size(); ++i) {
        std::vector<double> scores;
        for (const Hypothesis& one : all[i]) scores.push_back(penalised_coverage(sources[i], one, options));
        std::sort(scores.rbegin(), scores.rend());
        ASSERT_EQ(found[i].size(), std::min<std::size_t>(scores.size(), static_cast<std::size_t>(nbest)));
        for (std::size_t k = 0; k < found[i].size(); ++k) EXPECT_NEAR(found[i][k].score, scores[k], 1e-6);
        EXPECT_TRUE(found[i][0].alignment.empty());
        changed += found[i][0].ids != all[i][0].ids ? 1 : 0;
      }
    }
  }
  EXPECT_GT(changed, 5);
}

TEST(Search, OptionsOutOfRangeAreRefused) {
  FunctionDecoding decoding({{3}}, 8, random_function(8, 1), 6);
  EXPECT_THROW(search(decoding, {.beam = 0}), UsageError);
  EXPECT_THROW(search(decoding, {.nbest = 0}), UsageError);
  EXPECT_THROW(search(decoding, {.beam = 2, .nbest = 3}), UsageError);
  EXPECT_THROW(search(decoding, {.length_penalty = -0.1}), UsageError);
  EXPECT_THROW(search(decoding, {.length_penalty = std::numeric_limits<double>::quiet_NaN()}), UsageError);
  EXPECT_THROW(search(decoding, {.max_length = -1}), UsageError);
  EXPECT_THROW(search(decoding, {.coverage_penalty = -1}), UsageError);
  EXPECT_THROW(search(decoding, {.coverage_penalty = 1}), UsageError);  // no lengths
  const std::int32_t length = 1;
  EXPECT_THROW(search(decoding, {.coverage_penalty = 1}, {&length, 1}), UsageError);  // no attention
}

}  // namespace
}  // namespace elman::decode::testing
