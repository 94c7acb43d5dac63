// A random layer and batch for the tests of the recurrent kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <random>
#include <vector>

#include "elman/kernels/gemm.h"
#include "elman/kernels/recurrent.h"
#include "tests/kernels/recurrent_reference.h"

namespace elman::test {

using kernels::Cell;
using Scalars = std::vector<Scalar>;
using Index = std::vector<std::int32_t>;

using reference::at;

constexpr Scalar untouched = 77;

struct Configuration {
  Cell cell = Cell::lstm;
  int hidden_size = 4;
  std::vector<int> lengths;  // descending
  bool reverse = false;
  bool padded = false;
  bool initial_h = false;
  bool initial_c = false;
  bool indexed_inputs = false;
  bool recurrent_bias = false;
  bool output_gradient = true;
  bool final_gradient = true;
  unsigned seed = 0;
};

// Packed weights, aligned to a vector.
class Packed {
 public:
  Packed(const kernels::PackedShape& shape, const kernels::PackSource& source)
      : data_(static_cast<Scalar*>(::operator new(kernels::packed_size(shape) * sizeof(Scalar), alignment))) {
    system::ThreadPool alone(1);
    kernels::pack(alone, shape, source, data_.get());
  }
  const Scalar* data() const { return data_.get(); }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(Scalar* p) const { ::operator delete(p, alignment); }
  };
  std::unique_ptr<Scalar, Free> data_;
};

// Values that a Scalar holds exactly, for kernel and reference alike.
inline reference::Vector random_values(std::mt19937& random, int n, double range) {
  reference::Vector values(std::size_t(n), 0.0);
  std::uniform_real_distribution<double> uniform(-range, range);
  for (double& value : values) value = static_cast<double>(static_cast<Scalar>(uniform(random)));
  return values;
}

inline Scalars to_scalars(const reference::Vector& values) { return Scalars(values.begin(), values.end()); }

struct Problem {
  Configuration configuration;
  int batch = 0;
  int rows = 0;
  int width = 0;
  int output_stride = 0;
  Index first, alive, map;
  Scalars scale;
  reference::Layer layer;
  std::vector<reference::Sequence> sequences;

  explicit Problem(const Configuration& c) : configuration(c) {
    std::mt19937 random(c.seed);
    const int size = c.hidden_size;
    const int gates = kernels::gate_count(c.cell) * size;
    layer = {c.cell, size, c.reverse, random_values(random, gates * size, 1.4 / std::sqrt(size)),
             random_values(random, gates, c.recurrent_bias ? 0.5 : 0)};
    for (const int length : c.lengths) {
      reference::Sequence sequence;
      sequence.length = length;
      sequence.inputs = random_values(random, length * gates, 1.5);
      sequence.h0 = random_values(random, size, c.initial_h ? 1 : 0);
      sequence.c0 = random_values(random, size, c.initial_c ? 1 : 0);
      sequence.d_output = random_values(random, length * size, c.output_gradient ? 1 : 0);
      sequence.d_h_n = random_values(random, size, c.final_gradient ? 1 : 0);
      sequence.d_c_n = random_values(random, size, c.final_gradient && c.cell == Cell::lstm ? 1 : 0);
      sequences.push_back(sequence);
    }
    lay_out();
  }

  Problem item_alone(int b) const {
    Problem problem = *this;
    problem.configuration.lengths = {configuration.lengths[std::size_t(b)]};
    problem.sequences = {sequences[std::size_t(b)]};
    problem.lay_out();
    return problem;
  }

  int row(int t, int b) const { return first[std::size_t(t)] + b; }
  Steps steps() const { return {static_cast<int>(first.size()), first.data(), alive.data()}; }

 private:
  void lay_out() {
    const Configuration& c = configuration;
    batch = static_cast<int>(c.lengths.size());
    rows = 0;
    first.clear();
    alive.clear();
    for (int t = 0; t < c.lengths.front(); ++t) {
      const auto longer = [t](int length) { return length > t; };
      alive.push_back(static_cast<std::int32_t>(std::count_if(c.lengths.begin(), c.lengths.end(), longer)));
      first.push_back(rows);
      rows += c.padded ? batch : alive.back();
    }
    width = kernels::gate_width(c.cell, c.hidden_size);
    output_stride = c.hidden_size + 3;
    map.resize(std::size_t(width));
    scale.resize(std::size_t(width));
    kernels::gate_map(c.cell, c.hidden_size, map.data());
    kernels::gate_scale(c.cell, c.hidden_size, scale.data());
  }
};

}  // namespace elman::test
