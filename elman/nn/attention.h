// Looking back at a source.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/ops.h"
#include "elman/nn/linear.h"
#include "elman/nn/module.h"

namespace elman::nn {

// dot: q . k, both of one size; general: q . W k; additive: v . tanh(W_q q + W_k k).
enum class AttentionScore { dot, general, additive };

struct AttentionOptions {
  AttentionScore score = AttentionScore::general;
  std::int64_t query_size = 1;
  std::int64_t source_size = 1;
  std::int64_t size = 1;  // of the additive score's hidden layer
};

// Luong et al. 2015 (dot, general), Bahdanau et al. 2015 (additive). Parameters: key.weight for general and additive,
// query.weight and v for additive.
class Attention : public Module {
 public:
  Attention(const AttentionOptions& options, const Initializer& init);

  // Projects the rows of a source once: (rows, source) -> keys.
  Variable project(Tape& tape, Variable source) const;
  // query (n, query_size), row q looking at item batch_index[q] of the source, whose key project() made. offset (n,
  // steps), if given, is added to the scores.
  ops::AttentionOutput forward(Tape& tape, Variable query, std::span<const std::int32_t> batch_index,
                               const ops::AttentionSource& source, Variable offset = {}) const;

 private:
  AttentionOptions options_;
  std::unique_ptr<Linear> key_;
  std::unique_ptr<Linear> query_;
  Parameter v_;
};

}  // namespace elman::nn
