// A running mean of the weights, steadier than the weights themselves.
#pragma once

#include <span>
#include <vector>

#include "elman/autograd/variable.h"
#include "elman/system/thread_pool.h"

namespace elman::optim {

// Exponential moving average of parameters (Polyak & Juditsky 1992; in this form Tan & Le 2019): after update t,
// mean += (1 - d) (w - mean) with d = min(decay, (1 + t) / (10 + t)), so that the first weights fade quickly.
class WeightAverage {
 public:
  // decay in [0, 1); with 0 there is no mean, and the calls do nothing.
  WeightAverage(std::vector<NamedParameter> parameters, double decay);

  void update(system::ThreadPool& pool);
  // Exchanges the parameters' values with the means; a second call exchanges them back.
  void swap();

  // What a checkpoint stores and restores: how many updates there were, and the means, which share this object's
  // storage. restore() copies; it throws UsageError for means of other shapes or another number of them.
  double updates() const { return updates_; }
  const std::vector<Tensor>& means() const { return means_; }
  void restore(double updates, std::span<const Tensor> means);

 private:
  std::vector<NamedParameter> parameters_;
  std::vector<Tensor> means_;
  double decay_;
  double updates_ = 0;
};

}  // namespace elman::optim
