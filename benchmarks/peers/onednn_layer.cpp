#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "benchmarks/peers/onednn_primitives.h"
#include "benchmarks/peers/onednn_tasks.h"

namespace elman::benchmarks::onednn {
namespace {

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

}  // namespace

Task layer_task(const Case& asked) {
  if (asked.text("input") != "vectors" || asked.has("lengths")) return {};
  const auto layer = std::make_shared<Layer>(cell_of(asked.text("cell")), asked.number("steps"), asked.number("batch"),
                                             asked.number("hidden"), asked.text("mode") == "train");
  return {.run = [=] { layer->run(); }, .results = [=] { return layer->results(); }};
}

}  // namespace elman::benchmarks::onednn
