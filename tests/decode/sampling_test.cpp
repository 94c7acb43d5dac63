#include "elman/decode/sampling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "elman/error.h"

namespace elman::decode {
namespace {

std::vector<Scalar> logs(const std::vector<double>& probabilities) {
  std::vector<Scalar> logs;
  for (const double p : probabilities) {
    logs.push_back(p == 0 ? -std::numeric_limits<Scalar>::infinity() : static_cast<Scalar>(std::log(p)));
  }
  return logs;
}

// How often each symbol is drawn, of 20,000 draws.
std::map<std::int32_t, double> shares(const SamplingOptions& options, const std::vector<double>& probabilities) {
  constexpr int draws = 20'000;
  const std::vector<Scalar> distribution = logs(probabilities);
  Sampler sampler(options, 0);
  std::map<std::int32_t, double> shares;
  for (int i = 0; i < draws; ++i) shares[sampler.draw(distribution)] += 1.0 / draws;
  return shares;
}

void expect_shares(const SamplingOptions& options, const std::vector<double>& probabilities,
                   const std::vector<double>& expected) {
  const std::map<std::int32_t, double> found = shares(options, probabilities);
  const std::vector<double> chances = Sampler(options, 0).chances(logs(probabilities));
  ASSERT_EQ(chances.size(), expected.size());
  for (std::size_t id = 0; id < expected.size(); ++id) {
    EXPECT_NEAR(chances[id], expected[id], 1e-6) << "symbol " << id;
    const auto share = found.find(static_cast<std::int32_t>(id));
    // Five standard deviations.
    const double margin = 1e-9 + 5 * std::sqrt(expected[id] * (1 - expected[id]) / 20'000);
    EXPECT_NEAR(share == found.end() ? 0 : share->second, expected[id], margin) << "symbol " << id;
  }
}

TEST(Sampler, DrawsEachSymbolWithItsProbability) { expect_shares({}, {0.5, 0, 0.2, 0.3}, {0.5, 0, 0.2, 0.3}); }

TEST(Sampler, ATemperatureSharpensOrFlattens) {
  const double sum = std::sqrt(0.64) + std::sqrt(0.36);
  expect_shares({.temperature = 2}, {0.64, 0.36}, {std::sqrt(0.64) / sum, std::sqrt(0.36) / sum});
  expect_shares({.temperature = 0.5}, {0.6, 0.4}, {0.36 / 0.52, 0.16 / 0.52});
  expect_shares({.temperature = 0}, {0.3, 0.4, 0.3}, {0, 1, 0});
}

TEST(Sampler, LeavesOutTheUnlikely) {
  const std::vector<double> probabilities{0.1, 0.4, 0.2, 0.3};
  expect_shares({.top_k = 2}, probabilities, {0, 4.0 / 7, 0, 3.0 / 7});
  expect_shares({.top_p = 0.7}, probabilities, {0, 4.0 / 7, 0, 3.0 / 7});
  expect_shares({.top_p = 0.71}, probabilities, {0, 4.0 / 9, 2.0 / 9, 3.0 / 9});
  expect_shares({.min_p = 0.45}, probabilities, {0, 4.0 / 9, 2.0 / 9, 3.0 / 9});
  expect_shares({.top_p = 0}, probabilities, {0, 1, 0, 0});
  expect_shares({.top_k = 3, .top_p = 0.5}, probabilities, {0, 4.0 / 7, 0, 3.0 / 7});
}

TEST(Sampler, MakesWhatTheTextHasLessProbable) {
  Sampler sampler({.temperature = 0, .repetition_penalty = 2}, 0);
  const std::vector<Scalar> distribution = logs({0.3, 0.45, 0.25});
  EXPECT_EQ(sampler.draw(distribution), 1);
  EXPECT_EQ(sampler.draw(distribution), 0);  // 2 log 0.45 < log 0.3
  EXPECT_EQ(sampler.draw(distribution), 2);
  Sampler told({.temperature = 0, .repetition_penalty = 2}, 0);
  told.note(1);
  EXPECT_EQ(told.draw(distribution), 0);
}

TEST(Sampler, DrawsTheSameForASeedAndANumberAndOtherwiseNot) {
  const std::vector<Scalar> distribution = logs(std::vector<double>(16, 1.0 / 16));
  const auto drawn = [&](std::uint64_t seed, std::uint64_t number) {
    Sampler sampler({.seed = seed}, number);
    std::vector<std::int32_t> ids;
    for (int i = 0; i < 50; ++i) ids.push_back(sampler.draw(distribution));
    return ids;
  };
  EXPECT_EQ(drawn(1, 2), drawn(1, 2));
  EXPECT_NE(drawn(1, 2), drawn(1, 3));
  EXPECT_NE(drawn(1, 2), drawn(2, 2));
}

TEST(Sampler, RefusesWhatCannotBe) {
  EXPECT_THROW(Sampler({.temperature = -1}, 0), UsageError);
  EXPECT_THROW(Sampler({.top_p = 1.1}, 0), UsageError);
  EXPECT_THROW(Sampler({}, 0).draw(logs({0, 0})), UsageError);
}

}  // namespace
}  // namespace elman::decode
