// Search that goes on with a text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/model/decoding.h"
#include "elman/tensor/tensor.h"

namespace elman::decode {

// A decoding whose texts have begun with a prompt: its first step is the one after that. What ends a line is counted
// as </s>, so that search ends there too.
class Continuation : public model::Decoding {
 public:
  // `text` has one row, has read nothing yet, and must outlive it. end_of_line: its id, or -1 if there is none.
  Continuation(model::Decoding& text, std::span<const std::int32_t> prompt, std::int32_t end_of_line);

  int rows() const override { return text_.rows(); }
  int vocabulary_size() const override { return text_.vocabulary_size(); }
  int length_limit(int row) const override { return text_.length_limit(row); }
  const Tensor& step(std::span<const std::int32_t> tokens) override;
  void reorder(std::span<const std::int32_t> from) override { text_.reorder(from); }
  const Tensor& alignment() const override { return text_.alignment(); }

 private:
  model::Decoding& text_;
  std::vector<std::int32_t> prompt_;
  std::int32_t end_of_line_;
  bool begun_ = false;
  Tensor log_probabilities_;
};

}  // namespace elman::decode
