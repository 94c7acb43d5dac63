// A search in which several models vote.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "elman/model/decoding.h"
#include "elman/tensor/tensor.h"

namespace elman::decode {

// The probability of each next symbol is the mean of those that the members give it. Members can be of any kinds that
// write the same symbols.
class Ensemble : public model::Decoding {
 public:
  // All have the same rows and symbols. Throws UsageError if they have not, or if there is none.
  explicit Ensemble(std::vector<std::unique_ptr<model::Decoding>> members);

  int rows() const override { return members_.front()->rows(); }
  int vocabulary_size() const override { return members_.front()->vocabulary_size(); }
  // The largest of the members'.
  int length_limit(int row) const override;
  const Tensor& step(std::span<const std::int32_t> tokens) override;
  void reorder(std::span<const std::int32_t> from) override;
  // The mean of those that have one.
  const Tensor& alignment() const override { return alignment_; }

 private:
  std::vector<std::unique_ptr<model::Decoding>> members_;
  Tensor log_probabilities_;
  Tensor alignment_;
};

}  // namespace elman::decode
