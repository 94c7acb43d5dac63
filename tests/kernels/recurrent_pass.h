// A run of the recurrent kernels on a random layer, compared with the reference.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "elman/kernels/recurrent.h"
#include "tests/kernels/recurrent_problem.h"
#include "tests/kernels/recurrent_reference.h"

namespace elman::test {

// Buffers of one forward and backward pass. What the kernels write starts as `untouched`.
struct Pass {
  const Problem& problem;
  Scalars weight, bias, inputs, h0, c0, d_output, d_h_n, d_c_n;
  Index input_index;
  Scalars output, h_n, c_n, gates, cells, d_gates, d_recurrent_gates, d_h0, d_c0;
  std::unique_ptr<Packed> recurrent, transposed;
  kernels::RecurrentForward layer;

  explicit Pass(const Problem& p) : problem(p), weight(to_scalars(p.layer.weight_hh)) {
    const int size = p.configuration.hidden_size;
    recurrent =
        std::make_unique<Packed>(kernels::PackedShape{p.width, size, kernels::gate_vectors(p.configuration.cell)},
                                 kernels::PackSource{weight.data(), size, 1, p.map.data(), nullptr, p.scale.data()});
    transposed = std::make_unique<Packed>(kernels::PackedShape{size, p.width},
                                          kernels::PackSource{weight.data(), 1, size, nullptr, p.map.data(), nullptr});
    fill_inputs();
    fill_states();
    const std::size_t row_units = at(p.rows, size), batch_units = at(p.batch, size);
    output.assign(at(p.rows, p.output_stride), untouched);
    cells.assign(row_units, untouched);
    gates.assign(at(p.rows, p.width), untouched);
    d_gates = d_recurrent_gates = gates;
    h_n.assign(batch_units, untouched);
    c_n = d_h0 = d_c0 = h_n;
    describe_layer();
  }

  void forward(system::ThreadPool& pool) { kernels::recurrent_forward(pool, layer); }

  void backward(system::ThreadPool& pool) {
    const Configuration& c = problem.configuration;
    kernels::RecurrentBackward arguments;
    arguments.forward = layer;
    arguments.recurrent_transposed = transposed->data();
    arguments.d_output = c.output_gradient ? d_output.data() : nullptr;
    arguments.d_output_stride = c.hidden_size;
    arguments.d_h_n = c.final_gradient ? d_h_n.data() : nullptr;
    arguments.d_c_n = c.final_gradient ? d_c_n.data() : nullptr;
    arguments.d_gates = d_gates.data();
    arguments.d_recurrent_gates = c.cell == Cell::gru ? d_recurrent_gates.data() : nullptr;
    arguments.d_h0 = d_h0.data();
    arguments.d_c0 = c.cell == Cell::lstm ? d_c0.data() : nullptr;
    kernels::recurrent_backward(pool, arguments);
  }

  // Largest relative difference (absolute below 1) of outputs and final states from the reference's.
  double forward_error() const {
    Error error;
    const Configuration& c = problem.configuration;
    for (int b = 0; b < problem.batch; ++b) {
      const reference::Sequence& sequence = problem.sequences[std::size_t(b)];
      const reference::Result expected = reference::forward(problem.layer, sequence);
      for (int u = 0; u < c.hidden_size; ++u) {
        for (int t = 0; t < sequence.length; ++t) {
          error.add(output[at(problem.row(t, b), problem.output_stride, u)], expected.output[at(t, c.hidden_size, u)]);
        }
        error.add(h_n[at(b, c.hidden_size, u)], expected.h_n[std::size_t(u)]);
        if (c.cell == Cell::lstm) error.add(c_n[at(b, c.hidden_size, u)], expected.c_n[std::size_t(u)]);
      }
    }
    return error.largest;
  }

