// A softmax over many classes of which few are frequent.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "elman/autograd/tape.h"
#include "elman/nn/linear.h"

namespace elman::nn {

// Classes, the most frequent first, are divided at cutoffs c1 < c2 < ... (Grave et al. 2017; PyTorch's
// AdaptiveLogSoftmaxWithLoss with a bias of the head). The head has the classes below c1 and one for each cluster
// beyond; cluster i, from 0, is a map to inputs / 4^(i + 1) features and a softmax over its classes. So a row costs
// what the head costs and, seldom, a cluster: p(class) = p(cluster) p(class | cluster).
class AdaptiveSoftmax : public Module {
 public:
  static constexpr std::int64_t division = 4;

  // Throws UsageError unless 0 < c1 < c2 < ... < classes and the last cluster has a feature.
  AdaptiveSoftmax(std::int64_t inputs, std::int64_t classes, std::vector<std::int64_t> cutoffs,
                  const Initializer& init);

  // Mean cross-entropy in nats of x (rows, inputs) against a class for each row -> one element. Label smoothing acts
  // within the head and within each cluster. Throws UsageError for a class out of range.
  Variable loss(Tape& tape, Variable x, std::span<const std::int32_t> targets, Scalar label_smoothing = 0) const;
  // x (rows, inputs) -> log-probabilities (rows, classes). Not differentiated.
  Variable log_probabilities(Tape& tape, Variable x) const;
  // Of one class for each row -> log_probabilities (rows). Not differentiated.
  void log_probabilities_of(Tape& tape, Variable x, std::span<const std::int32_t> classes,
                            std::span<float> log_probabilities) const;

 private:
  // The rows whose class is in a cluster, and which of its classes that is.
  struct Members {
    std::span<std::int32_t> rows;
    std::span<std::int32_t> classes;
  };
  struct Divided {
    std::span<std::int32_t> head;  // (rows)
    std::vector<Members> clusters;
  };
  Divided divide(Tape& tape, std::span<const std::int32_t> classes) const;
  Variable cluster_logits(Tape& tape, std::size_t cluster, Variable x) const;

  std::vector<std::int64_t> bounds_;  // the cutoffs, and then how many classes there are
  Linear head_;
  struct Cluster {
    Cluster(std::int64_t inputs, std::int64_t size, std::int64_t classes, const Initializer& init)
        : narrow(inputs, size, false, init), output(size, classes, false, init) {}
    Linear narrow;
    Linear output;
  };
  std::vector<std::unique_ptr<Cluster>> clusters_;
};

}  // namespace elman::nn
