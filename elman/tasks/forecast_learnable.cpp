#include "elman/tasks/forecast_learnable.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/model/rollout.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

constexpr std::int64_t least_steps = 100;  // of an epoch: a validation and a checkpoint cost as much as some steps
constexpr std::int64_t longest_piece = 512;
constexpr std::int64_t tdnn_window = 32;  // rows that share the layers below
constexpr std::int64_t run_visits = 8;  // where all epochs learn from runs: how often one meets a row of a long series

std::int64_t ceil_of(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

ForecastLearnable::ForecastLearnable(model::Forecaster& network, std::vector<SeriesPart> series,
                                     const ForecastOptions& options, const train::TrainOptions& training,
                                     Validate validate)
    : Learnable(network),
      forecaster_(network),
      series_(std::move(series)),
      options_(options),
      seed_(training.seed),
      epochs_(training.epochs),
      batch_(training.batch_size),
      validate_(std::move(validate)),
      first_(static_cast<std::int64_t>(model::first_row(network))) {
  list_places();
  for (const double quantile : network.quantiles()) {
    if (quantile != 0.5) other_quantiles_.push_back(static_cast<Scalar>(quantile));
  }
}

void ForecastLearnable::list_places() {
  std::int64_t shortest = 0;
  for (const SeriesPart& part : series_) {
    const std::int64_t rows = static_cast<std::int64_t>(part.end) - first_;
    if (rows > 0 && (shortest == 0 || rows < shortest)) shortest = rows;
  }
  if (shortest == 0) {
    throw DataError("found no series of more than " + std::to_string(first_) +
                    " rows to learn from, expected one that is longer than what a step reads; use shorter delays");
  }
  if (forecaster_.context() > 0) window_ = std::min(shortest, tdnn_window);
  if (recurrent()) {
    window_ = piece_ = std::min(shortest, longest_piece);
    chunks_ = ceil_of(piece_, options_.bptt_steps);
  }
  for (std::size_t s = 0; s < series_.size(); ++s) {
    const std::int64_t rows = static_cast<std::int64_t>(series_[s].end) - first_;
    // As many windows as cover the series; the last one ends with it.
    const std::int64_t count = rows < window_ ? 0 : ceil_of(rows, window_);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t last = rows - window_;
      all_.push_back({static_cast<std::int32_t>(s), first_ + (count == 1 ? 0 : i * last / (count - 1))});
    }
  }
  if (options_.refine >= epochs_) thin_out();
  const std::int64_t steps = ceil_of(static_cast<std::int64_t>(all_.size()), batch_) * chunks_;
  passes_ = model::is_solved(forecaster_.options().kind) && options_.refine == 0 ? 1 : ceil_of(least_steps, steps);
}

// A run meets as many rows as it has steps: of many places some, evenly spaced, are enough.
void ForecastLearnable::thin_out() {
  std::int64_t rows = 0;
  for (const SeriesPart& part : series_)
    rows += std::max<std::int64_t>(static_cast<std::int64_t>(part.end) - first_, 0);
  const std::int64_t enough = std::max(least_steps * batch_, ceil_of(run_visits * rows, options_.refine_steps));
  const auto size = static_cast<std::int64_t>(all_.size());
  if (size <= enough) return;
  std::vector<Place> kept;
  for (std::int64_t i = 0; i < enough; ++i) kept.push_back(all_[static_cast<std::size_t>(i * size / enough)]);
  all_ = std::move(kept);
}

std::int64_t ForecastLearnable::steps_in_epoch() const {
  if (model::is_solved(forecaster_.options().kind) && options_.refine == 0) return 1;
  return ceil_of(static_cast<std::int64_t>(all_.size()), batch_) * chunks_ * passes_;
}

void ForecastLearnable::begin_epoch(int epoch, std::int64_t done) {
  epoch_ = epoch;
  step_ = done;
  refining_ = epoch > epochs_ - options_.refine;
  h_ = Tensor();
  c_ = Tensor();
  choose_places();
}

void ForecastLearnable::choose_places() {
  Random random(seed_, train::shuffle_stream, static_cast<std::uint64_t>(epoch_) << 40);
  order_.clear();
  for (std::int64_t pass = 0; pass < passes_; ++pass) {
    const std::size_t begin = order_.size();
    order_.insert(order_.end(), all_.begin(), all_.end());
    random.shuffle(std::span(order_).subspan(begin));
  }
  if (window_ == 1 && !refining_) return;
  // Windows and runs begin anywhere, so that each row is met after others of its window at another distance.
  const std::int64_t length = refining_ ? options_.refine_steps : window_;
  for (Place& place : order_) {
    const auto end = static_cast<std::int64_t>(series_[static_cast<std::size_t>(place.series)].end);
    // A run of a recurrent forecaster begins after rows to warm up on.
    const std::int64_t warm_up = std::min<std::int64_t>(forecaster_.options().warm_up, (end - first_) / 4);
    const std::int64_t least = first_ + (refining_ && recurrent() ? warm_up : 0);
    const std::int64_t most = std::max(least, end - length);
    place.row = least + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most - least + 1)));
  }
}

