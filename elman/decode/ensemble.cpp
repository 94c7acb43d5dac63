#include "elman/decode/ensemble.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "elman/error.h"

namespace elman::decode {

Ensemble::Ensemble(std::vector<std::unique_ptr<model::Decoding>> members) : members_(std::move(members)) {
  if (members_.empty()) throw UsageError("ensemble: found no member, expected at least one");
  for (const auto& member : members_) {
    if (member->rows() == rows() && member->vocabulary_size() == vocabulary_size()) continue;
    throw UsageError("ensemble: found a member of " + std::to_string(member->rows()) + " rows and " +
                     std::to_string(member->vocabulary_size()) + " symbols, expected " + std::to_string(rows()) +
                     " and " + std::to_string(vocabulary_size()) + ", as the first has");
  }
}

int Ensemble::length_limit(int row) const {
  int limit = 0;
  for (const auto& member : members_) limit = std::max(limit, member->length_limit(row));
  return limit;
}

const Tensor& Ensemble::step(std::span<const std::int32_t> tokens) {
  const auto share = static_cast<Scalar>(1 / static_cast<double>(members_.size()));
  Tensor sum;
  Tensor looked;
  Scalar looking = 0;
  for (const auto& member : members_) {
    const Tensor& next = member->step(tokens);
    if (!sum.defined()) {
      sum = Tensor(next.shape());
      sum.fill(0);
    }
    for (std::int64_t i = 0; i < next.size(); ++i) sum[i] += share * std::exp(next[i]);
    const Tensor& alignment = member->alignment();
    if (!alignment.defined()) continue;
    if (!looked.defined()) {
      looked = Tensor(alignment.shape());
      looked.fill(0);
    }
    ++looking;
    for (std::int64_t i = 0; i < alignment.size(); ++i) looked[i] += alignment[i];
  }
  for (std::int64_t i = 0; i < sum.size(); ++i) sum[i] = std::log(sum[i]);
  if (looked.defined()) {
    for (std::int64_t i = 0; i < looked.size(); ++i) looked[i] /= looking;
  }
  log_probabilities_ = sum;
  alignment_ = looked;
  return log_probabilities_;
}

void Ensemble::reorder(std::span<const std::int32_t> from) {
  for (const auto& member : members_) member->reorder(from);
}

}  // namespace elman::decode