  // The same of all gradients.
  double backward_error() const {
    Error error;
    const Configuration& c = problem.configuration;
    const int reference_width = kernels::gate_count(c.cell) * c.hidden_size;
    for (int b = 0; b < problem.batch; ++b) {
      const reference::Sequence& sequence = problem.sequences[std::size_t(b)];
      const reference::Gradients expected =
          reference::backward(problem.layer, sequence, reference::forward(problem.layer, sequence));
      for (int t = 0; t < sequence.length; ++t) {
        for (int i = 0; i < problem.width; ++i) {
          const int gate = problem.map[std::size_t(i)];
          if (gate < 0) continue;
          const std::size_t mine = at(problem.row(t, b), problem.width, i), theirs = at(t, reference_width, gate);
          error.add(d_gates[mine], expected.d_gates[theirs]);
          if (c.cell == Cell::gru) error.add(d_recurrent_gates[mine], expected.d_recurrent_gates[theirs]);
        }
      }
      for (int u = 0; u < c.hidden_size; ++u) {
        if (c.initial_h) error.add(d_h0[at(b, c.hidden_size, u)], expected.d_h0[std::size_t(u)]);
        if (c.cell == Cell::lstm) error.add(d_c0[at(b, c.hidden_size, u)], expected.d_c0[std::size_t(u)]);
      }
    }
    return error.largest;
  }

  bool same_bits(const Pass& other) const {
    return output == other.output && h_n == other.h_n && c_n == other.c_n && gates == other.gates &&
           cells == other.cells && d_gates == other.d_gates && d_recurrent_gates == other.d_recurrent_gates &&
           d_h0 == other.d_h0 && d_c0 == other.d_c0;
  }

  // This run holds sequence b of the other one alone.
  bool same_bits_as_sequence(const Pass& other, int b) const {
    const int size = problem.configuration.hidden_size;
    bool same = true;
    const auto compare = [&](const Scalars& mine, const Scalars& theirs, int my_row, int their_row, int stride) {
      same = same && std::equal(mine.begin() + my_row * stride, mine.begin() + (my_row + 1) * stride,
                                theirs.begin() + their_row * stride);
    };
    for (int t = 0; t < problem.configuration.lengths[0]; ++t) {
      const int mine = problem.row(t, 0), theirs = other.problem.row(t, b);
      compare(output, other.output, mine, theirs, problem.output_stride);
      compare(d_gates, other.d_gates, mine, theirs, problem.width);
      compare(d_recurrent_gates, other.d_recurrent_gates, mine, theirs, problem.width);
    }
    for (const auto& [mine, theirs] : {std::pair(&h_n, &other.h_n), std::pair(&c_n, &other.c_n),
                                       std::pair(&d_h0, &other.d_h0), std::pair(&d_c0, &other.d_c0)}) {
      compare(*mine, *theirs, 0, b, size);
    }
    return same;
  }

  // Largest gradient in the columns that belong to no unit.
  Scalar largest_padding() const {
    Scalar largest = 0;
    for (int t = 0; t < problem.steps().count; ++t) {
      for (int b = 0; b < problem.alive[std::size_t(t)]; ++b) {
        for (int i = 0; i < problem.width; ++i) {
          if (problem.map[std::size_t(i)] >= 0) continue;
          const std::size_t place = at(problem.row(t, b), problem.width, i);
          largest = std::max(largest, std::abs(d_gates[place]));
          if (layer.cell == Cell::gru) largest = std::max(largest, std::abs(d_recurrent_gates[place]));
        }
      }
    }
    return largest;
  }

 private:
  struct Error {
    double largest = 0;
    void add(Scalar actual, double expected) {
      const double error = std::abs(static_cast<double>(actual) - expected) / std::max(1.0, std::abs(expected));
      if (!(error <= largest)) largest = error;  // a NaN stays
    }
  };

  void fill_inputs() {
    const Problem& p = problem;
    const int reference_width = kernels::gate_count(p.configuration.cell) * p.configuration.hidden_size;
    for (int r = 0; r < p.rows; ++r) input_index.push_back(p.configuration.indexed_inputs ? p.rows - r : r);
    inputs.assign(at(p.rows + 1, p.width), 0);
    for (int b = 0; b < p.batch; ++b) {
      for (int t = 0; t < p.sequences[std::size_t(b)].length; ++t) {
        for (int i = 0; i < p.width; ++i) {
          const int gate = p.map[std::size_t(i)];
          if (gate < 0) continue;
          const double value = p.sequences[std::size_t(b)].inputs[at(t, reference_width, gate)];
          inputs[at(input_index[std::size_t(p.row(t, b))], p.width, i)] =
              p.scale[std::size_t(i)] * static_cast<Scalar>(value);
        }
      }
    }
    // Gates other than GRU's n have their bias in the inputs: the kernel must not look at these.
    bias.assign(std::size_t(p.width), untouched);
    for (int i = 0; i < p.width; ++i) {
      const int gate = p.map[std::size_t(i)];
      if (gate >= 2 * p.configuration.hidden_size) {
        bias[std::size_t(i)] = static_cast<Scalar>(p.layer.bias_hh[std::size_t(gate)]);
      }
    }
  }

