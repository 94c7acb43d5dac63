#include "elman/model/state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace elman::test {
namespace {

std::vector<Scalar> values_of(const Tensor& tensor) { return {tensor.span().begin(), tensor.span().end()}; }
std::vector<Scalar> values_of(const model::State& state, std::size_t part) { return values_of(state.tensor(part)); }

// Three rows of two numbers each: 1 1, 2 2, 3 3, times `factor`.
Tensor three_rows(Scalar factor = 1) {
  return Tensor({3, 2}, {factor, factor, 2 * factor, 2 * factor, 3 * factor, 3 * factor});
}
Variable three_rows_on(Tape& tape, Scalar factor = 1) { return tape.constant(three_rows(factor)); }

// Writes one more step of three rows into a part of shape (steps, 3, 2).
void grow_by(model::State& state, std::size_t part, Scalar factor) {
  Tensor all = state.grow(part);
  const Tensor step = three_rows(factor);
  std::copy_n(step.data(), step.size(), all.data() + all.size() - step.size());
}

TEST(State, KeepsACopyThatOutlivesTheTape) {
  model::State state;
  std::size_t part = 0;
  {
    Tape tape;
    part = state.add("h", 0, three_rows_on(tape));
    tape.reset();
    (void)three_rows_on(tape, 9);
  }
  EXPECT_EQ(state.size(), 1U);
  EXPECT_EQ(state.name(part), "h");
  EXPECT_EQ(state.tensor(part).shape(), Shape({3, 2}));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{1, 1, 2, 2, 3, 3}));
  Tape another;
  EXPECT_EQ(values_of(state.on(another, part).value()), values_of(state, part));
}

TEST(State, BeginsWithZerosIfItIsGivenAShapeAlone) {
  model::State state;
  const std::size_t part = state.add("feed", 0, Shape{2, 3});
  EXPECT_EQ(values_of(state, part), std::vector<Scalar>(6, 0));
}

TEST(State, IsSetToAnotherValueOfAnotherSize) {
  Tape tape;
  model::State state;
  const std::size_t part = state.add("h", 0, three_rows_on(tape));
  state.set(part, tape.constant(Tensor({1, 2}, {7, 8})));
  EXPECT_EQ(state.tensor(part).shape(), Shape({1, 2}));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{7, 8}));
  state.set(part, three_rows_on(tape, 2));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{2, 2, 4, 4, 6, 6}));
}

TEST(State, GrowsStepByStepAndKeepsWhatItHas) {
  model::State state;
  const std::size_t part = state.add("keys", 1, Shape{0, 3, 2});
  std::vector<Scalar> expected;
  for (int step = 1; step <= 20; ++step) {
    grow_by(state, part, static_cast<Scalar>(step));
    for (const Scalar value : values_of(three_rows(static_cast<Scalar>(step)))) expected.push_back(value);
    ASSERT_EQ(state.tensor(part).shape(), Shape({step, 3, 2}));
    ASSERT_EQ(values_of(state, part), expected);
  }
}

TEST(State, RowsAreDroppedRepeatedAndMovedAlongTheFirstAxis) {
  Tape tape;
  model::State state;
  const std::size_t part = state.add("feed", 0, three_rows_on(tape));
  state.reorder(std::vector<std::int32_t>{2, 0, 2, 2});
  EXPECT_EQ(state.tensor(part).shape(), Shape({4, 2}));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{3, 3, 1, 1, 3, 3, 3, 3}));
  state.reorder(std::vector<std::int32_t>{1});
  EXPECT_EQ(state.tensor(part).shape(), Shape({1, 2}));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{1, 1}));
}

TEST(State, RowsAreDroppedRepeatedAndMovedInEveryLayerOrStep) {
  Tape tape;
  model::State state;
  const std::size_t part = state.add("h", 1, tape.constant(Tensor({2, 3, 1}, {1, 2, 3, 10, 20, 30})));
  state.reorder(std::vector<std::int32_t>{1, 1, 0, 2});
  EXPECT_EQ(state.tensor(part).shape(), Shape({2, 4, 1}));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{2, 2, 1, 3, 20, 20, 10, 30}));
  state.reorder(std::vector<std::int32_t>{3, 0});
  EXPECT_EQ(state.tensor(part).shape(), Shape({2, 2, 1}));
  EXPECT_EQ(values_of(state, part), (std::vector<Scalar>{3, 2, 30, 20}));
}

TEST(State, AllPartsMoveTogetherWhateverTheirAxis) {
  Tape tape;
  model::State state;
  const std::size_t feed = state.add("feed", 0, three_rows_on(tape));
  const std::size_t keys = state.add("keys", 1, Shape{0, 3, 2});
  grow_by(state, keys, 1);
  grow_by(state, keys, 10);
  state.reorder(std::vector<std::int32_t>{2, 2});
  EXPECT_EQ(values_of(state, feed), (std::vector<Scalar>{3, 3, 3, 3}));
  EXPECT_EQ(values_of(state, keys), (std::vector<Scalar>{3, 3, 3, 3, 30, 30, 30, 30}));
}

TEST(State, GrowsOnAfterItsRowsHaveMoved) {
  model::State state;
  const std::size_t part = state.add("keys", 1, Shape{0, 3, 2});
  state.reorder(std::vector<std::int32_t>{0, 1, 2});  // nothing is there yet
  grow_by(state, part, 1);
  grow_by(state, part, 10);
  state.reorder(std::vector<std::int32_t>{2, 1, 0});
  grow_by(state, part, 100);
  EXPECT_EQ(values_of(state, part),
            (std::vector<Scalar>{3, 3, 2, 2, 1, 1, 30, 30, 20, 20, 10, 10, 100, 100, 200, 200, 300, 300}));
}

}  // namespace
}  // namespace elman::test
