#include "elman/model/seq2seq_options.h"

#include <gtest/gtest.h>

#include <limits>

#include "elman/checked_size.h"
#include "elman/error.h"
#include "elman/model/seq2seq.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

TEST(ParameterCount, IsThatOfTheModelBeforeThereIsOne) {
  for (const model::Seq2SeqOptions& options : all_kinds_of_models()) {
    const TransducerPointer model = small_transducer(options);
    const model::Seq2Seq shapes(model->network().options(), nn::Initializer::shapes_only());
    EXPECT_EQ(shapes.parameter_count(), model->network().parameter_count())
        << name_of(options.architecture) << " " << name_of(options.attention);
    EXPECT_FALSE(shapes.tensors().front().tensor.defined());
  }
}

TEST(ParameterCount, OfTheLargestNetworkThatCanBeIsCountedWithoutMemoryForIt) {
  constexpr int units = 100'000;
  constexpr int layers = 1'000;
  const model::Seq2SeqOptions options{.source_symbols = 4,
                                      .target_symbols = 4,
                                      .embedding_size = units,
                                      .hidden_size = units,
                                      .encoder_layers = layers,
                                      .decoder_layers = layers};
  EXPECT_NO_THROW(check(options));
  const model::Seq2Seq shapes(options, nn::Initializer::shapes_only());
  EXPECT_GT(shapes.parameter_count(), std::int64_t{layers} * 20 * units * units);
}

TEST(Seq2SeqOptions, SizesThatNoNetworkHasAreRefused) {
  constexpr int most = std::numeric_limits<int>::max();
  for (const int size : {most, 1'000'000'000, 0, -1}) {
    const model::Seq2SeqOptions base{.source_symbols = 4, .target_symbols = 4};
    model::Seq2SeqOptions options = base;
    options.hidden_size = size;
    EXPECT_THROW(check(options), UsageError) << size;
    options = base;
    options.embedding_size = size;
    EXPECT_THROW(check(options), UsageError) << size;
    options = base;
    options.decoder_layers = size;
    EXPECT_THROW(check(options), UsageError) << size;
  }
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
