#include "elman/nn/adaptive_softmax.h"

#include <algorithm>
#include <string>
#include <utility>

#include "elman/autograd/ops.h"
#include "elman/error.h"

namespace elman::nn {

namespace {

// Before anything is allocated for them.
std::vector<std::int64_t> checked_bounds(std::int64_t inputs, std::int64_t classes, std::vector<std::int64_t> cutoffs) {
  cutoffs.push_back(classes);
  for (std::size_t i = 0; i < cutoffs.size(); ++i) {
    if (cutoffs[i] <= (i == 0 ? 0 : cutoffs[i - 1])) {
      throw UsageError("adaptive softmax: found " + std::to_string(cutoffs[i]) + " after " +
                       std::to_string(i == 0 ? 0 : cutoffs[i - 1]) +
                       ", expected cutoffs that rise and are below the number of classes");
    }
    if (i == 0) continue;
    inputs /= AdaptiveSoftmax::division;
    if (inputs == 0)
      throw UsageError("adaptive softmax: too few features for so many cutoffs, expected fewer of these");
  }
  return cutoffs;
}

}  // namespace

AdaptiveSoftmax::AdaptiveSoftmax(std::int64_t inputs, std::int64_t classes, std::vector<std::int64_t> cutoffs,
                                 const Initializer& init)
    : bounds_(checked_bounds(inputs, classes, std::move(cutoffs))),
      head_(inputs, bounds_.front() + static_cast<std::int64_t>(bounds_.size()) - 1, true, init) {
  add_module("head", head_);
  std::int64_t size = inputs;
  for (std::size_t i = 0; i + 1 < bounds_.size(); ++i) {
    size /= division;
    Cluster& cluster =
        *clusters_.emplace_back(std::make_unique<Cluster>(inputs, size, bounds_[i + 1] - bounds_[i], init));
    const std::string name = "tail." + std::to_string(i);
    add_module(name + ".0", cluster.narrow);
    add_module(name + ".1", cluster.output);
  }
}

AdaptiveSoftmax::Divided AdaptiveSoftmax::divide(Tape& tape, std::span<const std::int32_t> classes) const {
  Divided divided{.head = {tape.array<std::int32_t>(classes.size()), classes.size()},
                  .clusters = std::vector<Members>(clusters_.size())};
  const auto cluster_of = [&](std::int32_t id) {  // the head is 0
    return static_cast<std::size_t>(std::upper_bound(bounds_.begin(), bounds_.end(), id) - bounds_.begin());
  };
  std::vector<std::size_t> sizes(clusters_.size(), 0);
  for (const std::int32_t id : classes) {
    if (id < 0 || id >= bounds_.back()) {
      throw UsageError("adaptive softmax: a target is " + std::to_string(id) + ", expected 0 to " +
                       std::to_string(bounds_.back() - 1));
    }
    if (id >= bounds_.front()) ++sizes[cluster_of(id) - 1];
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    divided.clusters[i].rows = {tape.array<std::int32_t>(sizes[i]), sizes[i]};
    divided.clusters[i].classes = {tape.array<std::int32_t>(sizes[i]), sizes[i]};
    sizes[i] = 0;
  }
  for (std::size_t row = 0; row < classes.size(); ++row) {
    const std::int32_t id = classes[row];
    divided.head[row] = id;
    if (id < bounds_.front()) continue;
    const std::size_t cluster = cluster_of(id) - 1;
    divided.head[row] = static_cast<std::int32_t>(bounds_.front() + static_cast<std::int64_t>(cluster));
    Members& members = divided.clusters[cluster];
    members.rows[sizes[cluster]] = static_cast<std::int32_t>(row);
    members.classes[sizes[cluster]++] = id - static_cast<std::int32_t>(bounds_[cluster]);
  }
  return divided;
}

Variable AdaptiveSoftmax::cluster_logits(Tape& tape, std::size_t cluster, Variable x) const {
  return clusters_[cluster]->output.forward(tape, clusters_[cluster]->narrow.forward(tape, x));
}

Variable AdaptiveSoftmax::loss(Tape& tape, Variable x, std::span<const std::int32_t> targets,
                               Scalar label_smoothing) const {
  const Divided divided = divide(tape, targets);
  const ops::CrossEntropyOptions options{.reduction = ops::Reduction::sum, .label_smoothing = label_smoothing};
  Variable total = ops::cross_entropy(tape, head_.forward(tape, x), divided.head, options);
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const Members& members = divided.clusters[i];
    if (members.rows.empty()) continue;
    const Variable logits = cluster_logits(tape, i, ops::index_rows(tape, x, members.rows));
    total = ops::add(tape, total, ops::cross_entropy(tape, logits, members.classes, options));
  }
  return ops::scale(tape, total, Scalar(1) / static_cast<Scalar>(std::max<std::size_t>(targets.size(), 1)));
}

Variable AdaptiveSoftmax::log_probabilities(Tape& tape, Variable x) const {
  const Variable all = tape.make({x.rows(), bounds_.back()}, false);
  const Variable head = ops::log_softmax(tape, head_.forward(tape, x));
  const std::int64_t first = bounds_.front();
  for (std::int64_t row = 0; row < x.rows(); ++row) {
    std::copy_n(head.data() + row * head.columns(), first, all.state()->value.data() + row * all.columns());
  }
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const Variable within = ops::log_softmax(tape, cluster_logits(tape, i, x));
    for (std::int64_t row = 0; row < x.rows(); ++row) {
      const Scalar cluster = head.data()[row * head.columns() + first + static_cast<std::int64_t>(i)];
      const Scalar* from = within.data() + row * within.columns();
      std::transform(from, from + within.columns(), all.state()->value.data() + row * all.columns() + bounds_[i],
                     [cluster](Scalar log_probability) { return log_probability + cluster; });
    }
  }
  return all;
}

void AdaptiveSoftmax::log_probabilities_of(Tape& tape, Variable x, std::span<const std::int32_t> classes,
                                           std::span<float> log_probabilities) const {
  const Divided divided = divide(tape, classes);
  const Variable head = ops::log_softmax(tape, head_.forward(tape, x));
  for (std::size_t row = 0; row < classes.size(); ++row) {
    log_probabilities[row] =
        static_cast<float>(head.data()[static_cast<std::int64_t>(row) * head.columns() + divided.head[row]]);
  }
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const Members& members = divided.clusters[i];
    if (members.rows.empty()) continue;
    const Variable within = ops::log_softmax(tape, cluster_logits(tape, i, ops::index_rows(tape, x, members.rows)));
    for (std::size_t at = 0; at < members.rows.size(); ++at) {
      const Scalar* row = within.data() + static_cast<std::int64_t>(at) * within.columns();
      log_probabilities[static_cast<std::size_t>(members.rows[at])] += static_cast<float>(row[members.classes[at]]);
    }
  }
}

}  // namespace elman::nn
