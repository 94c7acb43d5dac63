// Forecasters that are found by least squares instead of descent.
#pragma once

#include <cstddef>
#include <vector>

#include "elman/checked_size.h"
#include "elman/model/forecaster_options.h"
#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

struct LinearFit {
  std::vector<double> weight;  // (targets, regressors)
  std::vector<double> bias;    // (targets)
};
// Least squares over all rows of the parts for which everything that is read is there, but whose target is at no limit,
// unless that leaves less than half. Throws DataError if there are none.
LinearFit fit_linear(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options);

// Terms of a polynomial in the order in which forward orthogonal least squares chose them (Billings 2013), and the
// weights of its first 1, 2, ... terms.
struct PolynomialFit {
  std::vector<model::Term> terms;
  std::vector<std::vector<double>> weights;  // [number of terms - 1]: (targets, terms)
};
// Chooses among all products of up to options.degree regressors; of fewer if there are more than `most_candidates`.
constexpr std::size_t most_candidates = 4000;
PolynomialFit fit_polynomial(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options);

// Numbers in double that fits to so many rows hold at a time, roughly: of the exact linear model, and of a polynomial.
CheckedSize fit_numbers(std::size_t rows, const model::ForecasterOptions& options);

// The weights of these terms alone, (targets, terms).
std::vector<double> fit_terms(const std::vector<SeriesPart>& parts, const model::ForecasterOptions& options);

}  // namespace elman::tasks
