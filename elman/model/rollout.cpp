#include "elman/model/rollout.h"

#include <algorithm>
#include <string>

#include "elman/error.h"
#include "elman/model/state.h"

namespace elman::model {

namespace {

// A forecaster that goes on from step to step outside of any recording.
class Session {
 public:
  Session(const Forecaster& forecaster, std::int64_t batch)
      : forecaster_(forecaster),
        batch_(batch),
        columns_(regressor_count(forecaster.options())),
        rows_(Shape{(forecaster.context() + 1) * batch, columns_}) {}

  // The regressors of the next step, (batch, columns), to be filled in. step() may be left out for context.
  Scalar* next() {
    const std::int64_t one = batch_ * columns_;
    Scalar* begin = rows_.data();
    std::move(begin + one, begin + rows_.size(), begin);
    return begin + rows_.size() - one;
  }
  // Its outputs for the whole batch, valid until the next step.
  Forecaster::Output step() {
    tape_.reset();
    const ForecasterState before =
        has_state_ ? ForecasterState{tape_.constant(h_), c_.defined() ? tape_.constant(c_) : Variable()}
                   : ForecasterState{};
    const Forecaster::Output output = forecaster_.forward(tape_, tape_.constant(rows_), batch_, before);
    keep(output.state);
    return output;
  }

 private:
  void keep(const ForecasterState& state) {
    if (!state.h) return;
    if (!has_state_) {
      h_ = Tensor(state.h.shape());
      if (state.c) c_ = Tensor(state.c.shape());
      has_state_ = true;
    }
    std::copy_n(state.h.data(), h_.size(), h_.data());
    if (state.c) std::copy_n(state.c.data(), c_.size(), c_.data());
  }

