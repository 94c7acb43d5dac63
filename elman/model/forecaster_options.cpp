#include "elman/model/forecaster_options.h"

#include <algorithm>
#include <charconv>

#include "elman/error.h"
#include "elman/printable.h"

namespace elman::model {

Fields fields(ForecasterOptions& options) {
  // Beyond these a network is a mistake, and its sizes would not fit the numbers that count them.
  constexpr double most_units = 100'000;
  return {
      {"arch", options.kind, "linear, polynomial, narx, tdnn, rnn, lstm or gru"},
      {"delays", options.delays, "steps back at which the targets are read, such as 1..12 or 1,2,24; none"},
      {"input-delays", options.input_delays, "steps back at which the inputs are read, such as 0..3 (0: now); none"},
      Field("hidden-size", options.hidden_size, "units of a layer; size of a recurrent state").between(1, most_units),
      Field("layers", options.layers, "layers of hidden units").between(1, 100),
      Field("width", options.width, "tdnn: steps that a unit of a layer after the first reads").between(1, 1'000),
      Field("dilation", options.dilation, "tdnn: how the distance between these grows from layer to layer (1: not)")
          .between(1, 16),
      {"shortcut", options.shortcut, "add a linear map of what is read, which begins as the exact linear model"},
      {"quantiles", options.quantiles,
       "that networks forecast, learnt by the pinball loss, such as 0.1,0.5,0.9; the median is the forecast; none"},
      Field("degree", options.degree, "polynomial: factors of a term at most").between(1, 6),
      Field("terms", options.most_terms, "polynomial: terms at most; how many is chosen on dev").between(1, 1'000),
      Field("warm-up", options.warm_up, "recurrent: steps read before the first output that counts").between(0, 10'000),
  };
}

namespace {

void check_span(const ForecasterOptions& options) {
  if (options.kind != ForecasterKind::tdnn) return;
  double span = 0;
  double apart = 1;
  for (int layer = 1; layer < options.layers; ++layer, apart *= options.dilation) span += (options.width - 1) * apart;
  if (span <= data::longest_delay) return;
  throw UsageError("layers, width and dilation reach back over " + std::to_string(span) + " steps, expected at most " +
                   std::to_string(data::longest_delay) + "; use fewer layers or a smaller dilation");
}

}  // namespace

void check(const ForecasterOptions& options) {
  check_ranges(options);
  const data::Delays delays = delays_of(options);
  if (delays.outputs.empty() && delays.inputs.empty()) {
    throw UsageError("delays and input-delays are none, expected something to read; give one of them");
  }
  if (!delays.inputs.empty() && options.inputs == 0) {
    throw UsageError("input-delays is " + options.input_delays +
                     ", but there are no inputs; name them with --inputs, or leave the delays out");
  }
  if (options.inputs > 0 && delays.inputs.empty()) {
    throw UsageError("input-delays is none, but there are inputs; leave --inputs out, or give delays");
  }
  if (!quantiles_of(options).empty() && is_solved(options.kind)) {
    throw UsageError("quantiles are what networks learn, and arch is " + std::string(name_of(options.kind)) +
                     "; choose another arch, or leave quantiles out: the band comes from errors on dev then");
  }
  check_span(options);
}

bool is_recurrent(ForecasterKind kind) {
  return kind == ForecasterKind::rnn || kind == ForecasterKind::lstm || kind == ForecasterKind::gru;
}

bool is_solved(ForecasterKind kind) { return kind == ForecasterKind::linear || kind == ForecasterKind::polynomial; }

ops::Cell cell_of(ForecasterKind kind) {
  if (kind == ForecasterKind::lstm) return ops::Cell::lstm;
  return kind == ForecasterKind::gru ? ops::Cell::gru : ops::Cell::rnn_tanh;
}

data::Delays delays_of(const ForecasterOptions& options) {
  return {.outputs = data::parse_delays(options.delays, "delays", 1),
          .inputs = data::parse_delays(options.input_delays, "input-delays", 0)};
}

std::int64_t regressor_count(const ForecasterOptions& options) {
  return static_cast<std::int64_t>(data::regressor_count(delays_of(options), static_cast<std::size_t>(options.targets),
                                                         static_cast<std::size_t>(options.inputs)));
}

std::size_t median_of(const std::vector<double>& quantiles) {
  return static_cast<std::size_t>(std::lower_bound(quantiles.begin(), quantiles.end(), 0.5) - quantiles.begin());
}

std::vector<double> quantiles_of(const ForecasterOptions& options) {
  const std::string& text = options.quantiles;
  std::vector<double> quantiles;
  if (text.empty() || text == "none") return quantiles;
  bool has_median = false;
  const char* at = text.data();
  const char* end = at + text.size();
  bool fits = true;
  while (fits && at != end) {
    double quantile = 0;
    const auto [stop, error] = std::from_chars(at, end, quantile);
    fits = error == std::errc() && quantile > (quantiles.empty() ? 0 : quantiles.back()) && quantile < 1 &&
           (stop == end || (*stop == ',' && stop + 1 != end));
    has_median = has_median || quantile == 0.5;
    quantiles.push_back(quantile);
    at = stop == end ? end : stop + 1;
  }
  constexpr std::size_t most = 99;
  if (fits && has_median && quantiles.size() > 1 && quantiles.size() <= most) return quantiles;
  throw UsageError("quantiles is " + in_quotes(text) +
                   ", expected ascending numbers between 0 and 1, 0.5 among them, such as 0.1,0.5,0.9, or none");
}

}  // namespace elman::model
