#include "tests/support/forecasters.h"

#include <fmt/core.h>

#include <algorithm>

#include "elman/random.h"

namespace elman::test {

std::vector<model::ForecasterOptions> all_kinds_of_forecasters() {
  std::vector<model::ForecasterOptions> all;
  for (const Choice<model::ForecasterKind>& kind : choices(model::ForecasterKind{})) {
    model::ForecasterOptions options;
    options.targets = 2;
    options.inputs = 1;
    options.kind = kind.value;
    options.delays = "1,3";
    options.input_delays = "0..1";
    options.hidden_size = 5;
    options.warm_up = 4;
    if (options.kind == model::ForecasterKind::polynomial) options.terms = {{}, {0}, {3}, {1, 4}, {2, 2, 5}};
    all.push_back(options);
    options.layers = 3;
    options.dilation = 2;
    options.shortcut = false;
    if (!model::is_solved(options.kind)) all.push_back(options);
  }
  return all;
}

std::string describe(const model::ForecasterOptions& options) {
  return fmt::format("{} of {} layers{}", name_of(options.kind), options.layers, options.shortcut ? ", shortcut" : "");
}

model::SeriesValues random_series(const model::ForecasterOptions& options, std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  model::SeriesValues series;
  series.targets = static_cast<std::size_t>(options.targets);
  series.inputs = static_cast<std::size_t>(options.inputs);
  const auto number = [&] { return static_cast<Scalar>(random.normal() / 2); };
  series.y.resize(rows * series.targets);
  series.u.resize(rows * series.inputs);
  std::generate(series.y.begin(), series.y.end(), number);
  std::generate(series.u.begin(), series.u.end(), number);
  return series;
}

std::string known_system(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  std::string table = "t,u,y\n";
  double u = 0;
  double y1 = 0;
  double y2 = 0;
  for (std::size_t t = 0; t < rows; ++t) {
    const double y = 0.6 * y1 - 0.3 * y2 + u + 0.4 * y1 * u - 0.2 * u * u * u;
    y2 = y1;
    y1 = y;
    if (t % 3 == 0) u = 1.6 * random.uniform() - 0.8;
    table += fmt::format("{},{:.9g},{:.9g}\n", t, u, y);
  }
  return table;
}

}  // namespace elman::test
