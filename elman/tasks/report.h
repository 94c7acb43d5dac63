// How good a model is on a file, for people and for programs.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "elman/decode/bootstrap.h"
#include "elman/decode/metrics.h"
#include "elman/fields.h"
#include "elman/tasks/forecast_options.h"
#include "elman/tasks/pair_options.h"
#include "elman/tasks/predictor.h"
#include "elman/tasks/skipped_lines.h"

namespace elman::tasks {

struct EvaluationRequest {
  std::string path;
  PairOptions data = {};
  SeriesEvaluation series = {};
  PredictorOptions predictor = {};
};

struct Measure {
  std::string name;  // "WER"
  double value = 0;
  std::string explanation;  // "3 of 100 words wrong, 120 lines"
  std::string unit = "%";
  int decimals = 2;
  std::optional<decode::Interval> interval = {};  // of 95 percent
};

// What became of one source.
struct EvaluatedLine {
  std::string source;
  std::string features;  // as a user writes them; empty if there are none
  std::vector<std::string> golds;
  std::string prediction;
  double log_probability = 0;  // natural logarithm
  std::optional<double> confidence = {};
  decode::Score score;
};

// Symbols that a model does not know, with how often and in which line first.
struct UnknownSymbol {
  std::size_t count = 0;
  std::size_t first_line = 0;
};
class UnknownSymbols {
 public:
  // Those of one line, numbered from 1.
  void add(const std::vector<std::string>& symbols, std::size_t line);
  // One that occurs so often, first in that line; 0 if nobody knows.
  void add(const std::string& symbol, std::size_t count, std::size_t first_line = 0);
  bool empty() const { return seen_.empty(); }
  const std::map<std::string, UnknownSymbol>& all() const { return seen_; }

 private:
  std::map<std::string, UnknownSymbol> seen_;
};

// Scores side by side; the first cell of a row says whose.
struct ReportTable {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

// Correlations of two series by the lag between them, and between which limits they are if there is none.
struct Correlogram {
  std::string title;
  std::size_t first_lag = 0;
  std::vector<double> values;
  double limit = 0;  // 95 % are within, of either sign
};

struct Report {
  std::vector<Measure> measures;
  std::vector<FieldValue> numbers;                 // for programs: counts and scores by name
  std::vector<decode::Confusion> confusions = {};  // the commonest first
  std::size_t cut = 0;                             // outputs that ended at the length limit
  UnknownSymbols unknown = {};
  std::vector<ReportTable> tables = {};
  std::vector<Correlogram> correlograms = {};
  std::vector<EvaluatedLine> lines = {};  // of a task that writes texts
};

}  // namespace elman::tasks
