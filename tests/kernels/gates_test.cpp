#include "elman/kernels/gates.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using kernels::Cell;

class Gates : public test::KernelTest {
 protected:
  // A cell's map and scale, and random biases in PyTorch's order.
  struct Biases {
    int width;
    std::vector<std::int32_t> map;
    std::vector<Scalar> scale;
    std::vector<Scalar> b_ih;
    std::vector<Scalar> b_hh;
  };
  Biases biases(Cell cell, int hidden) {
    const int width = kernels::gate_width(cell, hidden);
    const auto count = static_cast<std::size_t>(kernels::gate_count(cell) * hidden);
    Biases made{width, {}, {}, random(count), random(count)};
    made.map.resize(static_cast<std::size_t>(width));
    made.scale.resize(static_cast<std::size_t>(width));
    kernels::gate_map(cell, hidden, made.map.data());
    kernels::gate_scale(cell, hidden, made.scale.data());
    return made;
  }
};
ELMAN_ON_EVERY_TARGET(Gates);

constexpr Cell cells[] = {Cell::rnn_tanh, Cell::rnn_relu, Cell::lstm, Cell::gru};
constexpr int hidden = 21;

TEST_P(Gates, BiasesOfTheInputHalfAreAddedButForTheNGateOfGru) {
  for (const Cell cell : cells) {
    const Biases b = biases(cell, hidden);
    std::vector<Scalar> bias(b.map.size(), 99), one_alone = bias;
    kernels::input_gate_bias(cell, hidden, b.map.data(), b.scale.data(), b.b_ih.data(), b.b_hh.data(), bias.data());
    kernels::input_gate_bias(cell, hidden, b.map.data(), b.scale.data(), b.b_ih.data(), nullptr, one_alone.data());
    for (std::size_t i = 0; i < bias.size(); ++i) {
      const std::int32_t j = b.map[i];
      const Scalar ih = j < 0 ? 0 : b.b_ih[static_cast<std::size_t>(j)];
      const Scalar hh = j < 0 || (cell == Cell::gru && j >= 2 * hidden) ? 0 : b.b_hh[static_cast<std::size_t>(j)];
      EXPECT_EQ(bias[i], (ih + hh) * b.scale[i]);
      EXPECT_EQ(one_alone[i], ih * b.scale[i]);
    }
  }
}

TEST_P(Gates, RecurrentBiasGoesIntoGateOrderAndItsGradientBack) {
  for (const Cell cell : cells) {
    const Biases b = biases(cell, hidden);
    std::vector<Scalar> bias(b.map.size(), 99), back(b.b_hh.size(), 1);
    kernels::recurrent_gate_bias(b.width, b.map.data(), b.b_hh.data(), bias.data());
    for (std::size_t i = 0; i < bias.size(); ++i) {
      if (b.map[i] < 0) {
        EXPECT_EQ(bias[i], 0);
      }
    }
    kernels::add_gate_bias_gradient(b.width, b.map.data(), bias.data(), back.data());
    for (std::size_t j = 0; j < back.size(); ++j) EXPECT_EQ(back[j], 1 + b.b_hh[j]);
  }
}

}  // namespace
}  // namespace elman
