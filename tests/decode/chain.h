// Decodings whose probabilities are written down.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "elman/model/decoding.h"
#include "elman/text/vocabulary.h"

namespace elman::test {

// Rows whose next symbol depends on the last one alone, from a table of log-probabilities.
class Chain : public model::Decoding {
 public:
  Chain(int rows, std::vector<std::vector<double>> next) : rows_(rows), next_(std::move(next)) {}

  int rows() const override { return rows_; }
  int vocabulary_size() const override { return static_cast<int>(next_.front().size()); }
  int length_limit(int) const override { return 8; }
  const Tensor& alignment() const override { return alignment_; }
  const Tensor& step(std::span<const std::int32_t> tokens) override {
    read.emplace_back(tokens.begin(), tokens.end());
    result_ = Tensor(Shape{rows_, vocabulary_size()});
    for (int row = 0; row < rows_; ++row) {
      for (int id = 0; id < vocabulary_size(); ++id) {
        result_[row * vocabulary_size() + id] =
            static_cast<Scalar>(next_[static_cast<std::size_t>(tokens[row])][static_cast<std::size_t>(id)]);
      }
    }
    return result_;
  }
  void reorder(std::span<const std::int32_t> from) override { rows_ = static_cast<int>(from.size()); }

  std::vector<std::vector<std::int32_t>> read;

 private:
  int rows_;
  std::vector<std::vector<double>> next_;
  Tensor result_;
  Tensor alignment_;
};

constexpr double never = -1e9;

// Special symbols, a and b: each of the latter as probable as is said, wherever.
inline std::vector<std::vector<double>> always(double end, double a, double b, double c = never) {
  return std::vector<std::vector<double>>(7, {never, never, never, end, a, b, c});
}

}  // namespace elman::test
