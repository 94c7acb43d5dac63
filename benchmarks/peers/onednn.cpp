// oneDNN as a worker: its RNN primitives and its matrix product, with weights in the layouts that they ask for. The
// conversation is ../worker.h's; OMP_NUM_THREADS says how many threads.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "benchmarks/made_up.h"
#include "benchmarks/worker.h"
#include "oneapi/dnnl/dnnl.hpp"

namespace elman::benchmarks {
namespace {

using dnnl::memory;
using Desc = memory::desc;
using Tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

dnnl::stream& stream() {
  static dnnl::stream one(engine());
  return one;
}

Desc floats(const memory::dims& dims, Tag tag) { return {dims, memory::data_type::f32, tag}; }

float* data(const memory& of) { return static_cast<float*>(of.get_data_handle()); }

memory filled(const Desc& desc, Seed seed, float scale = 1) {
  memory made(desc, engine());
  for (std::size_t i = 0; i < desc.get_size() / sizeof(float); ++i) data(made)[i] = made_up(seed, i) * scale;
  return made;
}

memory zeros(const Desc& desc) {
  memory made(desc, engine());
  std::fill_n(static_cast<char*>(made.get_data_handle()), desc.get_size(), '\0');
  return made;
}

// Into `to`'s layout.
void copy(memory from, memory to) { dnnl::reorder(from, to).execute(stream(), from, to); }

memory in_layout(const memory& from, const Desc& desc) {
  memory to(desc, engine());
  copy(from, to);
  stream().wait();
  return to;
}

void append(const memory& from, const Desc& desc, std::vector<float>& all) {
  const memory plain = in_layout(from, desc);
  all.insert(all.end(), data(plain), data(plain) + desc.get_size() / sizeof(float));
}

// C (m, n) = A (m, k) W^T, W packed beforehand.
Task packed_product(const Case& asked) {
  const int m = asked.number("m");
  const int k = asked.number("k");
  const int n = asked.number("n");
  const Desc a = floats({m, k}, Tag::ab);
  const Desc c = floats({m, n}, Tag::ab);
  const dnnl::matmul::primitive_desc desc(engine(), a, floats({k, n}, Tag::any), c);
  const memory weights = in_layout(filled(floats({k, n}, Tag::ba), Seed::weight_ih), desc.weights_desc());
  const memory output(c, engine());
  const Arguments arguments = {{DNNL_ARG_SRC, filled(a, Seed::x)}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, output}};
  return {.run =
              [=, product = dnnl::matmul(desc)] {
                product.execute(stream(), arguments);
                stream().wait();
              },
          .results =
              [=] {
                std::vector<float> all;
                append(output, c, all);
                return all;
              }};
}

// Shapes of a layer; as many features go in as come out.
struct Shapes {
  Shapes(int steps, int batch, int hidden, int gates, int biases)
      : rows(floats({steps, batch, hidden}, Tag::tnc)),
        weights(floats({1, 1, hidden, gates, hidden}, Tag::any)),
        as_pytorch(floats({1, 1, hidden, gates, hidden}, Tag::ldgoi)),
        bias(floats({1, 1, biases, hidden}, Tag::ldgo)),
        state(floats({1, 1, batch, hidden}, Tag::ldnc)) {}
  Desc rows, weights, as_pytorch, bias, state;
};

struct Primitives {
  dnnl::rnn_primitive_desc_base forward, backward;  // backward in training
};

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

struct Cell {
  Primitives (*make)(const Shapes&, bool);
  std::vector<int> gates;  // oneDNN's order, as places in PyTorch's: LSTM i f g o, GRU z r n of r z n
};

const Cell& cell_of(const std::string& name) {
  static const std::map<std::string, Cell> cells = {
      {"rnn", {rnn, {0}}}, {"lstm", {lstm, {0, 1, 2, 3}}}, {"gru", {gru, {1, 0, 2}}}};
  return cells.at(name);
}

class Layer {
 public:
  Layer(const Cell& cell, int steps, int batch, int hidden, bool train)
      : cell_(cell),
        hidden_(hidden),
        train_(train),
        shapes_(steps, batch, hidden, gates(), biases()),
        made_(cell.make(shapes_, train)),
        forward_(made_.forward.get()) {
    const memory x = filled(shapes_.rows, Seed::x);
    const memory output(shapes_.rows, engine());
    input_weights_ = weights(Seed::weight_ih);
    state_weights_ = weights(Seed::weight_hh);
    arguments_ = {{DNNL_ARG_SRC_LAYER, x},
                  {DNNL_ARG_WEIGHTS_LAYER, in_layout(input_weights_, made_.forward.weights_layer_desc())},
                  {DNNL_ARG_WEIGHTS_ITER, in_layout(state_weights_, made_.forward.weights_iter_desc())},
                  {DNNL_ARG_BIAS, summed_bias()},
                  {DNNL_ARG_DST_LAYER, output}};
    // All zero: without a first state, oneDNN 3.2 gets the gradient of W_hh wrong.
    for (const int name : {DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C, DNNL_ARG_DST_ITER, DNNL_ARG_DST_ITER_C}) {
      arguments_[name] = zeros(shapes_.state);
    }
    if (train) prepare_backward();
  }

  void run() {
    if (train_) pack(arguments_);
    forward_.execute(stream(), arguments_);
    if (train_) run_backward();
    stream().wait();
  }

