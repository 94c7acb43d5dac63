#include "elman/nn/word_letters.h"

#include <gtest/gtest.h>

#include "elman/data/batch.h"
#include "elman/error.h"
#include "tests/support/allocations.h"
#include "tests/support/gradient_check.h"

namespace elman::nn {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr WordLettersOptions options{.letters = 6, .embedding_size = 3, .hidden_size = 4};

data::SequenceBatch batch_of(const std::vector<Ids>& words) {
  data::SequenceBatch batch;
  data::make_sequence_batch(words, batch);
  return batch;
}

Variable forward(Tape& tape, const WordLetters& module, const data::SequenceBatch& batch, const Ids& word) {
  return module.forward(tape, {batch.ids, batch.live(), batch.order}, word);
}

std::vector<Scalar> row(Variable x, std::int64_t r) {
  return {x.data() + r * x.columns(), x.data() + (r + 1) * x.columns()};
}

TEST(WordLetters, NamesItsParameters) {
  const WordLetters module(options, Initializer::shapes_only());
  const std::vector<NamedParameter> parameters = module.parameters();
  ASSERT_EQ(parameters.size(), 9U);
  EXPECT_EQ(parameters[0].name, "embedding.weight");
  EXPECT_EQ(parameters[1].name, "rnn.weight_ih_l0");
  EXPECT_EQ(parameters[8].name, "rnn.bias_hh_l0_reverse");
  EXPECT_EQ(module.size(), 8);
}

TEST(WordLetters, AWordsVectorIsBothStatesOfAnLstmOverItsLetters) {
  Random random(1);
  const WordLetters module(options, random);
  const Ids word{2, 5, 1, 1};
  Random same(1);
  const Embedding embedding(options.letters, options.embedding_size, same);
  const LSTM lstm({.input_size = 3, .hidden_size = 4, .bidirectional = true}, same);
  Tape tape;
  const Variable x = ops::reshape(tape, embedding.forward(tape, word), {4, 1, 3});
  const Tensor states = lstm.forward(tape, x).h_n.value();
  const Variable found = forward(tape, module, batch_of({word}), {0});
  EXPECT_EQ(found.shape(), (Shape{1, 8}));
  for (std::int64_t i = 0; i < 8; ++i) EXPECT_NEAR(found.value()[i], states[i], 1e-6);
}

TEST(WordLetters, RowsGetTheVectorsOfTheirWordsWhateverElseIsInTheBatch) {
  Random random(2);
  const WordLetters module(options, random);
  const std::vector<Ids> words{{1}, {2, 3, 4, 5}, {0, 1}, {5, 5, 5}};
  const Ids rows{3, 0, 1, 1, 2, 0};
  Tape tape;
  const Variable together = forward(tape, module, batch_of(words), rows);
  EXPECT_EQ(together.shape(), (Shape{6, 8}));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Variable alone = forward(tape, module, batch_of({words[static_cast<std::size_t>(rows[r])]}), {0});
    EXPECT_EQ(row(together, static_cast<std::int64_t>(r)), row(alone, 0)) << "row " << r;
  }
}

// Fourth-order differences of every weight.
TEST(WordLetters, HasItsGradient) {
  const data::SequenceBatch batch = batch_of({{1, 2}, {2, 3, 4, 5}, {0}});
  const Ids rows{0, 1, 1, 2, 0};
  Random random(3);
  const WordLetters module(options, random);
  Tape tape;
  const auto loss = [&] {
    tape.reset();
    return test::weighted_sum(tape, forward(tape, module, batch, rows));
  };
  tape.backward(loss());
  const Scalar h = sizeof(Scalar) == 8 ? Scalar(1e-3) : Scalar(1e-1);
  for (NamedParameter& named : module.parameters()) {
    for (std::int64_t i = 0; i < named.parameter.value().size(); ++i) {
      const Scalar value = named.parameter.value()[i];
      const auto at = [&](Scalar moved) {
        named.parameter.mutable_value()[i] = value + moved;
        const Scalar result = loss().value().item();
        named.parameter.mutable_value()[i] = value;
        return result;
      };
      const Scalar slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      EXPECT_NEAR(named.parameter.grad()[i], slope, sizeof(Scalar) == 8 ? 1e-9 : 1e-3) << named.name << " " << i;
    }
  }
}

struct Trained {
  std::vector<Scalar> vectors;
  std::vector<Scalar> gradients;
};

Trained run(int threads) {
  constexpr WordLettersOptions large{.letters = 20, .embedding_size = 30, .hidden_size = 60};
  Random random(4);
  const WordLetters module(large, random);
  std::vector<Ids> words(64);
  Ids rows;
  for (std::size_t w = 0; w < words.size(); ++w) {
    for (std::size_t i = 0; i < 1 + w % 13; ++i) words[w].push_back(static_cast<std::int32_t>(random.below(20)));
    for (int i = 0; i < 3; ++i) rows.push_back(static_cast<std::int32_t>(random.below(words.size())));
  }
  Tape tape({.threads = threads});
  const Variable y = forward(tape, module, batch_of(words), rows);
  Trained result{{y.value().span().begin(), y.value().span().end()}, {}};
  tape.backward(test::weighted_sum(tape, y));
  for (const NamedParameter& named : module.parameters()) {
    const Tensor& grad = named.parameter.grad();
    result.gradients.insert(result.gradients.end(), grad.span().begin(), grad.span().end());
  }
  return result;
}

TEST(WordLetters, GivesTheSameBitsWithAnyNumberOfThreads) {
  const Trained one = run(1);
  for (const int threads : {2, 3}) {
    const Trained several = run(threads);
    EXPECT_EQ(one.vectors, several.vectors);
    EXPECT_EQ(one.gradients, several.gradients);
  }
}

TEST(WordLetters, AStepOfASizeAlreadySeenAllocatesNothing) {
  Random random(5);
  const WordLetters module(options, random);
  const data::SequenceBatch batch = batch_of({{1, 2}, {2, 3, 4, 5}});
  const Ids rows{0, 1, 1};
  Tape tape;
  std::int64_t before = 0;
  for (int step = 0; step < 4; ++step) {
    if (step == 2) before = test::allocation_count();
    tape.reset();
    const Variable y = forward(tape, module, batch, rows);
    tape.backward(y, Tensor::borrow(y.shape(), const_cast<Scalar*>(y.data())));
  }
  EXPECT_EQ(test::allocation_count(), before);
}

TEST(WordLetters, RefusesAWordThatIsNotThere) {
  const WordLetters module(options, Initializer::zeros());
  Tape tape;
  EXPECT_THROW(forward(tape, module, batch_of({{1}, {2}}), {2}), UsageError);
  EXPECT_THROW(forward(tape, module, batch_of({{1}, {2}}), {-1}), UsageError);
}

}  // namespace
}  // namespace elman::nn
