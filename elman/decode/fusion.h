// A search in which a language model has a say.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "elman/model/decoding.h"
#include "elman/tensor/tensor.h"

namespace elman::decode {

// Shallow fusion (Gulcehre et al. 2015): to the log-probability of each symbol comes `weight` times that which a
// language model gives it.
class Fusion : public model::Decoding {
 public:
  // Both have the same rows. language_ids: what each symbol of `main` is for the language model, and
  // Vocabulary::unknown for what it does not know: that has the probability of a symbol drawn blindly. Throws
  // UsageError if these do not fit.
  Fusion(std::unique_ptr<model::Decoding> main, std::unique_ptr<model::Decoding> language,
         std::vector<std::int32_t> language_ids, double weight);

  int rows() const override { return main_->rows(); }
  int vocabulary_size() const override { return main_->vocabulary_size(); }
  int length_limit(int row) const override { return main_->length_limit(row); }
  const Tensor& step(std::span<const std::int32_t> tokens) override;
  void reorder(std::span<const std::int32_t> from) override;
  const Tensor& alignment() const override { return main_->alignment(); }

 private:
  std::unique_ptr<model::Decoding> main_;
  std::unique_ptr<model::Decoding> language_;
  std::vector<std::int32_t> language_ids_;
  Scalar weight_;
  Scalar unknown_;  // log-probability
  std::vector<std::int32_t> tokens_;
  Tensor sum_;
};

}  // namespace elman::decode