  const Forecaster& forecaster_;
  std::int64_t batch_;
  std::int64_t columns_;
  Tensor rows_;  // of the context and the step
  Tensor h_;
  Tensor c_;
  bool has_state_ = false;
  Tape tape_{{.record = false}};
};

std::size_t longest(const Forecaster& forecaster) { return static_cast<std::size_t>(forecaster.delays().longest()); }

// Steps that are read before the first output that counts, of the `available` ones.
std::size_t lead(const Forecaster& forecaster, std::size_t available) {
  const auto context = static_cast<std::size_t>(forecaster.context());
  if (!is_recurrent(forecaster.options().kind)) return context;
  return std::min(available, static_cast<std::size_t>(forecaster.options().warm_up));
}

// The quantiles of an output's row, the median between the others.
void write_quantiles(const Forecaster& forecaster, const Forecaster::Output& output, std::size_t row, Scalar* to) {
  const std::vector<double>& levels = forecaster.quantiles();
  const std::size_t median = median_of(levels);
  const auto targets = static_cast<std::size_t>(forecaster.options().targets);
  const Scalar* others = output.quantiles.data() + row * targets * (levels.size() - 1);
  for (std::size_t t = 0; t < targets; ++t, to += levels.size()) {
    to[median] = output.values.data()[row * targets + t];
    for (std::size_t q = 0; q < levels.size(); ++q) {
      if (q != median) to[q] = *others++;
    }
    make_ascend(std::span(to, levels.size()), median);
  }
}

void require_history(const Forecaster& forecaster, std::size_t row) {
  if (row >= first_row(forecaster)) return;
  throw UsageError("forecaster: row " + std::to_string(row) + " has too few before it, expected at least " +
                   std::to_string(first_row(forecaster)));
}

}  // namespace

std::size_t first_row(const Forecaster& forecaster) {
  return longest(forecaster) + static_cast<std::size_t>(forecaster.context());
}

SteppedValues one_step(const Forecaster& forecaster, const SeriesValues& series, std::size_t begin, std::size_t end) {
  SteppedValues forecasts;
  if (begin >= end) return forecasts;
  require_history(forecaster, begin);
  const std::int64_t columns = regressor_count(forecaster.options());
  const auto context = static_cast<std::size_t>(forecaster.context());
  constexpr std::size_t most_rows = 256;  // at a time: what is between stays in the caches
  std::size_t row = begin - lead(forecaster, begin - longest(forecaster));
  const std::size_t quantiles = series.targets * forecaster.quantiles().size();
  forecasts.values.reserve((end - begin) * series.targets);
  forecasts.quantiles.reserve((end - begin) * quantiles);
  Tape tape({.record = false});
  Tensor h;
  Tensor c;
  while (row < end) {
    const std::size_t count = std::min(end - row, most_rows + context);
    Tensor rows(Shape{static_cast<std::int64_t>(count), columns});
    for (std::size_t i = 0; i < count; ++i) {
      data::copy_regressors(series, forecaster.delays(), row + i, rows.data() + static_cast<std::int64_t>(i) * columns);
    }
    tape.reset();
    const ForecasterState before{h.defined() ? tape.constant(h) : Variable(),
                                 c.defined() ? tape.constant(c) : Variable()};
    const Forecaster::Output output = forecaster.forward(tape, tape.constant(rows), 1, before);
    if (output.state.h) h = output.state.h.value().clone();
    if (output.state.c) c = output.state.c.value().clone();
    for (std::size_t i = context; i < count; ++i) {
      if (row + i < begin) continue;
      const Scalar* values = output.values.data() + (i - context) * series.targets;
      forecasts.values.insert(forecasts.values.end(), values, values + series.targets);
      if (quantiles == 0) continue;
      forecasts.quantiles.resize(forecasts.quantiles.size() + quantiles);
      write_quantiles(forecaster, output, i - context,
                      forecasts.quantiles.data() + forecasts.quantiles.size() - quantiles);
    }
    row += count - context;
    if (row + context >= end) break;
  }
  return forecasts;
}

SteppedValues roll_out(const Forecaster& forecaster, const SeriesValues& series, std::span<const std::size_t> origins,
                       std::size_t steps) {
  const std::size_t targets = series.targets;
  const std::size_t quantiles = targets * forecaster.quantiles().size();
  SteppedValues forecasts{.values = std::vector<Scalar>(origins.size() * steps * targets),
                          .quantiles = std::vector<Scalar>(origins.size() * steps * quantiles)};
  if (forecasts.values.empty()) return forecasts;
  const std::size_t earliest = *std::min_element(origins.begin(), origins.end());
  require_history(forecaster, earliest);
  const std::size_t before = lead(forecaster, earliest - longest(forecaster));
  const data::Delays& delays = forecaster.delays();
  Session session(forecaster, static_cast<std::int64_t>(origins.size()));
  // Regressors of the step that comes `ahead` of each origin, or `back` before it.
  const auto write = [&](std::size_t ahead, std::size_t back) {
    Scalar* to = session.next();
    for (std::size_t b = 0; b < origins.size(); ++b) {
      const std::size_t row = origins[b] + ahead - back;
      const Scalar* own = forecasts.values.data() + b * steps * targets;
      for (const int delay : delays.outputs) {
        const std::size_t source = row - static_cast<std::size_t>(delay);
        const Scalar* y =
            source >= origins[b] ? own + (source - origins[b]) * targets : series.y.data() + source * targets;
        to = std::copy_n(y, targets, to);
      }
      for (const int delay : delays.inputs) {
        to = std::copy_n(series.u.data() + (row - static_cast<std::size_t>(delay)) * series.inputs, series.inputs, to);
      }
    }
  };
  for (std::size_t back = before; back > 0; --back) {
    write(0, back);
    if (is_recurrent(forecaster.options().kind)) session.step();
  }
  for (std::size_t step = 0; step < steps; ++step) {
    write(step, 0);
    const Forecaster::Output output = session.step();
    for (std::size_t b = 0; b < origins.size(); ++b) {
      std::copy_n(output.values.data() + b * targets, targets, forecasts.values.data() + (b * steps + step) * targets);
      if (quantiles == 0) continue;
      write_quantiles(forecaster, output, b, forecasts.quantiles.data() + (b * steps + step) * quantiles);
    }
  }
  return forecasts;
}

}  // namespace elman::model
