// What a benchmark times: a case asked for by name and sizes, and the task that it becomes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace elman::benchmarks {

// "layer cell=lstm hidden=256 batch=32": a kind and its named values.
class Case {
 public:
  explicit Case(const std::string& line);

  const std::string& kind() const { return kind_; }
  // Each throws UsageError if the value is missing or not of its type.
  std::string text(const std::string& name) const;
  int number(const std::string& name) const;
  std::vector<std::int32_t> numbers(const std::string& name) const;  // separated by commas
  bool has(const std::string& name) const { return values_.contains(name); }
  int threads() const { return has("threads") ? number("threads") : 1; }

 private:
  std::string kind_;
  std::map<std::string, std::string> values_;
};

struct Task {
  std::function<void()> run = {};
  double operations = 0;         // floating-point operations of a run, a multiply-add being two; 0: not the point
  double bytes = 0;              // that a run must read and write; 0 likewise
  std::string bytes_limit = {};  // the case that moves bytes in this manner as fast as the machine can
  std::function<std::vector<float>()> results = {};  // of the last run, to compare with a peer's
};

// The case that reads a piece of memory of that size in order, as a limit.
std::string read_case(double bytes);

// One maker for each kind.
Task peak_task(const Case& asked);                 // what the processor can: fused multiply-adds from registers
Task bf16_peak_task(const Case& asked);            // the same on pairs of bfloat16, if it has such an instruction
Task read_task(const Case& asked);                 // reading a piece of memory in order, again and again
Task update_task(const Case& asked);               // reading four arrays and writing three of them
Task product_task(const Case& asked);              // matrix product with packed weights
Task layer_task(const Case& asked);                // a recurrent layer over sequences
Task cell_task(const Case& asked);                 // the same, a step at a time
Task training_step_task(const Case& asked);        // an encoder-decoder: loss, gradients, clipping, Adam
Task decoding_task(const Case& asked);             // its greedy or beam search
Task attention_task(const Case& asked);            // of several heads, between rows that are projected already
Task transformer_layer_task(const Case& asked);    // an encoder layer of a Transformer
Task language_model_step_task(const Case& asked);  // a chunk of text: loss, gradients, clipping, Adam
Task generation_task(const Case& asked);           // a text drawn symbol by symbol
Task forecaster_step_task(const Case& asked);      // windows of a series: loss, gradients, clipping, Adam
Task free_run_task(const Case& asked);             // a forecaster on its own outputs
Task polynomial_fit_task(const Case& asked);       // terms and weights of a polynomial
Task polynomial_run_task(const Case& asked);       // that on its own outputs
Task adam_task(const Case& asked);                 // an update of parameters alone

}  // namespace elman::benchmarks
