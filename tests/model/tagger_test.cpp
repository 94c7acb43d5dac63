#include "elman/model/tagger.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/decode/viterbi.h"
#include "elman/error.h"
#include "tests/support/parameter_check.h"
#include "tests/support/taggers.h"

namespace elman::test {
namespace {

constexpr double tolerance = sizeof(Scalar) == 4 ? 2e-5 : 1e-11;

double loss_of(const tasks::Tagger& tagger, const TaggedBatch& made) {
  Tape tape({.record = false});
  return tagger.network().loss(tape, made.batch, made.words_or_null()).value().item();
}

// Probability of the tags that a lone sentence has, from all tag sequences that there are.
double probability(const tasks::Tagger& tagger, const TaggedBatch& lone) {
  Tape tape({.record = false});
  const data::SequenceBatch& source = lone.batch.source;
  const Variable emissions = tagger.network().emissions(tape, source, lone.words_or_null());
  const auto symbols = static_cast<std::size_t>(source.steps - 1);
  decode::TagScores scores;
  scores.tags = static_cast<int>(emissions.columns());
  scores.emissions = emissions.value().span().first(symbols * static_cast<std::size_t>(scores.tags));
  if (const nn::LinearChainCrf* crf = tagger.network().crf()) {
    scores.transitions = crf->transitions.value().span();
    scores.start = crf->start_transitions.value().span();
    scores.end = crf->end_transitions.value().span();
  }
  for (const decode::TagSequence& sequence : decode::best_tags(scores, 1000)) {
    bool same = true;
    for (std::size_t i = 0; i < symbols; ++i) {
      same = same && sequence.ids[i] + text::Vocabulary::special_count == lone.batch.target_out[i];
    }
    if (same) return std::exp(sequence.log_probability);
  }
  ADD_FAILURE() << "the tags are not among all sequences of tags";
  return 0;
}

TEST(Tagger, GradientsAreTheSlopesOfTheLoss) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    SCOPED_TRACE(describe(options));
    const auto tagger = small_tagger(options);
    const TaggedBatch made = batch_of(*tagger);
    model::Tagger& network = tagger->network();
    check_parameter_gradients(network, [&](Tape& tape) {
      return network.loss(tape, made.batch, made.words_or_null(), options.crf ? 0 : Scalar(0.1));
    });
  }
}

TEST(Tagger, LossIsTheMeanSurpriseOfASymbolWithoutTheEnd) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    SCOPED_TRACE(describe(options));
    const auto tagger = small_tagger(options);
    for (std::int32_t i = 0; i < 6; ++i) {
      const TaggedBatch lone = batch_of(*tagger, {i});
      const auto symbols = static_cast<double>(model::tagged_symbols(lone.batch));
      EXPECT_NEAR(loss_of(*tagger, lone), -std::log(probability(*tagger, lone)) / symbols, 10 * tolerance);
    }
  }
}

TEST(Tagger, ABatchHasTheLossOfItsItemsOneByOne) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    SCOPED_TRACE(describe(options));
    const auto tagger = small_tagger(options);
    const TaggedBatch together = batch_of(*tagger);
    double sum = 0;
    for (std::int32_t i = 0; i < together.batch.source.count; ++i) {
      const TaggedBatch alone = batch_of(*tagger, {i});
      sum += loss_of(*tagger, alone) * static_cast<double>(model::tagged_symbols(alone.batch));
    }
    const auto symbols = static_cast<double>(model::tagged_symbols(together.batch));
    EXPECT_NEAR(loss_of(*tagger, together), sum / symbols, tolerance * sum);
  }
}

