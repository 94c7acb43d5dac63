#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "elman/model/copies.h"
#include "elman/model/seq2seq.h"
#include "tests/support/parameter_check.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// Pairs of symbols that the model of small_pairs() knows, and of others: of the source alone, and of neither side.
data::EncodedPairs with_unknown_symbols(const tasks::Transducer& model) {
  data::TextPairs pairs = small_pairs();
  pairs.pairs.push_back({{"x", "a", "y", "x"}, {"y", "x", "a"}, 1});
  pairs.pairs.push_back({{"b", "z"}, {"z", "q", "z"}, 1});
  return encoded(model, pairs);
}

data::Batch batch_of(const data::EncodedPairs& pairs, const std::vector<std::int32_t>& indices) {
  data::Batch batch;
  data::make_batch(pairs, indices, batch);
  return batch;
}

void set_coverage(tasks::Transducer& model) {
  for (const NamedParameter& named : model.network().parameters()) {
    Parameter parameter = named.parameter;
    if (named.name == "coverage.weight") parameter.mutable_value().fill(Scalar(-0.8));
  }
}

TEST(PointerDecoder, StepsGiveTheProbabilityOfTheWholeTarget) {
  for (model::Seq2SeqOptions options : kinds_with_pointers()) {
    const TransducerPointer model = small_transducer(options);
    set_coverage(*model);
    const auto pairs = with_unknown_symbols(*model);
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(pairs.size()); ++i) {
      const data::Batch batch = batch_of(pairs, {i});
      const double loss = [&] {
        if (options.coverage_loss > 0) return -1.0;  // the loss has another part
        Tape tape;
        return double{model->network().loss(tape, batch).value().item()};
      }();
      const auto decoding = model->network().start(batch.source, nullptr, true);
      double log_probability = 0;
      std::int32_t token = batch.target_in.ids[0];
      for (std::size_t u = 0; u < batch.target_out.size(); ++u) {
        const Tensor& next = decoding->step({&token, 1});
        ASSERT_EQ(next.shape().columns(), decoding->vocabulary_size());
        double sum = 0;
        for (std::int64_t j = 0; j < next.size(); ++j) sum += std::exp(double{next[j]});
        EXPECT_LE(sum, 1 + 1e-5);
        const std::int32_t apart = batch.target_apart[u];
        token = apart < 0 ? model->coding().target.size() + data::position_of(apart) : batch.target_out[u];
        log_probability += double{next[token]};
      }
      if (options.coverage_loss > 0) continue;
      const auto symbols = static_cast<double>(batch.target_out.size());
      EXPECT_NEAR(log_probability, -loss * symbols, sizeof(Scalar) == 4 ? 1e-4 : 1e-11) << "pair " << i;
    }
  }
}

TEST(PointerDecoder, EveryParameterHasItsGradient) {
  for (const model::Seq2SeqOptions& options : kinds_with_pointers()) {
    const TransducerPointer model = small_transducer(options, 2);  // whose weights are not at the kink of min()
    set_coverage(*model);
    const data::Batch batch = batch_of(with_unknown_symbols(*model), {3, 9, 1, 10});
    check_parameter_gradients(model->network(),
                              [&](Tape& tape) { return model->network().loss(tape, batch, Scalar(0.1)); });
  }
}

TEST(PointerDecoder, CoverageCountsWhatIsLookedAtAgain) {
  model::Seq2SeqOptions options;
  options.pointer = true;
  options.coverage_loss = 1;
  const TransducerPointer model = small_transducer(options);
  options.coverage_loss = 2;
  const TransducerPointer twice = small_transducer(options);
  options.coverage_loss = 0;
  const TransducerPointer without = small_transducer(options);
  const data::Batch batch = batch_of(with_unknown_symbols(*model), {3, 9, 1});
  Tape tape;
  const auto loss = [&](const TransducerPointer& of) { return double{of->network().loss(tape, batch).value().item()}; };
  EXPECT_GT(loss(model), loss(without) + 0.01);  // the number of coverage starts at zero
  EXPECT_NEAR(loss(twice) - loss(model), loss(model) - loss(without), 1e-5);
}

TEST(Copies, AreSymbolsOfTheTargetOrPlacesOfTheSource) {
  model::Seq2SeqOptions options;
  options.pointer = true;
  const TransducerPointer model = small_transducer(options);
  options = model->network().options();
  const data::Batch batch = batch_of(with_unknown_symbols(*model), {9});  // x a y x
  Tape tape;
  const auto copies = model::copies_of(tape, batch.source, batch.source.ids, options);
  const std::int32_t a = model->coding().target.id("a");
  const std::int32_t first = options.target_symbols;
  EXPECT_EQ(std::vector(copies.begin(), copies.end()), (std::vector<std::int32_t>{first, a, first + 2, first, -1}));
  const model::CopiedTargets targets = model::copied_targets(tape, copies, batch, options);
  EXPECT_EQ(std::vector(targets.out.begin(), targets.out.end()),
            (std::vector<std::int32_t>{first + 2, first, a, text::Vocabulary::end}));
  EXPECT_EQ(
      std::vector(targets.in.begin(), targets.in.end()),
      (std::vector<std::int32_t>{text::Vocabulary::start, text::Vocabulary::unknown, text::Vocabulary::unknown, a}));
}

// In training a symbol is now and then unknown on both sides.
TEST(Copies, KnownSymbolsAreHiddenInTrainingAlone) {
  model::Seq2SeqOptions options;
  options.pointer = true;
  const TransducerPointer model = small_transducer(options);
  options = model->network().options();
  const data::Batch batch = batch_of(with_unknown_symbols(*model), {7});  // cad
  std::size_t hidden = 0;
  constexpr std::size_t times = 2000;
  for (std::uint64_t step = 0; step < times; ++step) {
    Tape tape({.training = true});
    tape.reset(step);
    const auto read = model::symbols_to_read(tape, batch.source, options);
    const auto copies = model::copies_of(tape, batch.source, read, options);
    const model::CopiedTargets targets = model::copied_targets(tape, copies, batch, options);
    for (std::size_t s = 0; s < 3; ++s) {
      const std::size_t u = 2 - s;  // targets are reversed
      const bool is_hidden = read[s] == text::Vocabulary::unknown;
      hidden += is_hidden ? 1 : 0;
      ASSERT_EQ(targets.out[u],
                is_hidden ? options.target_symbols + static_cast<std::int32_t>(s) : batch.target_out[u]);
      ASSERT_EQ(targets.in[u + 1], is_hidden ? text::Vocabulary::unknown : batch.target_in.ids[u + 1]);
    }
  }
  EXPECT_GT(hidden, times * 3 / 200);
  EXPECT_LT(hidden, times * 3 / 50);
  Tape tape;
  EXPECT_EQ(model::symbols_to_read(tape, batch.source, options).data(), batch.source.ids.data());
}

}  // namespace
}  // namespace elman::test
