// Series with their parts: what is learnt from, what decides, what is scored.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "elman/data/limits.h"
#include "elman/data/scaling.h"
#include "elman/data/series.h"
#include "elman/model/rollout.h"

namespace elman::tasks {

// How the columns of a model's series are scaled, and what forecasts are held against. From the training part alone.
struct ColumnScale {
  data::Scale scale;
  double deviation = 1;      // standard deviation
  double naive_error = 1;    // mean |y(t) - y(t - season)|, by which MASE divides (Hyndman & Koehler 2006)
  data::Limits limits = {};  // that forecasts of a target do not pass
};
struct SeriesScaling {
  std::vector<ColumnScale> targets;
  std::vector<ColumnScale> inputs;
};

// Rows begin .. end of a series; those before are what is known then, those after are not there.
struct SeriesPart {
  model::SeriesValues values;        // scaled
  data::ScaledSeries<double> exact;  // the same in double
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
};

// Where the parts of a series end.
struct Split {
  std::size_t train_end = 0;
  std::size_t dev_end = 0;  // test, if any, goes on to the last row
};

// "70/15/15" -> 0.7, 0.15, 0.15; none if it is no list of two or three shares.
std::optional<std::vector<double>> shares_of(const std::string& split);

// split as ForecastOptions has it. Throws UsageError for text that is no split, DataError for a part without rows.
Split split_of(const data::Series& series, const std::string& split, const std::string& path);

// season: 0 for none. limits: as ForecastOptions has it. Throws DataError for columns that do not change in the
// training part, UsageError for text that is no limits.
SeriesScaling fit_scaling(const data::SeriesSet& set, const std::vector<Split>& splits, data::ScalingKind kind,
                          int season, const std::string& limits);

// Limits of each target, scaled, as a forecaster's options have them.
std::vector<data::Limits> scaled_limits(const SeriesScaling& scaling);

// Of the targets that have some, for people: "y ..10".
std::string text_of_limits(const SeriesScaling& scaling, const std::vector<std::string>& targets);

SeriesPart part_of(const data::Series& series, const SeriesScaling& scaling, std::size_t begin, std::size_t end);

// Rows of all parts together.
std::size_t rows_of(const std::vector<SeriesPart>& parts);

}  // namespace elman::tasks
