#include "elman/kernels/recurrent.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "elman/kernels/gemm.h"
#include "elman/kernels/target.h"
#include "tests/kernels/recurrent_pass.h"
#include "tests/kernels/recurrent_reference.h"

namespace elman {
namespace {

using kernels::Cell;
using system::ThreadPool;
using test::Configuration;
using test::Pass;
using test::Problem;

constexpr Cell cells[] = {Cell::rnn_tanh, Cell::rnn_relu, Cell::lstm, Cell::gru};
constexpr double tolerance = sizeof(Scalar) == 4 ? 1e-5 : 1e-12;

// Every test runs on each instruction set that the processor has.
class RecurrentKernel : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    before_ = kernels::target_name();
    kernels::use_target(GetParam());
  }
  void TearDown() override { kernels::use_target(before_); }

 private:
  std::string before_;
};
INSTANTIATE_TEST_SUITE_P(Targets, RecurrentKernel, testing::ValuesIn(kernels::available_targets()),
                         [](const auto& target) { return target.param; });

std::vector<int> random_lengths(std::mt19937& random, int batch, int longest) {
  std::vector<int> lengths;
  lengths.reserve(static_cast<std::size_t>(batch));
  for (int b = 0; b < batch; ++b) lengths.push_back(1 + static_cast<int>(random() % static_cast<unsigned>(longest)));
  std::sort(lengths.rbegin(), lengths.rend());
  return lengths;
}

Configuration random_configuration(std::mt19937& random) {
  const auto coin = [&] { return random() % 2 == 0; };
  Configuration c;
  c.cell = cells[random() % 4];
  c.hidden_size = 1 + static_cast<int>(random() % 70);
  c.lengths = random_lengths(random, 1 + static_cast<int>(random() % 9), 1 + static_cast<int>(random() % 6));
  c.reverse = coin();
  c.padded = coin();
  c.initial_h = coin();
  c.initial_c = coin();
  c.indexed_inputs = coin();
  c.recurrent_bias = coin();
  c.output_gradient = coin();
  c.final_gradient = coin() || !c.output_gradient;
  c.seed = static_cast<unsigned>(random());
  return c;
}

std::string describe(const Configuration& c) {
  std::ostringstream text;
  text << "cell " << static_cast<int>(c.cell) << ", hidden " << c.hidden_size << (c.reverse ? ", reverse" : "")
       << (c.padded ? ", padded" : "") << (c.initial_h ? ", h0" : "") << (c.initial_c ? ", c0" : "") << ", lengths";
  for (const int length : c.lengths) text << ' ' << length;
  return text.str();
}

// A configuration that two threads share between them: large enough not to be run on one.
Configuration shared_configuration(Cell cell, bool reverse) {
  Configuration c;
  c.cell = cell;
  c.hidden_size = 211;
  c.lengths = {5, 5, 4, 4, 4, 2, 2, 1, 1};
  for (int i = 0; i < 6; ++i) c.lengths.insert(c.lengths.begin(), 6);
  c.reverse = reverse;
  c.initial_h = c.initial_c = true;
  return c;
}

TEST_P(RecurrentKernel, ForwardComputesWhatTheFormulasSay) {
  std::mt19937 random(1);
  system::ThreadPool pool(1);
  for (int i = 0; i < 120; ++i) {
    const Problem problem(random_configuration(random));
    Pass run(problem);
    run.forward(pool);
    EXPECT_LE(run.forward_error(), tolerance) << describe(problem.configuration);
  }
}

TEST_P(RecurrentKernel, BackwardComputesTheGradientsOfTheFormulas) {
  std::mt19937 random(2);
  system::ThreadPool pool(1);
  for (int i = 0; i < 120; ++i) {
    const Problem problem(random_configuration(random));
    Pass run(problem);
    run.forward(pool);
    run.backward(pool);
    EXPECT_LE(run.backward_error(), tolerance) << describe(problem.configuration);
  }
}

