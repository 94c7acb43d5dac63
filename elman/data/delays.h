// How far back a forecaster looks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace elman::data {

constexpr int longest_delay = 10'000;

// "1..12" or "1,2,12" or "1..3,12" -> ascending delays; "none" or nothing -> none. Throws UsageError that begins with
// `option` for anything else, for delays below `least` and above longest_delay, and for one that is there twice.
std::vector<int> parse_delays(std::string_view text, const std::string& option, int least);

// What a step reads: targets y at t - d for each output delay d (at least 1), inputs u at t - d for each input delay d
// (0 is now).
struct Delays {
  std::vector<int> outputs;
  std::vector<int> inputs;

  int longest() const;
};

// A series in scaled numbers, row by row.
template <class Number>
struct ScaledSeries {
  std::size_t targets = 1;  // columns
  std::size_t inputs = 0;
  std::vector<Number> y;  // (rows, targets)
  std::vector<Number> u;  // (rows, inputs)

  std::size_t rows() const { return y.size() / targets; }
};

inline std::size_t regressor_count(const Delays& delays, std::size_t targets, std::size_t inputs) {
  return delays.outputs.size() * targets + delays.inputs.size() * inputs;
}

// What step `row` reads, in this order: y of each output delay, then u of each input delay. `row` is at least
// delays.longest() and, with an input delay of 0, below the number of rows of u.
template <class Number, class To>
void copy_regressors(const ScaledSeries<Number>& series, const Delays& delays, std::size_t row, To* regressors) {
  for (const int delay : delays.outputs) {
    const Number* y = series.y.data() + (row - static_cast<std::size_t>(delay)) * series.targets;
    for (std::size_t i = 0; i < series.targets; ++i) *regressors++ = static_cast<To>(y[i]);
  }
  for (const int delay : delays.inputs) {
    const Number* u = series.u.data() + (row - static_cast<std::size_t>(delay)) * series.inputs;
    for (std::size_t i = 0; i < series.inputs; ++i) *regressors++ = static_cast<To>(u[i]);
  }
}

// "y(t-1)", "u(t)": each regressor, by the names of its columns.
std::vector<std::string> regressor_names(const Delays& delays, std::span<const std::string> targets,
                                         std::span<const std::string> inputs);

}  // namespace elman::data
