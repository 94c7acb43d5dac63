#include "elman/model/language_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/model/text_scoring.h"
#include "tests/support/gradient_check.h"
#include "tests/support/language_models.h"
#include "tests/support/messages.h"
#include "tests/support/parameter_check.h"
#include "tests/support/reference.h"

namespace elman::test {
namespace {

constexpr double tolerance = sizeof(Scalar) == 4 ? 3e-5 : 1e-11;

// log-probabilities (symbols) of what follows a lone text.
std::vector<double> next_of(const tasks::LanguageModel& model, std::span<const std::int32_t> text) {
  Tape tape({.record = false});
  std::vector<std::int32_t> inputs{text::Vocabulary::end};
  inputs.insert(inputs.end(), text.begin(), text.end());
  const Steps steps = model::rectangle(tape, 1, static_cast<std::int32_t>(inputs.size()));
  const Variable all = ops::log_softmax(tape, model.network().logits(tape, inputs, steps, nullptr));
  const auto row = all.value().span().last(static_cast<std::size_t>(all.columns()));
  return {row.begin(), row.end()};
}

TEST(LanguageModel, GradientsAreTheSlopesOfTheLoss) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const std::vector<std::int32_t> ids = some_ids(*model, 8);
    const std::vector<std::int32_t> targets = some_ids(*model, 8, 2);
    check_parameter_gradients(model->network(), [&](Tape& tape) {
      return model->network().loss(tape, ids, targets, model::rectangle(tape, 2, 4), nullptr, Scalar(0.1)).total;
    });
  }
}

TEST(LanguageModel, GradientsAreTheSlopesOfTheLossFromACarriedState) {
  for (model::LanguageModelOptions options : all_kinds_of_language_models()) {
    if (model::is_transformer(options)) continue;
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const std::vector<std::int32_t> ids = some_ids(*model, 6);
    const std::vector<std::int32_t> targets = some_ids(*model, 6, 2);
    const Tensor h = random_tensor({options.layers, 2, 7}, 3);
    check_parameter_gradients(model->network(), [&](Tape& tape) {
      model::State state = model->network().body().start(2);
      for (std::size_t part = 0; part < state.size(); ++part) state.set(part, tape.constant(h));
      return model->network().loss(tape, ids, targets, model::rectangle(tape, 2, 3), &state).total;
    });
  }
}

TEST(LanguageModel, ATextInChunksIsReadAsInOnePiece) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    if (model::is_transformer(options)) continue;
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const std::vector<std::int32_t> ids = some_ids(*model, 10);
    Tape whole_tape({.record = false});
    const Variable whole = model->network().logits(whole_tape, ids, model::rectangle(whole_tape, 2, 5), nullptr);
    model::State state = model->network().body().start(2);
    std::int64_t at = 0;
    for (const std::int32_t length : {2, 1, 2}) {
      Tape tape({.record = false});
      const auto chunk = std::span(ids).subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(2 * length));
      const Variable part = model->network().logits(tape, chunk, model::rectangle(tape, 2, length), &state);
      for (std::int64_t i = 0; i < part.value().size(); ++i) {
        ASSERT_EQ(part.value()[i], whole.value()[at * part.columns() + i]);
      }
      at += 2 * length;
    }
  }
}

TEST(LanguageModel, StepsSayWhatAllAtOnceSays) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const std::vector<std::int32_t> ids = some_ids(*model, 5);
    const auto decoding = model->network().start(2);
    const std::int32_t start[] = {text::Vocabulary::start, text::Vocabulary::start};
    const Tensor* found = &decoding->step(start);
    for (std::size_t done = 0;; ++done) {
      const std::vector<double> expected = next_of(*model, std::span(ids).first(done));
      for (std::size_t id = 0; id < expected.size(); ++id) {
        const bool never = id < 3;  // <pad>, <unk>, <s>
        for (const std::size_t row : {0, 1}) {
          const auto own = static_cast<double>((*found)[static_cast<std::int64_t>(row * expected.size() + id)]);
          if (never) {
            EXPECT_EQ(own, -std::numeric_limits<double>::infinity());
          } else {
            EXPECT_NEAR(own, expected[id], tolerance);
          }
        }
      }
      if (done == ids.size()) break;
      const std::int32_t next[] = {ids[done], ids[done]};
      found = &decoding->step(next);
    }
  }
}

