#include "elman/decode/fusion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "elman/decode/search.h"
#include "elman/error.h"
#include "elman/text/vocabulary.h"
#include "tests/decode/chain.h"

namespace elman::decode {
namespace {

using Ids = std::vector<std::int32_t>;

using test::always;
using test::Chain;
using test::never;

TEST(Fusion, AddsTheLanguageModelsLogProbabilities) {
  auto main = std::make_unique<Chain>(1, always(-1, -2, -3, -4));
  auto language = std::make_unique<Chain>(1, always(-0.5, -10, -20, -30));
  Chain* heard = language.get();
  // Symbol 4 of the model is 5 of the language model, 5 is 4, and 6 is not known.
  Fusion fusion(std::move(main), std::move(language), {0, 1, 2, 3, 5, 4, 1}, 0.1);
  const Tensor& first = fusion.step(Ids{text::Vocabulary::start});
  EXPECT_NEAR(first[3], -1 - 0.05, 1e-6);
  EXPECT_NEAR(first[4], -2 - 2, 1e-6);
  EXPECT_NEAR(first[5], -3 - 1, 1e-6);
  EXPECT_NEAR(first[6], -4 - 0.1 * std::log(7.0), 1e-6);
  fusion.step(Ids{4});
  fusion.step(Ids{6});
  EXPECT_EQ(heard->read, (std::vector<Ids>{{text::Vocabulary::start}, {5}, {text::Vocabulary::unknown}}));
}

TEST(Fusion, DecidesBetweenWhatIsEquallyProbable) {
  for (const bool prefers_b : {false, true}) {
    // After a symbol the text ends.
    const std::vector<std::vector<double>> next{{},
                                                {},
                                                {never, never, never, never, std::log(0.51), std::log(0.49)},
                                                {},
                                                {never, never, never, 0, never, never},
                                                {never, never, never, 0, never, never}};
    std::vector<std::vector<double>> language(6, {never, never, never, 0, std::log(0.9), std::log(0.1)});
    if (prefers_b) {
      for (auto& row : language) std::swap(row[4], row[5]);
    }
    std::vector<std::vector<double>> whole = next;
    for (auto& row : whole) row.resize(6, never);
    Fusion fusion(std::make_unique<Chain>(2, whole), std::make_unique<Chain>(2, language), {0, 1, 2, 3, 4, 5}, 0.5);
    const auto found = search(fusion, {.beam = 2, .nbest = 2});
    ASSERT_EQ(found.size(), 2U);
    for (const auto& of_source : found) {
      EXPECT_EQ(of_source[0].ids, Ids{prefers_b ? 5 : 4});
      EXPECT_EQ(of_source[1].ids, Ids{prefers_b ? 4 : 5});
    }
  }
}

TEST(Fusion, RefusesModelsThatDoNotFit) {
  const auto make = [](int rows, const Ids& ids) {
    Fusion(std::make_unique<Chain>(1, always(-1, -1, -1)), std::make_unique<Chain>(rows, always(-1, -1, -1)), ids, 1);
  };
  EXPECT_THROW(make(2, {0, 1, 2, 3, 4, 5, 6}), UsageError);
  EXPECT_THROW(make(1, {0, 1, 2}), UsageError);
}

}  // namespace
}  // namespace elman::decode