TEST(Tagger, EmissionsOfAnItemAreTheSameBitsInAnyBatch) {
  for (const model::TaggerOptions& options : all_kinds_of_taggers()) {
    SCOPED_TRACE(describe(options));
    const auto tagger = small_tagger(options);
    const TaggedBatch made = batch_of(*tagger);
    const data::SequenceBatch& source = made.batch.source;
    Tape tape({.record = false});
    const Variable together = tagger->network().emissions(tape, source, made.words_or_null());
    const std::int64_t tags = together.columns();
    for (std::int32_t index = 0; index < source.count; ++index) {
      const TaggedBatch lone = batch_of(*tagger, {source.order[index]});
      Tape alone_tape({.record = false});
      const Variable alone = tagger->network().emissions(alone_tape, lone.batch.source, lone.words_or_null());
      for (std::int64_t t = 0; t < alone.rows(); ++t) {
        for (std::int64_t j = 0; j < tags; ++j) {
          ASSERT_EQ(alone.value()[t * tags + j], together.value()[(source.first[t] + index) * tags + j]);
        }
      }
    }
  }
}

TEST(Tagger, RareWordsAreDroppedByTheStepOfATrainingTapeAlone) {
  model::TaggerOptions options{.dropout = 0, .letters = model::LetterUse::yes};
  const auto tagger = small_tagger(options);
  const TaggedBatch made = batch_of(*tagger, {0, 2, 3, 5}, 3);
  const auto loss_at = [&](std::uint64_t step, bool training) {
    Tape tape({.training = training, .seed = 7});
    tape.reset(step);
    return tagger->network().loss(tape, made.batch, &made.words).value().item();
  };
  EXPECT_EQ(loss_at(1, true), loss_at(1, true));
  EXPECT_NE(loss_at(1, true), loss_at(2, true));
  EXPECT_NE(loss_at(1, true), loss_at(1, false));
  EXPECT_EQ(loss_at(1, false), loss_at(2, false));
}

TEST(Tagger, WithoutWordDropoutNoWordIsDropped) {
  const auto tagger = small_tagger({.dropout = 0, .letters = model::LetterUse::yes});
  const TaggedBatch made = batch_of(*tagger, {0, 2, 3, 5}, 0);
  Tape tape({.training = true, .seed = 7});
  EXPECT_EQ(static_cast<double>(tagger->network().loss(tape, made.batch, &made.words).value().item()),
            loss_of(*tagger, made));
}

TEST(Tagger, TargetsOfOtherLengthsAreRefused) {
  const auto tagger = small_tagger();
  data::Batch batch;
  const data::EncodedPairs pairs{{{4, 5, text::Vocabulary::end}, {4}}};
  data::make_batch(pairs, std::vector<std::int32_t>{0}, batch);
  Tape tape;
  EXPECT_THROW(tagger->network().loss(tape, batch, nullptr), UsageError);
}

TEST(Tagger, WordsGoWithLettersAlone) {
  const auto plain = small_tagger();
  const auto spelled = small_tagger({.letters = model::LetterUse::yes});
  const TaggedBatch made = batch_of(*spelled);
  Tape tape;
  EXPECT_THROW(plain->network().emissions(tape, made.batch.source, &made.words), UsageError);
  EXPECT_THROW(spelled->network().emissions(tape, made.batch.source, nullptr), UsageError);
}

TEST(Tagger, HasNoWeightsForSpecialSymbols) {
  const auto tagger = small_tagger();
  EXPECT_EQ(tagger->network().parameter("output.bias").shape(), Shape({2}));
  EXPECT_EQ(tagger->network().parameter("crf.transitions").shape(), Shape({2, 2}));
}

TEST(Tagger, OptionsThatCannotBeAreRefused) {
  const auto refused = [](model::TaggerOptions options) {
    options.source_symbols = 9;
    EXPECT_THROW(model::Tagger(options, nn::Initializer::shapes_only()), UsageError);
  };
  refused({});                     // no vocabulary of tags
  refused({.target_symbols = 4});  // special symbols alone
  refused({.target_symbols = 6, .letters = model::LetterUse::yes});
  refused({.target_symbols = 6, .architecture = model::Architecture::transformer, .hidden_size = 7});
  refused({.target_symbols = 6, .hidden_size = 0});
}

}  // namespace
}  // namespace elman::test