TEST(LanguageModel, RowsGoWhereReorderingPutsThem) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const std::vector<std::int32_t> ids = some_ids(*model, 6);
    const auto decoding = model->network().start(2);
    decoding->step(std::vector<std::int32_t>{text::Vocabulary::start, text::Vocabulary::start});
    decoding->step(std::vector<std::int32_t>{ids[0], ids[1]});
    decoding->reorder(std::vector<std::int32_t>{1, 0, 1});
    ASSERT_EQ(decoding->rows(), 3);
    const Tensor& found = decoding->step(std::vector<std::int32_t>{ids[2], ids[2], ids[3]});
    const std::vector<std::vector<std::int32_t>> texts{{ids[1], ids[2]}, {ids[0], ids[2]}, {ids[1], ids[3]}};
    for (std::size_t row = 0; row < 3; ++row) {
      const std::vector<double> expected = next_of(*model, texts[row]);
      for (std::size_t id = 3; id < expected.size(); ++id) {
        const auto own = static_cast<double>(found[static_cast<std::int64_t>(row * expected.size() + id)]);
        EXPECT_NEAR(own, expected[id], tolerance);
      }
    }
    EXPECT_THROW(decoding->reorder(std::vector<std::int32_t>{3}), UsageError);
    EXPECT_THROW(decoding->step(std::vector<std::int32_t>{4}), UsageError);
  }
}

// After a full context a Transformer goes on from the latter half of what it remembers.
TEST(LanguageModel, ATransformerWritesOnBeyondItsContext) {
  model::LanguageModelOptions options;
  options.architecture = model::Architecture::transformer;
  const auto model = small_language_model(options);
  const std::vector<std::int32_t> ids = some_ids(*model, 20);
  const auto decoding = model->network().start(1);
  const std::int32_t start = text::Vocabulary::start;
  decoding->step({&start, 1});
  std::vector<std::int32_t> remembered{text::Vocabulary::end};
  for (const std::int32_t& id : ids) {
    const Tensor& found = decoding->step({&id, 1});
    if (remembered.size() == 6) remembered.erase(remembered.begin(), remembered.begin() + 3);
    remembered.push_back(id);
    Tape tape({.record = false});
    const Steps steps = model::rectangle(tape, 1, static_cast<std::int32_t>(remembered.size()));
    const Variable all = ops::log_softmax(tape, model->network().logits(tape, remembered, steps, nullptr));
    const std::int64_t last = all.value().size() - all.columns();
    for (std::int64_t symbol = 3; symbol < all.columns(); ++symbol) {
      ASSERT_NEAR(found[symbol], all.value()[last + symbol], tolerance);
    }
  }
}

TEST(LanguageModel, ScoresEachSymbolGivenAllBeforeItInAnyPieces) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const std::vector<std::int32_t> ids = some_ids(*model, 3);  // fewer than half a context and one
    std::vector<float> expected;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      expected.push_back(
          static_cast<float>(next_of(*model, std::span(ids).first(i))[static_cast<std::size_t>(ids[i])]));
    }
    for (const std::size_t piece : {1, 2, 3}) {
      model::TextScoring scoring(model->network(), 1, nullptr);
      std::vector<float> found(ids.size());
      for (std::size_t at = 0; at < ids.size(); at += piece) {
        const std::size_t count = std::min(piece, ids.size() - at);
        scoring.score(std::span(ids).subspan(at, count), std::span(found).subspan(at, count));
      }
      for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-5);
    }
  }
}

TEST(LanguageModel, ATransformerSeesAtLeastHalfOfItsContext) {
  model::LanguageModelOptions options;
  options.architecture = model::Architecture::transformer;
  const auto model = small_language_model(options);
  const std::vector<std::int32_t> ids = some_ids(*model, 12);
  model::TextScoring scoring(model->network(), 1, nullptr);
  ASSERT_EQ(scoring.longest_piece(), 3);
  std::vector<float> found(12);
  for (std::size_t at = 0; at < 12; at += 3) {
    scoring.score(std::span(ids).subspan(at, 3), std::span(found).subspan(at, 3));
  }
  // The last piece reads the three symbols before it, and two of its own.
  Tape tape({.record = false});
  const auto inputs = std::span(ids).subspan(6, 5);
  const Variable all =
      ops::log_softmax(tape, model->network().logits(tape, inputs, model::rectangle(tape, 1, 5), nullptr));
  for (std::int64_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found[static_cast<std::size_t>(9 + i)], all.value()[(2 + i) * all.columns() + ids[9 + i]], 1e-5);
  }
  EXPECT_THROW(scoring.score(std::span(ids).first(4), std::span(found).first(4)), UsageError);
}

