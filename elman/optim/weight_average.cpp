#include "elman/optim/weight_average.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/kernels/optimizer.h"

namespace elman::optim {

WeightAverage::WeightAverage(std::vector<NamedParameter> parameters, double decay)
    : parameters_(std::move(parameters)), decay_(decay) {
  if (decay_ == 0) return;
  for (const NamedParameter& named : parameters_) means_.push_back(named.parameter.value().clone());
}

void WeightAverage::update(system::ThreadPool& pool) {
  if (means_.empty()) return;
  ++updates_;
  const auto weight = static_cast<Scalar>(1 - std::min(decay_, (1 + updates_) / (10 + updates_)));
  const int parts = pool.tasks();
  pool.run_tasks(parts, [&](int part, int) {
    for (std::size_t p = 0; p < means_.size(); ++p) {
      const auto [begin, end] = system::share(static_cast<int>(means_[p].size()), part, parts, 16);
      kernels::move_mean(static_cast<std::size_t>(end - begin), weight, parameters_[p].parameter.value().data() + begin,
                         means_[p].data() + begin);
    }
  });
}

void WeightAverage::swap() {
  for (std::size_t p = 0; p < means_.size(); ++p) std::swap(parameters_[p].parameter.mutable_value(), means_[p]);
}

void WeightAverage::restore(double updates, std::span<const Tensor> means) {
  const bool fits = std::equal(means.begin(), means.end(), means_.begin(), means_.end(),
                               [](const Tensor& a, const Tensor& b) { return a.shape() == b.shape(); });
  if (!fits || !(updates >= 0)) throw UsageError("weight average: the state is that of another model");
  for (std::size_t p = 0; p < means_.size(); ++p) means_[p].copy_from(means[p]);
  updates_ = updates;
}

}  // namespace elman::optim
