#include "benchmarks/peers/onednn_primitives.h"

#include <map>

namespace elman::benchmarks::onednn {
namespace {

constexpr auto direction = dnnl::rnn_direction::unidirectional_left2right;
constexpr auto activation = dnnl::algorithm::eltwise_tanh;

dnnl::prop_kind kind_of(bool train) {
  return train ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
}

Primitives rnn(const Shapes& s, bool train) {
  const dnnl::vanilla_rnn_forward::primitive_desc forward(engine(), kind_of(train), activation, direction, s.rows,
                                                          s.state, s.weights, s.weights, s.bias, s.rows, s.state);
  if (!train) return {forward, {}};
  return {forward,
          dnnl::vanilla_rnn_backward::primitive_desc(engine(), dnnl::prop_kind::backward, activation, direction, s.rows,
                                                     s.state, s.weights, s.weights, s.bias, s.rows, s.state, s.rows,
                                                     s.state, s.weights, s.weights, s.bias, s.rows, s.state, forward)};
}

Primitives lstm(const Shapes& s, bool train) {
  const dnnl::lstm_forward::primitive_desc forward(engine(), kind_of(train), direction, s.rows, s.state, s.state,
                                                   s.weights, s.weights, s.bias, s.rows, s.state, s.state);
  if (!train) return {forward, {}};
  return {forward, dnnl::lstm_backward::primitive_desc(engine(), dnnl::prop_kind::backward, direction, s.rows, s.state,
                                                       s.state, s.weights, s.weights, s.bias, s.rows, s.state, s.state,
                                                       s.rows, s.state, s.state, s.weights, s.weights, s.bias, s.rows,
                                                       s.state, s.state, forward)};
}

// The reset gate acts after the linear map, as in PyTorch.
Primitives gru(const Shapes& s, bool train) {
  const dnnl::lbr_gru_forward::primitive_desc forward(engine(), kind_of(train), direction, s.rows, s.state, s.weights,
                                                      s.weights, s.bias, s.rows, s.state);
  if (!train) return {forward, {}};
  return {forward, dnnl::lbr_gru_backward::primitive_desc(
                       engine(), dnnl::prop_kind::backward, direction, s.rows, s.state, s.weights, s.weights, s.bias,
                       s.rows, s.state, s.rows, s.state, s.weights, s.weights, s.bias, s.rows, s.state, forward)};
}

}  // namespace

const Cell& cell_of(const std::string& name) {
  static const std::map<std::string, Cell> cells = {
      {"rnn", {rnn, {0}}}, {"lstm", {lstm, {0, 1, 2, 3}}}, {"gru", {gru, {1, 0, 2}}}};
  return cells.at(name);
}

}  // namespace elman::benchmarks::onednn
