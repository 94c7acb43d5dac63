#include "elman/model/seq2seq.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

constexpr double tolerance = sizeof(Scalar) == 4 ? 2e-5 : 1e-11;

std::string describe(const model::Seq2SeqOptions& options) {
  return name_of(options.architecture) + ", attention " + name_of(options.attention) +
         (options.input_feeding ? ", input feeding" : "") + (model::is_edit_decoder(options) ? ", edits" : "");
}

data::Batch batch_of(const data::EncodedPairs& pairs, std::vector<std::int32_t> indices) {
  data::Batch batch;
  data::make_batch(pairs, indices, batch);
  return batch;
}

std::vector<std::int32_t> all_of(std::size_t count) {
  std::vector<std::int32_t> indices(count);
  std::iota(indices.begin(), indices.end(), 0);
  return indices;
}

// The loss summed over symbols, and what it leaves in the parameters' gradients.
double summed_loss(const model::Seq2Seq& network, const data::Batch& batch) {
  Tape tape;
  const auto symbols = static_cast<Scalar>(batch.target_out.size());
  const Variable loss = ops::scale(tape, network.loss(tape, batch), symbols);
  tape.backward(loss);
  return loss.value().item();
}

TEST(Seq2Seq, BatchHasTheLossAndGradientOfItsItemsOneByOne) {
  for (const model::Seq2SeqOptions& options : all_kinds_of_models()) {
    SCOPED_TRACE(describe(options));
    const TransducerPointer model = small_transducer(options);
    const auto pairs = encoded(*model, small_pairs());
    model->network().zero_grad();
    const double together = summed_loss(model->network(), batch_of(pairs, all_of(pairs.size())));
    std::vector<Tensor> gradients;
    for (const NamedParameter& named : model->network().parameters()) {
      gradients.push_back(named.parameter.grad().clone());
    }
    model->network().zero_grad();
    double alone = 0;
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(pairs.size()); ++i) {
      alone += summed_loss(model->network(), batch_of(pairs, {i}));
    }
    EXPECT_NEAR(together, alone, tolerance * std::abs(alone));
    const auto parameters = model->network().parameters();
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      for (std::int64_t i = 0; i < gradients[p].size(); ++i) {
        ASSERT_NEAR(gradients[p][i], parameters[p].parameter.grad()[i], tolerance * 10) << parameters[p].name;
      }
    }
  }
}

TEST(Seq2Seq, LogitsOfAnItemAreTheSameBitsInAnyBatch) {
  for (const model::Seq2SeqOptions& options : kinds_that_score_symbols()) {
    SCOPED_TRACE(describe(options));
    const TransducerPointer model = small_transducer(options);
    const auto pairs = encoded(*model, small_pairs());
    Tape tape;
    const data::Batch batch = batch_of(pairs, all_of(pairs.size()));
    const Variable together = model->network().logits(tape, batch);
    const std::int64_t classes = together.columns();
    for (std::int32_t column = 0; column < batch.target_in.count; ++column) {
      const std::int32_t item = batch.target_in.order[column];
      Tape alone_tape;
      const Variable alone = model->network().logits(alone_tape, batch_of(pairs, {item}));
      for (std::int64_t t = 0; t < alone.rows(); ++t) {
        for (std::int64_t j = 0; j < classes; ++j) {
          ASSERT_EQ(alone.value()[t * classes + j],
                    together.value()[(batch.target_in.first[t] + column) * classes + j]);
        }
      }
    }
  }
}

TEST(Seq2Seq, StepsGiveTheProbabilitiesOfTeacherForcing) {
  for (const model::Seq2SeqOptions& options : kinds_that_score_symbols()) {
    SCOPED_TRACE(describe(options));
    const TransducerPointer model = small_transducer(options);
    const auto pairs = encoded(*model, small_pairs());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(pairs.size()); ++i) {
      const data::Batch batch = batch_of(pairs, {i});
      Tape tape;
      const Variable forced = ops::log_softmax(tape, model->network().logits(tape, batch));
      const auto decoding = model->network().start(batch.source);
      for (std::int64_t t = 0; t < forced.rows(); ++t) {
        const Tensor& stepped = decoding->step({&batch.target_in.ids[static_cast<std::size_t>(t)], 1});
        for (std::int32_t id = text::Vocabulary::end; id < stepped.size(); ++id) {
          ASSERT_NEAR(stepped[id], forced.value()[t * forced.columns() + id], tolerance);
        }
        EXPECT_EQ(stepped[text::Vocabulary::pad], -std::numeric_limits<Scalar>::infinity());
      }
    }
  }
}

