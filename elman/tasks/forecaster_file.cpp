#include "elman/tasks/forecaster_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "elman/error.h"
#include "elman/io/number_list.h"
#include "elman/nn/initializer.h"

namespace elman::tasks {

namespace {

constexpr const char* scaling_section = "scaling";
constexpr const char* terms_section = "terms";
constexpr const char* floor_section = "linear-model";
constexpr const char* bands_section = "bands";
constexpr std::size_t most_columns = 10'000;
constexpr std::size_t most_band_steps = 10'000;

io::Section list_section(const char* name) { return {.name = name, .values = {}, .list = {}, .is_list = true}; }

ColumnScale column_scale_in(const std::string& entry, const std::string& where) {
  const std::vector<double> numbers = io::numbers_in<double>(entry, where);
  const bool has_limits = numbers.size() == 6;
  bool fits = numbers.size() == 4 || has_limits;
  for (std::size_t i = 0; fits && i < 4; ++i) fits = std::isfinite(numbers[i]) && (i == 0 || numbers[i] > 0);
  if (has_limits) fits = fits && numbers[4] < numbers[5];
  if (!fits) {
    throw ModelError(where +
                     ": found a scale that is none, expected an offset, three numbers above 0 and, if any, a lower and "
                     "an upper limit");
  }
  ColumnScale column{
      .scale = {.offset = numbers[0], .factor = numbers[1]}, .deviation = numbers[2], .naive_error = numbers[3]};
  if (has_limits) column.limits = {.lower = numbers[4], .upper = numbers[5]};
  return column;
}

std::string entry_of(const ColumnScale& column) {
  std::string entry = io::words_of({column.scale.offset, column.scale.factor, column.deviation, column.naive_error});
  if (column.limits.any()) entry += " " + io::words_of({column.limits.lower, column.limits.upper});
  return entry;
}

SeriesScaling scaling_in(const io::ModelFile& file, const SeriesCoding& coding) {
  const std::vector<std::string>& entries = file.list(scaling_section);
  const std::size_t targets = coding.targets().size();
  const std::size_t inputs = coding.inputs().size();
  if (entries.size() != targets + inputs || targets == 0) {
    throw ModelError(fmt::format("{}: found {} scales for {} columns, expected one for each", file.path(),
                                 entries.size(), targets + inputs));
  }
  SeriesScaling scaling;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    (i < targets ? scaling.targets : scaling.inputs).push_back(column_scale_in(entries[i], file.path()));
  }
  return scaling;
}

std::vector<model::Term> terms_in(const io::ModelFile& file, const model::ForecasterOptions& options) {
  const std::int64_t columns = model::regressor_count(options);
  std::vector<model::Term> terms;
  for (const std::string& entry : file.list(terms_section)) {
    model::Term term = io::numbers_in<std::int32_t>(entry, file.path());
    for (const std::int32_t factor : term) {
      if (factor < 0 || factor >= columns || term.size() > static_cast<std::size_t>(options.degree)) {
        throw ModelError(
            fmt::format("{}: found a term of {} factors with factor {}, expected up to {} factors below "
                        "{}",
                        file.path(), term.size(), factor, options.degree, columns));
      }
    }
    terms.push_back(std::move(term));
  }
  return terms;
}

Bands bands_in(const io::ModelFile& file, const SeriesCoding& coding, const std::vector<double>& quantiles) {
  Bands bands{.level = coding.options.band, .steps = 0, .quantiles = quantiles, .margin = {}};
  for (const std::string& entry : file.list(bands_section)) {
    const std::vector<double> margins = io::numbers_in<double>(entry, file.path());
    bool fits = margins.size() <= most_band_steps && !margins.empty();
    fits = fits && (bands.steps == 0 || margins.size() == bands.steps);
    for (const double margin : margins) fits = fits && (margin >= 0 || !quantiles.empty()) && std::isfinite(margin);
    if (!fits) throw ModelError(file.path() + ": found a band that is none, expected a width for each step");
    bands.steps = margins.size();
    bands.margin.insert(bands.margin.end(), margins.begin(), margins.end());
  }
  const std::size_t rows = coding.targets().size() * std::max<std::size_t>(quantiles.size(), 1);
  if (bands.margin.size() == bands.steps * rows) return bands;
  throw ModelError(file.path() + ": found bands for another number of targets");
}

// The tensors of a network whose names begin with a prefix.
std::vector<NamedTensor> with_prefix(std::vector<NamedTensor> tensors, const std::string& prefix) {
  for (NamedTensor& tensor : tensors) tensor.name = prefix + tensor.name;
  return tensors;
}

}  // namespace