  void fill_states() {
    const int size = problem.configuration.hidden_size;
    d_output.assign(at(problem.rows, size), untouched);
    const auto append = [](Scalars& to, const reference::Vector& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    for (int b = 0; b < problem.batch; ++b) {
      const reference::Sequence& sequence = problem.sequences[std::size_t(b)];
      append(h0, sequence.h0);
      append(c0, sequence.c0);
      append(d_h_n, sequence.d_h_n);
      append(d_c_n, sequence.d_c_n);
      for (int t = 0; t < sequence.length; ++t) {
        for (int u = 0; u < size; ++u) {
          d_output[at(problem.row(t, b), size, u)] = static_cast<Scalar>(sequence.d_output[at(t, size, u)]);
        }
      }
    }
  }

  void describe_layer() {
    const Configuration& c = problem.configuration;
    layer.cell = c.cell;
    layer.hidden_size = c.hidden_size;
    layer.steps = problem.steps();
    layer.reverse = c.reverse;
    layer.inputs = inputs.data();
    layer.input_index = c.indexed_inputs ? input_index.data() : nullptr;
    layer.recurrent = recurrent->data();
    layer.recurrent_bias = c.recurrent_bias ? bias.data() : nullptr;
    layer.h0 = c.initial_h ? h0.data() : nullptr;
    layer.c0 = c.initial_c ? c0.data() : nullptr;
    layer.output = output.data();
    layer.output_stride = problem.output_stride;
    layer.h_n = h_n.data();
    const bool rnn = c.cell == Cell::rnn_tanh || c.cell == Cell::rnn_relu;
    layer.c_n = c.cell == Cell::lstm ? c_n.data() : nullptr;
    layer.gates = rnn ? nullptr : gates.data();
    layer.cells = rnn ? nullptr : cells.data();
  }
};

// Largest difference of the reference's gradients of inputs, states and weights from central differences of the loss
// output . d_output + h_n . d_h_n + c_n . d_c_n of the first sequence.
inline double difference_error(const Problem& problem) {
  reference::Layer layer = problem.layer;
  reference::Sequence sequence = problem.sequences[0];
  const auto loss = [&] {
    const reference::Result result = reference::forward(layer, sequence);
    double sum = 0;
    for (std::size_t i = 0; i < result.output.size(); ++i) sum += result.output[i] * sequence.d_output[i];
    for (std::size_t i = 0; i < result.h_n.size(); ++i) sum += result.h_n[i] * sequence.d_h_n[i];
    for (std::size_t i = 0; i < result.c_n.size(); ++i) sum += result.c_n[i] * sequence.d_c_n[i];
    return sum;
  };
  double largest = 0;
  const auto compare = [&](reference::Vector& parameter, const reference::Vector& gradient) {
    for (std::size_t i = 0; i < parameter.size(); ++i) {
      const double value = parameter[i], step = 1e-5;
      parameter[i] = value + step;
      const double above = loss();
      parameter[i] = value - step;
      const double difference = (above - loss()) / (2 * step);
      parameter[i] = value;
      largest = std::max(largest, std::abs(difference - gradient[i]));
    }
  };
  const reference::Result result = reference::forward(layer, sequence);
  const reference::Gradients gradients = reference::backward(layer, sequence, result);
  compare(sequence.inputs, gradients.d_gates);
  compare(sequence.h0, gradients.d_h0);
  if (layer.cell == Cell::lstm) compare(sequence.c0, gradients.d_c0);
  const std::size_t size = std::size_t(layer.hidden_size), width = layer.bias_hh.size();
  reference::Vector d_weight(layer.weight_hh.size(), 0.0);
  for (int t = 0; t < sequence.length; ++t) {
    const reference::Vector h = state_before(layer, sequence, result.output, sequence.h0, t);
    for (std::size_t i = 0; i < d_weight.size(); ++i) {
      d_weight[i] += gradients.d_recurrent_gates[std::size_t(t) * width + i / size] * h[i % size];
    }
  }
  compare(layer.weight_hh, d_weight);
  return largest;
}

}  // namespace elman::test