// The places of a pass, batch by batch; all chunks of a piece come one after the other.
std::vector<ForecastLearnable::Place> ForecastLearnable::places_of_step(std::int64_t step) const {
  const auto size = static_cast<std::int64_t>(all_.size());
  const std::int64_t batches = ceil_of(size, batch_);
  const std::int64_t turn = step / chunks_;
  const std::int64_t pass = turn / batches;
  const std::int64_t begin = pass * size + turn % batches * batch_;
  const std::int64_t end = std::min(begin + batch_, (pass + 1) * size);
  return {order_.begin() + begin, order_.begin() + end};
}

Variable ForecastLearnable::regressors(Tape& tape, const std::vector<Place>& places, std::int64_t offset,
                                       std::int64_t steps) const {
  const std::int64_t columns = model::regressor_count(forecaster_.options());
  const auto batch = static_cast<std::int64_t>(places.size());
  Variable x = tape.make(Shape{steps * batch, columns}, false);
  Scalar* to = x.state()->value.data();
  for (std::int64_t step = 0; step < steps; ++step) {
    for (const Place& place : places) {
      data::copy_regressors(series_[static_cast<std::size_t>(place.series)].values, forecaster_.delays(),
                            static_cast<std::size_t>(place.row + offset + step), to);
      to += columns;
    }
  }
  return x;
}

Variable ForecastLearnable::targets(Tape& tape, const std::vector<Place>& places, std::int64_t offset,
                                    std::int64_t steps) const {
  const std::int64_t columns = forecaster_.options().targets;
  Variable y = tape.make(Shape{steps * static_cast<std::int64_t>(places.size()), columns}, false);
  Scalar* to = y.state()->value.data();
  for (std::int64_t step = 0; step < steps; ++step) {
    for (const Place& place : places) {
      const Scalar* from = series_[static_cast<std::size_t>(place.series)].values.y.data();
      to = std::copy_n(from + (place.row + offset + step) * columns, columns, to);
    }
  }
  return y;
}

Variable ForecastLearnable::measured(Tape& tape, const model::Forecaster::Output& output, Variable target) const {
  if (output.quantiles) {
    const std::array median{Scalar(0.5)};
    const auto others = static_cast<Scalar>(other_quantiles_.size());
    const Variable of_median = ops::quantile_error(tape, output.values, target, median);
    const Variable of_others = ops::quantile_error(tape, output.quantiles, target, other_quantiles_);
    return ops::add(tape, ops::scale(tape, of_median, 1 / (others + 1)),
                    ops::scale(tape, of_others, others / (others + 1)));
  }
  if (options_.loss == ForecastLoss::absolute) return ops::absolute_error(tape, output.values, target);
  if (options_.loss == ForecastLoss::huber) return ops::huber_error(tape, output.values, target);
  return ops::mean_squared_error(tape, output.values, target);
}

ForecastLearnable::Loss ForecastLearnable::next_loss(Tape& tape) {
  Loss loss;
  if (solved()) {
    loss = solved_loss(tape);
  } else if (refining_) {
    loss = run_loss(tape);
  } else {
    loss = recurrent() ? piece_loss(tape) : row_loss(tape);
  }
  ++step_;
  return loss;
}

// Of the rows of one batch, as a constant: no gradient.
ForecastLearnable::Loss ForecastLearnable::solved_loss(Tape& tape) {
  const std::vector<Place> places = places_of_step(step_);
  const Variable x = regressors(tape, places, 0, 1);
  const model::Forecaster::Output output = forecaster_.forward(tape, x, static_cast<std::int64_t>(places.size()));
  const Variable loss = measured(tape, output, targets(tape, places, 0, 1));
  return {ops::scale(tape, loss, 0, loss.value().item()), static_cast<std::int64_t>(places.size())};
}

ForecastLearnable::Loss ForecastLearnable::row_loss(Tape& tape) {
  const std::vector<Place> places = places_of_step(step_);
  const auto batch = static_cast<std::int64_t>(places.size());
  const std::int64_t context = forecaster_.context();
  const Variable x = regressors(tape, places, -context, context + window_);
  const model::Forecaster::Output output = forecaster_.forward(tape, x, batch);
  return {measured(tape, output, targets(tape, places, 0, window_)), batch * window_};
}

