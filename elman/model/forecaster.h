// From delayed values to the next ones.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "elman/autograd/tape.h"
#include "elman/model/forecaster_options.h"
#include "elman/nn/conv1d.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// What a recurrent forecaster remembers; none at the beginning, and of other kinds.
struct ForecasterState {
  Variable h;  // (layers, batch, hidden)
  Variable c;  // the same, LSTM only
};

// Reads rows of regressors (data::copy_regressors), in scaled numbers, and gives the targets of each row's step:
//   linear      a linear map, "shortcut"
//   polynomial  a weighted sum of products of regressors
//   narx        layers of tanh units over the regressors of one step (nonlinear autoregression with external input:
//               Leontaritis & Billings 1985; Chen, Billings & Grant 1990)
//   tdnn        the same, but the units of each layer after the first read several steps of the layer below (Waibel et
//               al. 1989; stacked and dilated: Bai, Kolter & Koltun 2018)
//   rnn, ...    recurrent layers
// and then a linear map, to which the shortcut is added if there is one. With quantiles the output is the median, and
// another such map gives the others ("quantiles.output", "quantiles.shortcut"). No output passes the limits of its
// target.
class Forecaster : public nn::Module {
 public:
  // Throws UsageError for options that cannot be.
  Forecaster(const ForecasterOptions& options, const nn::Initializer& init);

  const ForecasterOptions& options() const { return options_; }
  const data::Delays& delays() const { return delays_; }
  // That it forecasts; none if it forecasts values alone.
  const std::vector<double>& quantiles() const { return quantiles_; }
  // Steps whose regressors are read before the first that has an output.
  std::int64_t context() const;

  // regressors (time * batch, count), step by step -> ((time - context) * batch, targets).
  struct Output {
    Variable values;
    ForecasterState state;
    Variable quantiles;  // ((time - context) * batch, targets * all but the median), not yet in order; if there are any
  };
  Output forward(Tape& tape, Variable regressors, std::int64_t batch, const ForecasterState& state = {}) const;

  // The network begins as the linear map weight (targets, regressors), bias (targets): whatever is added to the
  // shortcut begins as zero. Without a shortcut nothing happens.
  void begin_as(std::span<const double> weight, std::span<const double> bias);
  // Of a polynomial (targets, terms).
  void set_weights(std::span<const double> weights);

 private:
  Variable hidden(Tape& tape, Variable regressors, std::int64_t batch, ForecasterState& state) const;

  ForecasterOptions options_;
  data::Delays delays_;
  std::vector<double> quantiles_;
  std::int64_t regressors_ = 0;
  std::optional<nn::Linear> shortcut_;
  std::optional<nn::Linear> first_;
  std::vector<std::unique_ptr<nn::Conv1d>> layers_;  // after the first
  std::optional<nn::RecurrentLayers> recurrent_;
  std::optional<nn::Linear> output_;
  std::optional<nn::Linear> quantile_shortcut_;  // of all quantiles but the median, those of a target side by side
  std::optional<nn::Linear> quantile_output_;
  Parameter weights_;  // of terms
  // Of outputs: of the values, or of the other quantiles.
  struct OutputLimits {
    std::vector<Scalar> lower;
    std::vector<Scalar> upper;
  };
  OutputLimits limits_of_outputs(std::int64_t outputs_of_target) const;
  void apply_limits(Tape& tape, Output& output) const;

  OutputLimits limits_;
  OutputLimits quantile_limits_;
  std::vector<std::int32_t> term_begins_;
  std::vector<std::int32_t> factors_;
};

}  // namespace elman::model
