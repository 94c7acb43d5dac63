#include "elman/autograd/kept_forms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "elman/autograd/ops.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

constexpr FormKey linear{.kind = FormKind::linear, .scalars = 4};
constexpr FormKey transposed{.kind = FormKind::linear_transposed, .scalars = 4};

Parameter parameter() { return Parameter(Tensor({2, 2}, {1, 2, 3, 4})); }
const VariableState& state(const Parameter& parameter) { return *Variable(parameter).state(); }

// Asks for `wanted` in another thread while `making` is being made.
void expect_no_waiting(const Parameter& making, const Parameter& wanted, const FormKey& wanted_key) {
  std::future<void> other;  // ends after making, whatever it waits for
  kept_form(state(making), linear, [&](Scalar*) {
    other = std::async(std::launch::async, [&] { kept_form(state(wanted), wanted_key, [](Scalar*) {}); });
    EXPECT_EQ(other.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  });
}

TEST(KeptForms, AreMadeOnceForEachVersionOfTheParameter) {
  Parameter weight = parameter();
  Scalar made = 0;
  const auto get = [&] { return kept_form(state(weight), linear, [&](Scalar* values) { values[0] = ++made; }); };
  EXPECT_EQ(*get(), 1);
  EXPECT_EQ(*get(), 1);
  weight.mutable_value()[0] = 9;
  EXPECT_EQ(*get(), 2);
  EXPECT_EQ(*get(), 2);
}

TEST(KeptForms, AreMadeAgainIfAnotherParameterThatTheyAreMadeOfHasChanged) {
  const Parameter weight = parameter();
  Parameter table = parameter();
  const FormKey key{.kind = FormKind::projected_table, .scalars = 1, .others = {&state(table)}};
  Scalar made = 0;
  const auto get = [&] { return kept_form(state(weight), key, [&](Scalar* values) { values[0] = ++made; }); };
  EXPECT_EQ(*get(), 1);
  table.mutable_value();
  EXPECT_EQ(*get(), 2);
  EXPECT_EQ(*get(), 2);
}

TEST(KeptForms, OfDifferentKindsSizesAndOtherParametersAreKeptSideBySide) {
  const Parameter weight = parameter();
  const Parameter table = parameter();
  const Parameter other_table = parameter();
  const FormKey keys[] = {linear,
                          {.kind = FormKind::linear, .scalars = 5},
                          transposed,
                          {.kind = FormKind::projected_table, .scalars = 4, .others = {&state(table)}},
                          {.kind = FormKind::projected_table, .scalars = 4, .others = {&state(other_table)}}};
  std::vector<const Scalar*> forms;
  for (const FormKey& key : keys) {
    const auto number = static_cast<Scalar>(forms.size());
    forms.push_back(kept_form(state(weight), key, [&](Scalar* values) { values[0] = number; }));
  }
  for (std::size_t i = 0; i < forms.size(); ++i) {
    EXPECT_EQ(kept_form(state(weight), keys[i], [](Scalar*) { FAIL() << "was made again"; }), forms[i]);
    EXPECT_EQ(forms[i][0], static_cast<Scalar>(i));
  }
}

TEST(KeptForms, AreMadeAgainIfMakingThemFailed) {
  const Parameter weight = parameter();
  const auto fail = [](Scalar*) { throw std::runtime_error("no"); };
  EXPECT_THROW(kept_form(state(weight), linear, fail), std::runtime_error);
  EXPECT_EQ(*kept_form(state(weight), linear, [](Scalar* values) { values[0] = 5; }), 5);
}

TEST(KeptForms, MayBeMadeWhileAnotherOneOfTheSameParameterIsMade) {
  const Parameter weight = parameter();
  const Scalar* outer = kept_form(state(weight), linear, [&](Scalar* values) {
    values[0] = 2 * *kept_form(state(weight), transposed, [](Scalar* inner) { inner[0] = 3; });
  });
  EXPECT_EQ(*outer, 6);
}

TEST(KeptForms, OfOneModelDoNotWaitForThoseOfAnother) { expect_no_waiting(parameter(), parameter(), linear); }

TEST(KeptForms, ThatAreFinishedAreFoundWhileOthersOfTheParameterAreMade) {
  const Parameter weight = parameter();
  kept_form(state(weight), transposed, [](Scalar*) {});
  expect_no_waiting(weight, weight, transposed);
}

TEST(KeptForms, AreMadeByOneThreadWhenManyAskAtOnce) {
  constexpr int threads = 4;
  constexpr int rounds = 50;
  Parameter weight = parameter();
  std::atomic<int> made = 0;
  for (int round = 1; round <= rounds; ++round) {
    weight.mutable_value();
    std::atomic<int> waiting = threads;
    std::vector<std::thread> team;
    for (int i = 0; i < threads; ++i) {
      team.emplace_back([&] {
        for (--waiting; waiting > 0;) std::this_thread::yield();
        const Scalar* form = kept_form(state(weight), linear, [&](Scalar* values) {
          ++made;
          for (int j = 0; j < 4; ++j) values[j] = static_cast<Scalar>(round);
        });
        for (int j = 0; j < 4; ++j) EXPECT_EQ(form[j], static_cast<Scalar>(round));
      });
    }
    for (std::thread& one : team) one.join();
  }
  EXPECT_EQ(made, rounds);
}

// A recurrent layer over the rows of a table, in inference, which keeps the projected table.
Tensor outputs(const Parameter& table, const ops::RecurrentWeights& weights, const Sequences& sequences) {
  Tape tape({.record = false});
  std::vector<std::int32_t> ids(static_cast<std::size_t>(sequences.rows()), 1);
  return ops::recurrent(tape, kernels::Cell::gru, sequences.steps(), {table, ids}, {&weights, 1})
      .output.value()
      .clone();
}

TEST(KeptForms, OfOneWeightServeTwoTablesInTwoThreads) {
  const Sequences sequences({3, 2}, false);
  const Parameter weight_ih(random_tensor({12, 5}, 1));
  const Parameter weight_hh(random_tensor({12, 4}, 2));
  const Parameter tables[] = {Parameter(random_tensor({3, 5}, 3)), Parameter(random_tensor({3, 5}, 4))};
  const ops::RecurrentWeights weights{weight_ih, weight_hh, {}, {}};
  const Tensor expected[] = {outputs(tables[0], weights, sequences), outputs(tables[1], weights, sequences)};
  std::vector<std::thread> team;
  for (int i = 0; i < 2; ++i) {
    team.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        const Tensor found = outputs(tables[i], weights, sequences);
        EXPECT_TRUE(std::equal(found.span().begin(), found.span().end(), expected[i].span().begin()));
      }
    });
  }
  for (std::thread& one : team) one.join();
}

}  // namespace
}  // namespace elman::test