ForecastLearnable::Loss ForecastLearnable::piece_loss(Tape& tape) {
  const std::vector<Place> places = places_of_step(step_);
  const auto batch = static_cast<std::int64_t>(places.size());
  const std::int64_t chunk = step_ % chunks_;
  const std::int64_t begin = chunk * options_.bptt_steps;
  const std::int64_t steps = std::min<std::int64_t>(options_.bptt_steps, piece_ - begin);
  model::ForecasterState before;
  if (chunk > 0) before = {tape.constant(h_), c_.defined() ? tape.constant(c_) : Variable()};
  model::Forecaster::Output output = forecaster_.forward(tape, regressors(tape, places, begin, steps), batch, before);
  h_ = output.state.h.value().clone();
  c_ = output.state.c ? output.state.c.value().clone() : Tensor();
  // The first outputs of a piece come from a state that knows nothing yet; of short pieces half of them count anyway.
  const std::int64_t warm_up = std::min<std::int64_t>(forecaster_.options().warm_up, piece_ / 2);
  const std::int64_t silent = std::clamp<std::int64_t>(warm_up - begin, 0, steps);
  if (silent == steps) {
    const Variable loss = measured(tape, output, targets(tape, places, begin, steps));
    return {ops::scale(tape, loss, 0), batch * steps};
  }
  for (Variable* part : {&output.values, &output.quantiles}) {
    if (*part) *part = ops::slice_rows(tape, *part, silent * batch, steps * batch);
  }
  return {measured(tape, output, targets(tape, places, begin + silent, steps - silent)), batch * (steps - silent)};
}

ForecastLearnable::Loss ForecastLearnable::run_loss(Tape& tape) {
  std::vector<Place> places = places_of_step(step_);
  const auto batch = static_cast<std::int64_t>(places.size());
  std::int64_t steps = options_.refine_steps;
  std::int64_t earliest = places.front().row;
  for (const Place& place : places) {
    const auto end = static_cast<std::int64_t>(series_[static_cast<std::size_t>(place.series)].end);
    steps = std::min(steps, end - place.row);
    earliest = std::min(earliest, place.row);
  }
  const std::int64_t columns = forecaster_.options().targets;
  const std::int64_t context = forecaster_.context();
  const std::int64_t longest = forecaster_.delays().longest();
  const std::int64_t lead =
      recurrent() ? std::min<std::int64_t>(forecaster_.options().warm_up, earliest - longest) : context;
  const Variable x = regressors(tape, places, -lead, lead + steps);
  model::ForecasterState state;
  if (recurrent() && lead > 0) {
    state = forecaster_.forward(tape, ops::slice_rows(tape, x, 0, lead * batch), batch).state;
  }
  const std::vector<int>& delays = forecaster_.delays().outputs;
  std::vector<Variable> own;  // outputs of the steps so far
  std::vector<Variable> quantiles;
  std::vector<Variable> read;  // regressors of the context, then of the steps so far
  if (!recurrent()) {
    for (std::int64_t i = 0; i < context; ++i) {
      read.push_back(ops::slice_rows(tape, x, i * batch, (i + 1) * batch));
    }
  }
  std::vector<ops::Replacement> replacements;
  for (std::int64_t step = 0; step < steps; ++step) {
    replacements.clear();
    for (std::size_t d = 0; d < delays.size(); ++d) {
      if (delays[d] > step) break;
      replacements.push_back({static_cast<std::int64_t>(d) * columns, own[static_cast<std::size_t>(step - delays[d])]});
    }
    const Variable known = ops::slice_rows(tape, x, (lead + step) * batch, (lead + step + 1) * batch);
    Variable rows = replacements.empty() ? known : ops::replace_columns(tape, known, replacements);
    if (context > 0) {
      read.push_back(rows);
      rows = ops::concat_rows(tape, std::span(read).last(static_cast<std::size_t>(context) + 1));
    }
    const model::Forecaster::Output output = forecaster_.forward(tape, rows, batch, state);
    state = output.state;
    own.push_back(output.values);
    if (output.quantiles) quantiles.push_back(output.quantiles);
  }
  model::Forecaster::Output all{.values = ops::concat_rows(tape, own), .state = {}, .quantiles = {}};
  if (!quantiles.empty()) all.quantiles = ops::concat_rows(tape, quantiles);
  return {measured(tape, all, targets(tape, places, 0, steps)), batch * steps};
}

std::vector<NamedTensor> ForecastLearnable::carried() const {
  std::vector<NamedTensor> state;
  if (h_.defined()) state.push_back({"h", h_});
  if (c_.defined()) state.push_back({"c", c_});
  return state;
}

void ForecastLearnable::carry(const std::vector<NamedTensor>& state) {
  const std::int64_t layers = forecaster_.options().layers;
  const auto batch = static_cast<std::int64_t>(places_of_step(std::max<std::int64_t>(step_ - 1, 0)).size());
  const Shape expected{layers, batch, forecaster_.options().hidden_size};
  const bool has_state = recurrent() && !refining_;
  const std::size_t parts = !has_state ? 0 : forecaster_.options().kind == model::ForecasterKind::lstm ? 2 : 1;
  const char* names[] = {"h", "c"};
  bool fits = state.size() == parts;
  for (std::size_t i = 0; fits && i < parts; ++i) {
    fits = state[i].name == names[i] && state[i].tensor.shape() == expected;
  }
  if (!fits) throw UsageError("training: the state to go on from is that of another forecaster");
  if (parts > 0) h_ = state[0].tensor.clone();
  if (parts > 1) c_ = state[1].tensor.clone();
}

}  // namespace elman::tasks
