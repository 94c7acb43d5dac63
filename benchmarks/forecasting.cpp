#include <memory>
#include <string>
#include <vector>

#include "benchmarks/made_up.h"
#include "benchmarks/task.h"
#include "elman/autograd/ops.h"
#include "elman/model/forecaster.h"
#include "elman/model/rollout.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "elman/random.h"
#include "elman/tasks/forecast_fitting.h"

namespace elman::benchmarks {

namespace {

// arch=narx, tdnn (three layers, dilated), lstm, gru: one target, no inputs. What has a state reads one step of it.
model::ForecasterOptions options_of(const Case& asked) {
  model::ForecasterOptions options;
  options.kind = parse_choice<model::ForecasterKind>("arch", asked.text("arch"));
  options.hidden_size = asked.number("hidden");
  options.shortcut = false;
  options.delays = model::is_recurrent(options.kind) ? "1" : "1..12";
  options.warm_up = 0;
  if (options.kind == model::ForecasterKind::tdnn) options.layers = 3;
  options.dilation = 2;
  return options;
}

// A nonlinear system driven by random steps.
data::ScaledSeries<double> series_of(std::size_t rows) {
  data::ScaledSeries<double> series{.targets = 1, .inputs = 1, .y = std::vector<double>(rows), .u = {}};
  for (std::size_t t = 0; t < rows; ++t) series.u.push_back(static_cast<double>(made_up(Seed::x, t)));
  for (std::size_t t = 2; t < rows; ++t) {
    const double u = series.u[t - 1];
    const double y = series.y[t - 1];
    series.y[t] = 0.6 * y - 0.3 * series.y[t - 2] + u + 0.4 * y * u - 0.2 * u * u * u;
  }
  return series;
}

model::SeriesValues single(const data::ScaledSeries<double>& series, bool has_inputs) {
  model::SeriesValues values{.targets = 1, .inputs = 0, .y = {series.y.begin(), series.y.end()}, .u = {}};
  if (!has_inputs) return values;
  values.u.assign(series.u.begin(), series.u.end());
  values.inputs = 1;
  return values;
}

model::ForecasterOptions polynomial_of(const Case& asked) {
  model::ForecasterOptions options{.inputs = 1, .kind = model::ForecasterKind::polynomial};
  options.delays = options.input_delays = "1.." + asked.text("delays");
  options.degree = asked.number("degree");
  options.most_terms = asked.number("terms");
  return options;
}

tasks::SeriesPart part_of(const Case& asked) {
  tasks::SeriesPart part;
  part.exact = series_of(static_cast<std::size_t>(asked.number("rows")));
  part.values = single(part.exact, true);
  part.end = part.exact.y.size();
  return part;
}

}  // namespace

// `batch` windows of `steps` steps from true values: loss, gradients, clipping, Adam.
Task forecaster_step_task(const Case& asked) {
  struct Training {
    explicit Training(const Case& asked)
        : random(1), model(options_of(asked), random), adam(model.parameters()), tape({.threads = asked.threads()}) {}
    Random random;
    model::Forecaster model;
    optim::Adam adam;
    Tape tape;
  };
  const auto training = std::make_shared<Training>(asked);
  const std::int64_t batch = asked.number("batch");
  const std::int64_t steps = asked.number("steps");
  const std::int64_t columns = model::regressor_count(training->model.options());
  Tensor read(Shape{(training->model.context() + steps) * batch, columns});
  Tensor truth(Shape{steps * batch, 1});
  for (std::int64_t i = 0; i < read.size(); ++i) read[i] = made_up(Seed::x, static_cast<std::size_t>(i));
  for (std::int64_t i = 0; i < truth.size(); ++i) truth[i] = made_up(Seed::d_output, static_cast<std::size_t>(i));
  return {.run = [=] {
    Training& t = *training;
    t.tape.reset(static_cast<std::uint64_t>(t.adam.step_count()) + 1);
    const model::Forecaster::Output output = t.model.forward(t.tape, t.tape.constant(read), batch);
    t.tape.backward(ops::mean_squared_error(t.tape, output.values, t.tape.constant(truth)));
    const double norm = optim::gradient_norm(t.adam.parameters(), &t.tape.pool());
    t.adam.step(&t.tape.pool(), optim::clip_factor(norm, 1), true);
  }};
}

// `steps` steps on its own outputs, from `batch` origins at once.
Task free_run_task(const Case& asked) {
  Random random(1);
  const auto forecaster = std::make_shared<model::Forecaster>(options_of(asked), random);
  const auto batch = static_cast<std::size_t>(asked.number("batch"));
  const auto steps = static_cast<std::size_t>(asked.number("steps"));
  const std::size_t first = model::first_row(*forecaster);
  const auto series = std::make_shared<model::SeriesValues>(single(series_of(first + batch), false));
  std::vector<std::size_t> origins;
  for (std::size_t b = 0; b < batch; ++b) origins.push_back(first + b);
  return {.run = [=] { model::roll_out(*forecaster, *series, origins, steps); }};
}

// Terms and weights of a polynomial, by forward orthogonal least squares over `rows` rows.
Task polynomial_fit_task(const Case& asked) {
  const model::ForecasterOptions options = polynomial_of(asked);
  const std::vector<tasks::SeriesPart> parts{part_of(asked)};
  return {.run = [=] { tasks::fit_polynomial(parts, options); }};
}

// That polynomial on its own outputs, over all of these rows.
Task polynomial_run_task(const Case& asked) {
  model::ForecasterOptions options = polynomial_of(asked);
  const std::vector<tasks::SeriesPart> parts{part_of(asked)};
  const tasks::PolynomialFit fit = tasks::fit_polynomial(parts, options);
  options.terms = fit.terms;
  Random random(1);
  const auto forecaster = std::make_shared<model::Forecaster>(options, random);
  forecaster->set_weights(fit.weights.back());
  const std::size_t first = model::first_row(*forecaster);
  return {.run = [=] {
    model::roll_out(*forecaster, parts.front().values, std::span(&first, 1), parts.front().end - first);
  }};
}

}  // namespace elman::benchmarks