TEST_P(RecurrentKernel, LargeLayersAgreeWithTheFormulasOnSeveralThreads) {
  system::ThreadPool pool(3);
  for (const Cell cell : cells) {
    const Problem problem(shared_configuration(cell, cell == Cell::gru));
    Pass run(problem);
    run.forward(pool);
    EXPECT_LE(run.forward_error(), tolerance) << describe(problem.configuration);
    run.backward(pool);
    EXPECT_LE(run.backward_error(), 4 * tolerance) << describe(problem.configuration);
  }
}

TEST_P(RecurrentKernel, BatchesLargerThanATileAgreeWithTheFormulas) {
  std::mt19937 random(3);
  system::ThreadPool pool(1);
  for (const Cell cell : cells) {
    Configuration c;
    c.cell = cell;
    c.hidden_size = 19;
    c.lengths = random_lengths(random, 101, 3);
    c.reverse = cell == Cell::lstm;
    c.initial_h = c.initial_c = true;
    const Problem problem(c);
    Pass run(problem);
    run.forward(pool);
    run.backward(pool);
    EXPECT_LE(run.forward_error(), tolerance) << describe(c);
    EXPECT_LE(run.backward_error(), tolerance) << describe(c);
  }
}

void expect_same_bits_on(const std::vector<int>& thread_counts, const Configuration& configuration) {
  const Problem problem(configuration);
  system::ThreadPool one(1);
  Pass alone(problem);
  alone.forward(one);
  alone.backward(one);
  for (const int threads : thread_counts) {
    system::ThreadPool pool(threads);
    Pass shared(problem);
    shared.forward(pool);
    shared.backward(pool);
    EXPECT_TRUE(alone.same_bits(shared)) << describe(configuration) << " on " << threads;
  }
}

TEST_P(RecurrentKernel, TheNumberOfThreadsChangesNoBit) {
  for (const Cell cell : cells) {
    for (const bool reverse : {false, true}) expect_same_bits_on({2, 3}, shared_configuration(cell, reverse));
  }
}

// Too few sequences to be divided, and so much to do at each step that threads share its panels.
TEST_P(RecurrentKernel, ThreadsThatShareEachStepOfAWideLayerChangeNoBit) {
  for (const auto& [cell, hidden] : {std::pair(Cell::lstm, 1030), std::pair(Cell::gru, 1200)}) {
    Configuration c;
    c.cell = cell;
    c.hidden_size = hidden;
    c.lengths = {3, 2};
    c.reverse = cell == Cell::gru;
    c.initial_h = c.initial_c = true;
    expect_same_bits_on({2}, c);
  }
}

// A single sequence, whose steps threads share as long as none is late; and a single step, as in decoding.
TEST_P(RecurrentKernel, ThreadsThatShareTheStepsOfOneSequenceChangeNoBit) {
  for (const Cell cell : cells) {
    for (const int length : {1, 9}) {
      Configuration c;
      c.cell = cell;
      c.hidden_size = 421;
      c.lengths = {length};
      c.reverse = length > 1 && cell == Cell::lstm;
      c.initial_h = c.initial_c = true;
      expect_same_bits_on({2, 3}, c);
    }
  }
}

TEST_P(RecurrentKernel, ASequenceGivesTheSameBitsAloneAndInABatch) {
  std::mt19937 random(4);
  system::ThreadPool pool(2);
  for (int i = 0; i < 60; ++i) {
    Configuration c = random_configuration(random);
    if (i < 8) c = shared_configuration(cells[i % 4], i < 4);
    const Problem batch(c);
    Pass together(batch);
    together.forward(pool);
    together.backward(pool);
    for (int b = 0; b < static_cast<int>(c.lengths.size()); ++b) {
      const Problem single = batch.item_alone(b);
      Pass alone(single);
      alone.forward(pool);
      alone.backward(pool);
      EXPECT_TRUE(alone.same_bits_as_sequence(together, b)) << describe(c) << ", batch index " << b;
    }
  }
}

TEST_P(RecurrentKernel, InferenceGivesTheBitsThatTrainingGives) {
  std::mt19937 random(5);
  system::ThreadPool pool(1);
  for (int i = 0; i < 40; ++i) {
    const Problem problem(random_configuration(random));
    Pass training(problem);
    training.forward(pool);
    Pass inference(problem);
    inference.layer.gates = inference.layer.cells = nullptr;
    inference.forward(pool);
    EXPECT_EQ(inference.output, training.output) << describe(problem.configuration);
    EXPECT_EQ(inference.h_n, training.h_n) << describe(problem.configuration);
    EXPECT_EQ(inference.c_n, training.c_n) << describe(problem.configuration);
  }
}