std::vector<io::Section> sections_of(const Forecaster& forecaster) {
  const model::ForecasterOptions& options = forecaster.network().options();
  std::vector<io::Section> sections;
  sections.push_back({.name = "options", .values = values_of(options)});
  sections.push_back({.name = "series", .values = values_of(forecaster.coding().options)});
  io::Section scaling = list_section(scaling_section);
  for (const auto* columns : {&forecaster.coding().scaling.targets, &forecaster.coding().scaling.inputs}) {
    for (const ColumnScale& column : *columns) scaling.list.push_back(entry_of(column));
  }
  sections.push_back(std::move(scaling));
  io::Section terms = list_section(terms_section);
  for (const model::Term& term : options.terms) {
    std::string entry;
    for (const std::int32_t factor : term) entry.append(entry.empty() ? "" : " ").append(std::to_string(factor));
    terms.list.push_back(std::move(entry));
  }
  sections.push_back(std::move(terms));
  if (forecaster.floor() != nullptr) {
    sections.push_back({.name = floor_section, .values = values_of(forecaster.floor()->options())});
  }
  const Bands bands = forecaster.bands();
  io::Section margins = list_section(bands_section);
  for (std::size_t row = 0; bands.steps > 0 && row * bands.steps < bands.margin.size(); ++row) {
    std::string entry;
    for (std::size_t step = 1; step <= bands.steps; ++step) {
      entry.append(entry.empty() ? "" : " ").append(text_of_number(bands.at(row, step)));
    }
    margins.list.push_back(std::move(entry));
  }
  sections.push_back(std::move(margins));
  return sections;
}

ForecasterFile read_forecaster(const io::ModelFile& file) {
  ForecasterFile parts;
  file.read("series", fields(parts.coding.options));
  const std::size_t columns = parts.coding.targets().size() + parts.coding.inputs().size();
  if (columns > most_columns) {
    throw ModelError(fmt::format("{}: found {} columns, expected at most {}", file.path(), columns, most_columns));
  }
  try {
    check_ranges(parts.coding.options);
    model::ForecasterOptions options;
    file.read("options", fields(options));
    options.targets = static_cast<int>(parts.coding.targets().size());
    options.inputs = static_cast<int>(parts.coding.inputs().size());
    model::check(options);
    parts.coding.scaling = scaling_in(file, parts.coding);
    options.limits = scaled_limits(parts.coding.scaling);
    options.terms = terms_in(file, options);
    parts.bands = bands_in(file, parts.coding, model::quantiles_of(options));
    std::optional<model::ForecasterOptions> floor;
    if (options.kind != model::ForecasterKind::linear) {
      floor.emplace();
      file.read(floor_section, fields(*floor));
      floor->targets = options.targets;
      floor->inputs = options.inputs;
      floor->limits = options.limits;
      if (floor->kind != model::ForecasterKind::linear) throw ModelError(file.path() + ": its linear model is none");
    }
    const auto shapes = nn::Initializer::shapes_only();
    std::vector<NamedTensor> expected = model::Forecaster(options, shapes).tensors();
    if (floor) {
      for (NamedTensor& tensor : with_prefix(model::Forecaster(*floor, shapes).tensors(), "floor.")) {
        expected.push_back(std::move(tensor));
      }
    }
    file.check_tensors(expected);
    parts.network = std::make_unique<model::Forecaster>(options, nn::Initializer::zeros());
    std::vector<NamedTensor> tensors = parts.network->tensors();
    file.read_tensors(tensors);
    if (floor) {
      parts.floor = std::make_unique<model::Forecaster>(*floor, nn::Initializer::zeros());
      std::vector<NamedTensor> own = with_prefix(parts.floor->tensors(), "floor.");
      file.read_tensors(own);
    }
  } catch (const UsageError& error) {
    throw ModelError(file.path() + ": " + error.what());
  }
  return parts;
}

std::string equation_of(const Forecaster& forecaster) {
  const std::vector<std::string> targets = forecaster.coding().targets();
  const std::vector<std::string> names =
      data::regressor_names(forecaster.network().delays(), targets, forecaster.coding().inputs());
  const std::vector<model::Term>& terms = forecaster.network().options().terms;
  std::string text;
  for (const NamedTensor& weights : forecaster.network().tensors()) {
    for (std::size_t t = 0; t < targets.size(); ++t) {
      text += fmt::format("{}{}(t) =", text.empty() ? "" : "; ", targets[t]);
      for (std::size_t m = 0; m < terms.size(); ++m) {
        const Scalar weight = weights.tensor[static_cast<std::int64_t>(t * terms.size() + m)];
        const char* sign = m == 0 ? (weight < 0 ? " -" : " ") : weight < 0 ? " - " : " + ";
        text += fmt::format("{}{:.4g}", sign, std::abs(weight));
        for (const std::int32_t factor : terms[m]) text += " " + names[static_cast<std::size_t>(factor)];
      }
    }
  }
  return text;
}

}  // namespace elman::tasks