TEST(LanguageModel, LossAndGradientsAreTheSameBitsAtAnyNumberOfThreads) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    std::vector<std::vector<Scalar>> gradients;
    for (const int threads : {1, 2, 3}) {
      const auto model = small_language_model(options);
      const std::vector<std::int32_t> ids = some_ids(*model, 48);
      Tape tape({.threads = threads, .training = true, .seed = 5});
      tape.backward(model->network().loss(tape, ids, ids, model::rectangle(tape, 8, 6), nullptr).total);
      std::vector<Scalar>& all = gradients.emplace_back();
      for (const NamedParameter& named : model->network().parameters()) {
        all.insert(all.end(), named.parameter.grad().span().begin(), named.parameter.grad().span().end());
      }
      EXPECT_TRUE(all == gradients.front()) << threads << " threads";
    }
  }
}

TEST(LanguageModel, RefusesWhatCannotBe) {
  model::LanguageModelOptions options{.symbols = 9};
  options.architecture = model::Architecture::transformer;
  options.hidden_size = 6;
  const auto fault = [&] {
    return message_of<UsageError>([&] { model::LanguageModel(options, nn::Initializer::shapes_only()); });
  };
  EXPECT_TRUE(contains(fault(), "heads is 4, expected a divisor of hidden-size"));
  options.heads = 2;
  options.variational = true;
  EXPECT_TRUE(contains(fault(), "variational is for recurrent layers"));
  options = {.symbols = 3};
  EXPECT_TRUE(contains(fault(), "found 3 symbols"));
  options = {.symbols = 9};
  options.weight_dropout = 1;
  EXPECT_TRUE(contains(fault(), "weight-dropout"));
}

TEST(TorchReference, LanguageModelAgrees) {
  for (const ReferenceCase& c : reference_cases("language_model")) {
    SCOPED_TRACE(c.name);
    model::LanguageModelOptions options{.symbols = c.get<int>("symbols")};
    options.architecture = parse_choice<model::Architecture>("arch", c.get<std::string>("arch"));
    options.embedding_size = c.get<int>("embedding_size");
    options.hidden_size = c.get<int>("hidden_size");
    options.layers = c.get<int>("layers");
    options.tied_embeddings = c.get<bool>("tied");
    options.activation_penalty = c.get<double>("activation_penalty");
    options.change_penalty = c.get<double>("change_penalty");
    options.context = c.get<int>("context");
    options.heads = c.get<int>("heads");
    options.norm = c.get<bool>("norm_first") ? model::NormKind::pre : model::NormKind::post;
    model::LanguageModel network(options, nn::Initializer::zeros());
    for (const NamedParameter& named : network.parameters()) {
      Parameter parameter = named.parameter;
      parameter.mutable_value().copy_from(c.tensor(named.name));
    }
    const auto streams = c.get<std::int32_t>("streams");
    const auto length = c.get<std::int32_t>("length");
    const auto text = c.get<std::vector<std::int32_t>>("text");
    const auto chunk = static_cast<std::size_t>(streams * length);
    model::State state = network.body().start(streams);
    for (const std::size_t number : {0, 1}) {
      Tape tape({.threads = 2});
      const auto ids = std::span(text).subspan(number * chunk, chunk);
      const auto targets = std::span(text).subspan(number * chunk + static_cast<std::size_t>(streams), chunk);
      const Variable loss = network.loss(tape, ids, targets, model::rectangle(tape, streams, length), &state).total;
      expect_near(loss.value(), c.tensor(number == 0 ? "first" : "second"), "loss");
      tape.backward(loss);
    }
    for (const NamedParameter& named : network.parameters()) {
      expect_near(named.parameter.grad(), c.tensor("d_" + named.name), "gradient of " + named.name);
    }
  }
}

}  // namespace
}  // namespace elman::test