TEST_P(RecurrentKernel, PaddingOfGateGradientsIsZero) {
  std::mt19937 random(6);
  system::ThreadPool pool(1);
  for (int i = 0; i < 40; ++i) {
    const Problem problem(random_configuration(random));
    Pass run(problem);
    run.forward(pool);
    run.backward(pool);
    EXPECT_EQ(run.largest_padding(), 0) << describe(problem.configuration);
  }
}

TEST_P(RecurrentKernel, RowsOfThePaddingStayUntouched) {
  system::ThreadPool pool(1);
  Configuration c;
  c.lengths = {4, 2, 1};
  c.hidden_size = 9;
  c.padded = true;
  const Problem problem(c);
  Pass run(problem);
  run.forward(pool);
  run.backward(pool);
  for (int t = 0; t < 4; ++t) {
    for (int b = problem.alive[std::size_t(t)]; b < 3; ++b) {
      EXPECT_EQ(run.output[test::at(t * 3 + b, problem.output_stride)], test::untouched);
      EXPECT_EQ(run.d_gates[test::at(t * 3 + b, problem.width)], test::untouched);
    }
  }
}

TEST(RecurrentReference, ItsGradientsAreThoseOfCentralDifferences) {
  std::mt19937 random(7);
  for (int i = 0; i < 24; ++i) {
    Configuration c = random_configuration(random);
    c.cell = cells[i % 4];
    c.hidden_size = 1 + i % 5;
    c.initial_h = c.initial_c = true;
    EXPECT_LE(test::difference_error(Problem(c)), 1e-6) << describe(c);
  }
}

TEST(RecurrentGates, AreInBlocksOfOneVectorOfUnits) {
  const int lanes = kernels::lanes();
  const int size = lanes + 1;
  std::vector<std::int32_t> map(std::size_t(kernels::gate_width(Cell::gru, size)));
  ASSERT_EQ(map.size(), test::at(6, lanes));
  kernels::gate_map(Cell::gru, size, map.data());
  EXPECT_EQ(map[0], 0);
  EXPECT_EQ(map[std::size_t(lanes)], size);   // z of unit 0
  EXPECT_EQ(map[test::at(3, lanes)], lanes);  // r of the second block's only unit
  EXPECT_EQ(map.back(), lanes == 1 ? 3 * size - 1 : -1);
  std::vector<Scalar> scale(map.size());
  kernels::gate_scale(Cell::gru, size, scale.data());
  EXPECT_EQ(scale[0], Scalar{0.5});
  EXPECT_EQ(scale[test::at(2, lanes)], Scalar{1});
}

TEST(PreviousRows, LinkEachRowToTheOneBeforeIt) {
  const std::int32_t first[] = {0, 3, 5};
  const std::int32_t alive[] = {3, 2, 2};
  const Steps steps{3, first, alive};
  using Rows = std::vector<std::int32_t>;
  Rows row(7), previous(7), start_row(3), start_index(3);
  const auto list = [&](bool reverse) {
    const int n =
        kernels::previous_rows(steps, reverse, row.data(), previous.data(), start_row.data(), start_index.data());
    row.resize(std::size_t(n));
    previous.resize(std::size_t(n));
  };
  list(false);
  EXPECT_EQ(row, (Rows{3, 4, 5, 6}));
  EXPECT_EQ(previous, (Rows{0, 1, 3, 4}));
  EXPECT_EQ(start_row, (Rows{0, 1, 2}));
  EXPECT_EQ(start_index, (Rows{0, 1, 2}));
  row.resize(7);
  previous.resize(7);
  list(true);
  EXPECT_EQ(row, (Rows{0, 1, 3, 4}));
  EXPECT_EQ(previous, (Rows{3, 4, 5, 6}));
  EXPECT_EQ(start_row, (Rows{2, 5, 6}));
  EXPECT_EQ(start_index, (Rows{2, 0, 1}));
}

}  // namespace
}  // namespace elman