  std::vector<float> results() const {
    std::vector<float> all;
    append(arguments_.at(DNNL_ARG_DST_LAYER), shapes_.rows, all);
    if (!train_) return all;
    append(backward_arguments_.at(DNNL_ARG_DIFF_SRC_LAYER), shapes_.rows, all);
    for (const int weight : {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER}) {
      append_gates(backward_arguments_.at(weight), shapes_.as_pytorch, hidden_ * hidden_, all);
    }
    append_gates(backward_arguments_.at(DNNL_ARG_DIFF_BIAS), shapes_.bias, hidden_, all);
    return all;
  }

 private:
  int gates() const { return static_cast<int>(cell_.gates.size()); }
  int biases() const { return gates() == 3 ? 4 : gates(); }  // GRU: one more, of the new state's recurrent half
  float scale() const { return 1 / std::sqrt(static_cast<float>(hidden_)); }

  memory weights(Seed seed) const {
    memory made(shapes_.as_pytorch, engine());
    const int block = hidden_ * hidden_;
    for (int i = 0; i < gates() * block; ++i) {
      data(made)[i] = made_up(seed, cell_.gates[i / block] * block + i % block) * scale();
    }
    return made;
  }

  memory summed_bias() const {
    memory made(shapes_.bias, engine());
    const auto bias = [&](Seed seed, int gate, int i) { return made_up(seed, gate * hidden_ + i) * scale(); };
    for (int i = 0; i < biases() * hidden_; ++i) {
      const int place = i / hidden_;
      const int unit = i % hidden_;
      const bool apart = biases() > gates();  // where the halves of the last gate's bias are not summed
      const int gate = place < gates() ? cell_.gates[place] : cell_.gates.back();
      data(made)[i] = 0;
      if (place < gates()) data(made)[i] += bias(Seed::bias_ih, gate, unit);
      if (!apart || place != gates() - 1) data(made)[i] += bias(Seed::bias_hh, gate, unit);
    }
    return made;
  }

  // Weights change at each update, and are brought into both ways' layouts anew.
  void pack(const Arguments& arguments) {
    copy(input_weights_, arguments.at(DNNL_ARG_WEIGHTS_LAYER));
    copy(state_weights_, arguments.at(DNNL_ARG_WEIGHTS_ITER));
  }

  void prepare_backward() {
    const dnnl::rnn_primitive_desc_base& desc = made_.backward;
    backward_ = dnnl::primitive(desc.get());
    arguments_.emplace(DNNL_ARG_WORKSPACE, memory(made_.forward.workspace_desc(), engine()));
    backward_arguments_ = arguments_;
    const auto put = [&](int name, const Desc& of) { backward_arguments_[name] = memory(of, engine()); };
    put(DNNL_ARG_WEIGHTS_LAYER, desc.weights_layer_desc());
    put(DNNL_ARG_WEIGHTS_ITER, desc.weights_iter_desc());
    put(DNNL_ARG_DIFF_SRC_LAYER, shapes_.rows);
    put(DNNL_ARG_DIFF_WEIGHTS_LAYER, desc.diff_weights_layer_desc());
    put(DNNL_ARG_DIFF_WEIGHTS_ITER, desc.diff_weights_iter_desc());
    put(DNNL_ARG_DIFF_BIAS, shapes_.bias);
    for (const int name :
         {DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C, DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C}) {
      backward_arguments_[name] = zeros(shapes_.state);
    }
    backward_arguments_[DNNL_ARG_DIFF_DST_LAYER] = filled(shapes_.rows, Seed::d_output);
  }

  void run_backward() {
    for (const int sum : {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS}) {
      const memory& at = backward_arguments_.at(sum);
      std::fill_n(static_cast<char*>(at.get_data_handle()), at.get_desc().get_size(), '\0');
    }
    pack(backward_arguments_);
    backward_.execute(stream(), backward_arguments_);
  }

  // Blocks of `size`, one a gate, in PyTorch's order.
  void append_gates(const memory& from, const Desc& desc, int size, std::vector<float>& all) const {
    std::vector<float> own;
    append(from, desc, own);
    for (int gate = 0; gate < gates(); ++gate) {
      const auto place = std::find(cell_.gates.begin(), cell_.gates.end(), gate) - cell_.gates.begin();
      all.insert(all.end(), own.begin() + place * size, own.begin() + (place + 1) * size);
    }
  }

  const Cell& cell_;
  int hidden_;
  bool train_;
  Shapes shapes_;
  Primitives made_;
  dnnl::primitive forward_, backward_;
  memory input_weights_, state_weights_;
  Arguments arguments_, backward_arguments_;
};

Task recurrent_layer(const Case& asked) {
  if (asked.text("input") != "vectors" || asked.has("lengths")) return {};
  const auto layer = std::make_shared<Layer>(cell_of(asked.text("cell")), asked.number("steps"), asked.number("batch"),
                                             asked.number("hidden"), asked.text("mode") == "train");
  return {.run = [=] { layer->run(); }, .results = [=] { return layer->results(); }};
}

}  // namespace
}  // namespace elman::benchmarks

int main() {
  using namespace elman::benchmarks;
  const dnnl_version_t& version = *dnnl::version();
  return serve("oneDNN " + std::to_string(version.major) + "." + std::to_string(version.minor),
               {{"product", packed_product}, {"layer", recurrent_layer}});
}
