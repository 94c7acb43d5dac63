// A model without a network: the next symbol's probabilities are any function of the source and of what was written.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "elman/data/batch.h"
#include "elman/model/decoding.h"
#include "elman/text/vocabulary.h"

namespace elman::decode::testing {

using Ids = std::vector<std::int32_t>;
inline constexpr double impossible = -std::numeric_limits<double>::infinity();

// Log-probabilities of the next symbol.
using Function = std::function<std::vector<double>(const Ids& source, const Ids& written)>;

class FunctionDecoding : public model::Decoding {
 public:
  FunctionDecoding(std::vector<Ids> sources, int vocabulary_size, Function function, int limit)
      : sources_(std::move(sources)), size_(vocabulary_size), function_(std::move(function)), limit_(limit) {
    for (std::size_t i = 0; i < sources_.size(); ++i) rows_.push_back({i, {}});
    for (const Ids& source : sources_) longest_ = std::max(longest_, source.size());
  }

  int rows() const override { return static_cast<int>(rows_.size()); }
  int vocabulary_size() const override { return size_; }
  int length_limit(int row) const override {
    return limit_ >= 0 ? limit_ : static_cast<int>(sources_[rows_.at(row).source].size());
  }

  const Tensor& step(std::span<const std::int32_t> tokens) override {
    if (tokens.size() != rows_.size()) throw std::logic_error("a token for each row");
    row_steps += rows();
    ++steps;
    spoil();
    result_ = Tensor(Shape{rows(), size_});
    alignment_ = with_attention ? Tensor(Shape{rows(), static_cast<std::int64_t>(longest_)}) : Tensor();
    for (int row = 0; row < rows(); ++row) {
      Row& one = rows_[row];
      if (one.started) one.written.push_back(tokens[row]);
      if (!one.started && tokens[row] != text::Vocabulary::start) throw std::logic_error("<s> comes first");
      one.started = true;
      const Ids& source = sources_[one.source];
      const std::vector<double> next = function_(source, one.written);
      for (int id = 0; id < size_; ++id) result_[row * size_ + id] = static_cast<Scalar>(next.at(id));
      if (with_attention) look(row, source, one.written);
    }
    return result_;
  }

  void reorder(std::span<const std::int32_t> from) override {
    spoil();
    std::vector<Row> moved;
    for (const std::int32_t row : from) moved.push_back(rows_.at(row));
    rows_ = std::move(moved);
    ++reorders;
  }

  const Tensor& alignment() const override { return alignment_; }

  // What a row looks at: one place, told by how much is written, with a weight told by the last symbol.
  static float weight(const Ids& written) { return written.empty() ? 0.5F : 1.0F / static_cast<float>(written.back()); }

  int steps = 0;
  int row_steps = 0;  // rows of all steps
  int reorders = 0;
  bool with_attention = false;

 private:
  struct Row {
    std::size_t source = 0;
    Ids written;
    bool started = false;
  };

  void look(int row, const Ids& source, const Ids& written) {
    const std::size_t place = written.size() % source.size();
    alignment_[static_cast<std::int64_t>(row * longest_ + place)] = weight(written);
  }

  // What was returned is not valid any more.
  void spoil() {
    result_.fill(std::numeric_limits<Scalar>::quiet_NaN());
    alignment_.fill(std::numeric_limits<Scalar>::quiet_NaN());
  }

  std::vector<Ids> sources_;
  std::size_t longest_ = 0;
  int size_;
  Function function_;
  int limit_;  // -1: the source's length
  std::vector<Row> rows_;
  Tensor result_;
  Tensor alignment_;
};

// Turns weights of the symbols from </s> on into log-probabilities; the first three are impossible.
inline std::vector<double> log_probabilities_of(std::vector<double> weights) {
  double sum = 0;
  for (std::size_t id = text::Vocabulary::end; id < weights.size(); ++id) sum += weights[id];
  for (std::size_t id = 0; id < weights.size(); ++id) {
    weights[id] = id < text::Vocabulary::end ? impossible : std::log(weights[id] / sum);
  }
  return weights;
}

}  // namespace elman::decode::testing
