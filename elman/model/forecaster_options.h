// What a forecaster is made of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "elman/autograd/recurrent.h"
#include "elman/data/delays.h"
#include "elman/data/limits.h"
#include "elman/fields.h"

namespace elman::model {

// The ways to give a forecaster a memory, simplest first: delays alone, of which the output is a linear or polynomial
// function; a feed-forward network over delays (NARX); time-delay units in several layers (TDNN); a recurrent state.
enum class ForecasterKind { linear, polynomial, narx, tdnn, rnn, lstm, gru };
constexpr auto choices(ForecasterKind) {
  return std::array{Choice<ForecasterKind>{ForecasterKind::linear, "linear"},
                    Choice<ForecasterKind>{ForecasterKind::polynomial, "polynomial"},
                    Choice<ForecasterKind>{ForecasterKind::narx, "narx"},
                    Choice<ForecasterKind>{ForecasterKind::tdnn, "tdnn"},
                    Choice<ForecasterKind>{ForecasterKind::rnn, "rnn"},
                    Choice<ForecasterKind>{ForecasterKind::lstm, "lstm"},
                    Choice<ForecasterKind>{ForecasterKind::gru, "gru"}};
}

// Factors of a product, as columns of the regressors in ascending order; none: the constant 1.
using Term = std::vector<std::int32_t>;

struct ForecasterOptions {
  int targets = 1;                        // columns that are forecast
  int inputs = 0;                         // columns that are known
  std::vector<Term> terms = {};           // of a polynomial
  std::vector<data::Limits> limits = {};  // of each target, scaled; none: no target has any

  ForecasterKind kind = ForecasterKind::narx;
  std::string delays = "1..12";   // of the targets
  std::string input_delays = {};  // of the inputs; empty: as the task decides
  int hidden_size = 16;
  int layers = 1;
  int width = 3;                   // TDNN: steps that a unit of a layer after the first reads
  int dilation = 1;                // TDNN: the distance between these grows by this factor from layer to layer
  bool shortcut = true;            // a linear map of what is read is added to the output
  std::string quantiles = "none";  // that networks forecast, ascending, with 0.5, such as 0.1,0.5,0.9
  int degree = 3;                  // polynomial: factors of a term at most
  int most_terms = 20;             // polynomial
  int warm_up = 50;                // recurrent: steps that are read before the first output that counts
};
Fields fields(ForecasterOptions& options);

// Throws UsageError if a field is out of range or two contradict each other.
void check(const ForecasterOptions& options);

bool is_recurrent(ForecasterKind kind);
// linear and polynomial: found by least squares, not by descent.
bool is_solved(ForecasterKind kind);
ops::Cell cell_of(ForecasterKind kind);
data::Delays delays_of(const ForecasterOptions& options);
std::int64_t regressor_count(const ForecasterOptions& options);
// The quantiles as numbers. Throws UsageError for anything else than such a list.
std::vector<double> quantiles_of(const ForecasterOptions& options);
// Where 0.5 is among them.
std::size_t median_of(const std::vector<double>& quantiles);

}  // namespace elman::model
