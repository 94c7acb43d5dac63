#include "elman/tasks/forecast_fitting.h"

#include <algorithm>

#include "elman/error.h"
#include "elman/tensor/least_squares.h"

namespace elman::tasks {

namespace {

constexpr std::size_t most_numbers = 20'000'000;  // of a matrix; of more rows, evenly spaced ones are taken

std::size_t stride_of(std::size_t rows, std::size_t columns) {
  return (rows * columns + most_numbers - 1) / most_numbers;
}

// Regressors and targets of rows, column by column.
struct Regression {
  ColumnMatrix regressors;
  ColumnMatrix targets;
};

// Where a series stays at a limit, what would have come without it is not known.
bool is_at_limit(const SeriesPart& part, std::size_t row, const std::vector<data::Limits>& limits) {
  for (std::size_t t = 0; t < limits.size(); ++t) {
    const double y = part.exact.y[row * limits.size() + t];
    if (y <= limits[t].lower || y >= limits[t].upper) return true;
  }
  return false;
}

struct LearntRow {
  const SeriesPart* part;
  std::size_t row;
};

// All for which everything that is read is there; without those at a limit, unless these are more than half.
std::vector<LearntRow> rows_to_learn(const std::vector<SeriesPart>& parts, std::size_t first,
                                     const std::vector<data::Limits>& limits) {
  std::vector<LearntRow> all;
  std::vector<LearntRow> free;
  for (const SeriesPart& part : parts) {
    for (std::size_t row = std::max(part.begin, first); row < part.end; ++row) {
      all.push_back({&part, row});
      if (!limits.empty() && !is_at_limit(part, row, limits)) free.push_back({&part, row});
    }
  }
  return 2 * free.size() >= all.size() ? free : all;
}

// A linear map leaves out rows at a limit, which would bend it. To a polynomial they say not to run away there.
Regression regression_of(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options,
                         std::size_t columns) {
  const data::Delays delays = model::delays_of(options);
  const auto longest = static_cast<std::size_t>(delays.longest());
  const bool leaves_out = options.kind != model::ForecasterKind::polynomial;
  const std::vector<LearntRow> rows =
      rows_to_learn(parts, longest, leaves_out ? options.limits : std::vector<data::Limits>());
  if (rows.empty()) {
    throw DataError("found no series of more than " + std::to_string(longest) +
                    " rows to learn from, expected one that is longer than the delays; use shorter delays");
  }
  const std::size_t stride = stride_of(rows.size(), columns);
  const std::size_t kept = (rows.size() + stride - 1) / stride;
  const std::size_t targets = parts.front().exact.targets;
  const std::size_t read = data::regressor_count(delays, targets, parts.front().exact.inputs);
  Regression regression{.regressors = {.rows = kept, .values = std::vector<double>(kept * read)},
                        .targets = {.rows = kept, .values = std::vector<double>(kept * targets)}};
  std::vector<double> row_values(read);
  for (std::size_t at = 0; at < kept; ++at) {
    const auto [part, row] = rows[at * stride];
    data::copy_regressors(part->exact, delays, row, row_values.data());
    for (std::size_t i = 0; i < read; ++i) regression.regressors.column(i)[at] = row_values[i];
    for (std::size_t i = 0; i < targets; ++i) regression.targets.column(i)[at] = part->exact.y[row * targets + i];
  }
  return regression;
}

std::vector<double> ones(std::size_t rows) { return std::vector<double>(rows, 1.0); }

// Products of `factors` factors, each not before the one to its left.
void add_products(std::int32_t regressors, int factors, model::Term& term, std::vector<model::Term>& terms) {
  if (factors == 0) {
    terms.push_back(term);
    return;
  }
  for (std::int32_t next = term.empty() ? 0 : term.back(); next < regressors; ++next) {
    term.push_back(next);
    add_products(regressors, factors - 1, term, terms);
    term.pop_back();
  }
}

// How many there are, with all of fewer factors; counted in floating point, where it cannot overflow.
double product_count(std::size_t regressors, int factors) {
  double all = 1;
  double count = 1;
  for (int k = 1; k <= factors; ++k) {
    count *= static_cast<double>(regressors + static_cast<std::size_t>(k) - 1) / k;
    all += count;
  }
  return all;
}

int possible_degree(std::size_t regressors, int degree) {
  while (degree > 1 && product_count(regressors, degree) > static_cast<double>(most_candidates)) --degree;
  return degree;
}

std::vector<model::Term> candidates_of(std::size_t regressors, int degree) {
  degree = possible_degree(regressors, degree);
  std::vector<model::Term> terms;
  model::Term term;
  for (int factors = 0; factors <= degree; ++factors) {
    add_products(static_cast<std::int32_t>(regressors), factors, term, terms);
  }
  return terms;
}

ColumnMatrix columns_of(const ColumnMatrix& regressors, const std::vector<model::Term>& terms) {
  ColumnMatrix columns{.rows = regressors.rows, .values = ones(regressors.rows * terms.size())};
  for (std::size_t t = 0; t < terms.size(); ++t) {
    double* column = columns.column(t);
    for (const std::int32_t factor : terms[t]) {
      const double* values = regressors.column(static_cast<std::size_t>(factor));
      for (std::size_t r = 0; r < regressors.rows; ++r) column[r] *= values[r];
    }
  }
  return columns;
}

}  // namespace

LinearFit fit_linear(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options) {
  const std::size_t targets = parts.front().exact.targets;
  const auto read = static_cast<std::size_t>(model::regressor_count(options));
  Regression regression = regression_of(parts, options, read + 1);
  const std::vector<double> constant = ones(regression.regressors.rows);
  regression.regressors.values.insert(regression.regressors.values.end(), constant.begin(), constant.end());
  const std::vector<double> solution = LeastSquares(regression.regressors, regression.targets).solution();
  LinearFit fit;
  for (std::size_t t = 0; t < targets; ++t) {
    const auto begin = solution.begin() + static_cast<std::ptrdiff_t>(t * (read + 1));
    fit.weight.insert(fit.weight.end(), begin, begin + static_cast<std::ptrdiff_t>(read));
    fit.bias.push_back(*(begin + static_cast<std::ptrdiff_t>(read)));
  }
  return fit;
}

PolynomialFit fit_polynomial(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options) {
  const auto read = static_cast<std::size_t>(model::regressor_count(options));
  const std::vector<model::Term> candidates = candidates_of(read, options.degree);
  const Regression regression = regression_of(parts, options, candidates.size());
  const std::size_t most = std::min<std::size_t>(static_cast<std::size_t>(options.most_terms),
                                                 std::max<std::size_t>(regression.targets.rows / 2, 1));
  PolynomialFit fit;
  for (const ChosenColumn& chosen :
       choose_columns(columns_of(regression.regressors, candidates), regression.targets, most)) {
    fit.terms.push_back(candidates[chosen.column]);
  }
  if (fit.terms.empty()) fit.terms.emplace_back();  // the targets are all zero: a constant does
  const LeastSquares solved(columns_of(regression.regressors, fit.terms), regression.targets);
  for (std::size_t terms = 1; terms <= fit.terms.size(); ++terms) fit.weights.push_back(solved.solution(terms));
  return fit;
}

CheckedSize fit_numbers(std::size_t rows, const model::ForecasterOptions& options) {
  const auto read = static_cast<std::size_t>(model::regressor_count(options));
  const auto kept = [rows](std::size_t columns) {
    return rows / std::max<std::size_t>(stride_of(rows, columns), 1) + 1;
  };
  // Least squares are solved in a copy with a row more for each column.
  const CheckedSize linear = (CheckedSize(2) * kept(read + 1) + read) * (read + 1);
  if (options.kind != model::ForecasterKind::polynomial) return linear;
  const auto candidates = static_cast<std::size_t>(product_count(read, possible_degree(read, options.degree)));
  return linear + CheckedSize(kept(candidates)) * (candidates + read);
}

std::vector<double> fit_terms(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options) {
  const Regression regression = regression_of(parts, options, options.terms.size());
  return LeastSquares(columns_of(regression.regressors, options.terms), regression.targets).solution();
}

}  // namespace elman::tasks
