#include "elman/model/seq2seq_options.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/text_models.h"

namespace elman::test {
namespace {

TEST(ParameterCount, IsThatOfTheModelBeforeThereIsOne) {
  for (const model::Seq2SeqOptions& options : all_kinds_of_models()) {
    const model::TextSeq2Seq model = small_text_model(options);
    const std::optional<std::uint64_t> count = model::parameter_count(model.network->options()).value();
    ASSERT_TRUE(count);
    EXPECT_EQ(static_cast<std::int64_t>(*count), model.network->parameter_count())
        << to_string(options.architecture) << " " << to_string(options.attention);
  }
}

TEST(ParameterCount, BeyondCountingSaysSo) {
  constexpr int most = std::numeric_limits<int>::max();
  EXPECT_FALSE(model::parameter_count({.hidden_size = most, .encoder_layers = most}).value());
  EXPECT_TRUE(model::parameter_count({.hidden_size = 100'000'000}).value());
}

TEST(CheckedSize, WhatDoesNotFitNeverFitsAgain) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ((CheckedSize(most) + 0).value(), most);
  EXPECT_FALSE((CheckedSize(most) + 1).value());
  EXPECT_FALSE((CheckedSize(most) * 2 * 0).value());
  EXPECT_FALSE((CheckedSize(0) * (CheckedSize(most) * 2)).value());
  EXPECT_FALSE((CheckedSize(most) + 1).at_most(most));
  EXPECT_TRUE(CheckedSize(5).at_most(5));
  EXPECT_FALSE(CheckedSize(6).at_most(5));
}

}  // namespace
}  // namespace elman::test