TEST(Seq2Seq, DecodingsThatShareThreadsGiveTheBitsOfOneThread) {
  const TransducerPointer model = tasks::make_transducer(small_pairs(), {.embedding_size = 5, .hidden_size = 260}, 1);
  const auto pairs = encoded(*model, small_pairs());
  const auto pool = std::make_shared<system::ThreadPool>(2);
  const data::Batch first = batch_of(pairs, {0});
  const data::Batch second = batch_of(pairs, {1});
  const auto one = model->network().start(first.source, std::make_shared<model::Workspace>(pool));
  const auto other = model->network().start(second.source, std::make_shared<model::Workspace>(pool));
  const auto alone = model->network().start(second.source);
  for (const std::int32_t token : {text::Vocabulary::start, std::int32_t{5}, std::int32_t{4}}) {
    one->step({&token, 1});
    const Tensor shared = other->step({&token, 1}).clone();
    const Tensor expected = alone->step({&token, 1}).clone();
    for (std::int64_t j = 0; j < expected.size(); ++j) ASSERT_EQ(shared[j], expected[j]);
  }
}

// Two sources side by side: after a step their rows are changed over and repeated.
void expect_reorder_moves_states(const model::Seq2SeqOptions& options) {
  const TransducerPointer model = small_transducer(options);
  const auto pairs = encoded(*model, small_pairs());
  const std::vector<std::vector<std::int32_t>> sources = {{pairs.source(2).begin(), pairs.source(2).end()},
                                                          {pairs.source(5).begin(), pairs.source(5).end()}};
  data::SequenceBatch both;
  data::make_sequence_batch(sources, both);
  data::SequenceBatch second;
  data::make_sequence_batch(std::span(sources).subspan(1), second);
  const auto moved = model->network().start(both);
  const auto alone = model->network().start(second);
  const std::vector<std::int32_t> start(2, text::Vocabulary::start);
  moved->step(start);
  alone->step(std::span(start).first(1));
  const std::vector<std::int32_t> from = {1, 0, 1};
  moved->reorder(from);
  const std::vector<std::int32_t> tokens = {5, 4, 6};
  const Tensor after = moved->step(tokens).clone();
  const std::vector<std::int32_t> token = {5};
  const Tensor expected = alone->step(token).clone();
  for (std::int64_t j = text::Vocabulary::end; j < expected.size(); ++j) ASSERT_EQ(after[j], expected[j]);
}

TEST(Seq2Seq, ReorderMovesStatesWithTheirSources) {
  for (const model::Seq2SeqOptions& options : all_kinds_of_models()) {
    SCOPED_TRACE(describe(options));
    expect_reorder_moves_states(options);
  }
}

TEST(Seq2Seq, DropoutActsInTrainingAlone) {
  const TransducerPointer model = small_transducer();
  const auto pairs = encoded(*model, small_pairs());
  const data::Batch batch = batch_of(pairs, all_of(pairs.size()));
  const auto loss = [&](bool training, std::uint64_t step) {
    Tape tape({.training = training, .seed = 3});
    tape.reset(step);
    return model->network().loss(tape, batch).value().item();
  };
  EXPECT_EQ(loss(false, 1), loss(false, 2));
  EXPECT_EQ(loss(true, 1), loss(true, 1));
  EXPECT_NE(loss(true, 1), loss(true, 2));
}

TEST(Seq2Seq, OptionsThatCannotBeAreRefused) {
  EXPECT_THROW(small_transducer({.attention = model::AttentionKind::dot}), UsageError);
  EXPECT_THROW(small_transducer({.attention = model::AttentionKind::none, .input_feeding = true}), UsageError);
  EXPECT_THROW(small_transducer({.encoder_layers = 0}), UsageError);
  EXPECT_THROW(small_transducer({.dropout = 1}), UsageError);
  using model::Architecture;
  using model::DecoderKind;
  using model::LayerKind;
  EXPECT_THROW(small_transducer({.architecture = Architecture::transformer, .decoder = DecoderKind::recurrent}),
               UsageError);
  EXPECT_THROW(small_transducer({.encoder = LayerKind::transformer, .attention = model::AttentionKind::none}),
               UsageError);
  model::Seq2SeqOptions heads{.source_symbols = 4, .target_symbols = 4, .architecture = Architecture::transformer};
  heads.hidden_size = 10;
  heads.heads = 4;
  EXPECT_THROW(check(heads), UsageError);
}

}  // namespace
}  // namespace elman::test
