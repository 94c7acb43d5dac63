#include "elman/kernels/pointer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace elman::kernels {

namespace {

// Where everything has underflowed there is still a way back.
constexpr double least_probability = 1e-30;

// A row's parts, in double: a few numbers, of which each may be tiny.
struct Row {
  double generate;  // p
  double copy;      // 1 - p
  double elsewhere = 0;
  double on_target = 0;
};

// call(position, what it is a copy of) for each position of the row's source.
template <class Call>
void for_each_position(const Pointer& p, int row, const Call& call) {
  const std::int32_t item = p.batch_index[row];
  for (std::int32_t s = 0; s < p.length[item]; ++s) call(s, p.copies[p.source.first[s] + item]);
}

const Scalar* weights_of(const Pointer& p, int row) {
  return p.weights + static_cast<std::ptrdiff_t>(row) * p.source.count;
}

Row row_of(const Pointer& p, int row, std::int32_t target) {
  const double gate = p.gate[row];
  const Scalar* weights = weights_of(p, row);
  Row made{1 / (1 + std::exp(-gate)), 1 / (1 + std::exp(gate))};
  for_each_position(p, row, [&](std::int32_t s, std::int32_t symbol) {
    if (symbol < 0) made.elsewhere += weights[s];
    if (symbol == target) made.on_target += weights[s];
  });
  return made;
}

double generated_by(const Row& row, double probability) {
  return (row.generate + row.copy * row.elsewhere) * probability;
}

double probability_of(const Pointer& p, std::int32_t target, Scalar generated) {
  return target < p.symbols ? std::exp(-static_cast<double>(generated)) : 0;
}

}  // namespace

void pointer_loss(const Pointer& pointer, const std::int32_t* target, const Scalar* generated, Scalar* share,
                  Scalar* loss) {
  for (int r = 0; r < pointer.rows; ++r) {
    const Row row = row_of(pointer, r, target[r]);
    const double by_generating = generated_by(row, probability_of(pointer, target[r], generated[r]));
    const double all = std::max(by_generating + row.copy * row.on_target, least_probability);
    share[r] = static_cast<Scalar>(by_generating / all);
    loss[r] = static_cast<Scalar>(-std::log(all));
  }
}

void pointer_loss_backward(const Pointer& pointer, const std::int32_t* target, const Scalar* generated,
                           const Scalar* factor, Scalar* d_gate, Scalar* d_weights) {
  for (int r = 0; r < pointer.rows; ++r) {
    const Row row = row_of(pointer, r, target[r]);
    const double probability = probability_of(pointer, target[r], generated[r]);
    const double all = std::max(generated_by(row, probability) + row.copy * row.on_target, least_probability);
    const double down = -static_cast<double>(factor[r]) / all;  // of a growing probability
    if (d_gate != nullptr) {
      const double slope = row.generate * row.copy * (probability * (1 - row.elsewhere) - row.on_target);
      d_gate[r] += static_cast<Scalar>(down * slope);
    }
    if (d_weights == nullptr) continue;
    Scalar* d = d_weights + static_cast<std::ptrdiff_t>(r) * pointer.source.count;
    const auto elsewhere = static_cast<Scalar>(down * row.copy * probability);
    const auto on_target = static_cast<Scalar>(down * row.copy);
    for_each_position(pointer, r, [&](std::int32_t s, std::int32_t symbol) {
      if (symbol < 0) d[s] += elsewhere;
      if (symbol == target[r]) d[s] += on_target;
    });
  }
}

void pointer_log_probabilities(const Pointer& pointer, Scalar* log_probabilities) {
  const std::ptrdiff_t columns = std::ptrdiff_t{pointer.symbols} + pointer.source.count;
  for (int r = 0; r < pointer.rows; ++r, log_probabilities += columns) {
    const Row row = row_of(pointer, r, -1);
    const Scalar* weights = weights_of(pointer, r);
    const auto generate = static_cast<Scalar>(std::log(row.generate + row.copy * row.elsewhere));
    for (int j = 0; j < pointer.symbols; ++j) log_probabilities[j] += generate;
    std::fill(log_probabilities + pointer.symbols, log_probabilities + columns,
              -std::numeric_limits<Scalar>::infinity());
    for_each_position(pointer, r, [&](std::int32_t s, std::int32_t symbol) {
      const double copied = row.copy * weights[s];
      if (symbol < 0 || !(copied > 0)) return;
      Scalar& sum = log_probabilities[symbol];
      const double log_copied = std::log(copied);
      const double larger = std::max(static_cast<double>(sum), log_copied);
      const double smaller = std::min(static_cast<double>(sum), log_copied);
      sum = static_cast<Scalar>(larger + std::log1p(std::exp(smaller - larger)));
    });
  }
}

double covered_again(std::size_t n, const Scalar* weights, const Scalar* coverage) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += std::min(weights[i], coverage[i]);
  return sum;
}

void covered_again_backward(std::size_t n, Scalar factor, const Scalar* weights, const Scalar* coverage,
                            Scalar* d_weights, Scalar* d_coverage) {
  for (std::size_t i = 0; i < n; ++i) {
    Scalar* d = weights[i] < coverage[i] ? d_weights : d_coverage;
    if (d != nullptr) d[i] += factor;
  }
}

}  // namespace elman::kernels
