#include "elman/kernels/crf.h"

#include <algorithm>
#include <cmath>

#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/crf.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/rows-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

std::ptrdiff_t row_of(const CrfForward& crf, int t, int item) {
  return static_cast<std::ptrdiff_t>(crf.steps.first[t] + item);
}

// predicted[j] = log sum over i of e^(before[i] + transitions[i, j]). sums (tags) is overwritten.
void predict(const CrfForward& crf, const Scalar* before, Scalar* predicted, Scalar* sums) {
  const Lanes d;
  const auto n = static_cast<std::size_t>(crf.tags);
  for (std::size_t j = 0; j < n; j += hn::Lanes(d)) {
    const Scalar* column = crf.transitions + j;
    Vector largest = hn::Add(hn::Set(d, before[0]), LoadUpTo(d, column, n - j));
    for (std::size_t i = 1; i < n; ++i) {
      largest = hn::Max(largest, hn::Add(hn::Set(d, before[i]), LoadUpTo(d, column + i * n, n - j)));
    }
    Vector sum = hn::Zero(d);
    for (std::size_t i = 0; i < n; ++i) {
      const Vector score = hn::Add(hn::Set(d, before[i]), LoadUpTo(d, column + i * n, n - j));
      sum = hn::Add(sum, Exp(d, hn::Sub(score, largest)));
    }
    StoreUpTo(d, largest, predicted + j, n - j);
    StoreUpTo(d, sum, sums + j, n - j);
  }
  for (std::size_t j = 0; j < n; ++j) predicted[j] += std::log(sums[j]);
}

// forward = predicted + emission less the largest of them, which is returned.
Scalar observe(std::size_t n, const Scalar* predicted, const Scalar* emission, Scalar* forward) {
  Map(n, predicted, emission, forward, [](Vector a, Vector b) HWY_ATTR { return hn::Add(a, b); });
  const Scalar largest = RowMaximum(n, forward);
  const Vector offset = hn::Set(Lanes(), largest);
  Map(n, forward, forward, [offset](Vector v) HWY_ATTR { return hn::Sub(v, offset); });
  return largest;
}

// log sum of e^(a + b).
double log_sum_of(std::size_t n, const Scalar* a, const Scalar* b) {
  Scalar largest = a[0] + b[0];
  for (std::size_t j = 1; j < n; ++j) largest = std::max(largest, a[j] + b[j]);
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j) sum += std::exp(static_cast<double>(a[j] + b[j] - largest));
  return static_cast<double>(largest) + std::log(sum);
}

void forward_item(const CrfForward& crf, int item) {
  const auto n = static_cast<std::size_t>(crf.tags);
  const int length = crf.steps.length(item);
  double loss = 0;
  const Scalar* before = nullptr;
  std::int32_t tag_before = 0;
  for (int t = 0; t < length; ++t) {
    const std::ptrdiff_t row = row_of(crf, t, item);
    const Scalar* emission = crf.emissions + row * crf.tags;
    Scalar* predicted = crf.predicted + row * crf.tags;
    Scalar* forward = crf.forward + row * crf.tags;
    const std::int32_t tag = crf.target[row];
    if (t == 0) {
      std::copy_n(crf.start, n, predicted);
      loss -= crf.start[tag];
    } else {
      predict(crf, before, predicted, forward);
      loss -= crf.transitions[std::ptrdiff_t{tag_before} * crf.tags + tag];
    }
    loss += observe(n, predicted, emission, forward);
    loss -= emission[tag];
    before = forward;
    tag_before = tag;
  }
  crf.loss[item] = loss + (log_sum_of(n, before, crf.end) - static_cast<double>(crf.end[tag_before]));
}

void forward_items(const CrfForward& crf, int group, int groups) {
  for (int item = group; item < crf.steps.batch(); item += groups) forward_item(crf, item);
}

// What a group of items adds up, and its memory.
struct GroupSums {
  Scalar* transitions;  // (tags, tags)
  Scalar* start;        // (tags)
  Scalar* end;          // (tags)
  Scalar* probability;  // (tags), of a step
  Scalar* before;       // (tags), of the step before
};

GroupSums sums_of(int tags, Scalar* memory) {
  const std::ptrdiff_t n = tags;
  Scalar* rows = memory + n * n;
  return {memory, rows, rows + n, rows + 2 * n, rows + 3 * n};
}

// before[i] = sum over j of pair(i, j); the pairs are added to d_transitions.
void pair_probabilities(const CrfForward& crf, const Scalar* forward, const Scalar* predicted,
                        const Scalar* probability, Scalar* d_transitions, Scalar* before) {
  const Lanes d;
  const auto n = static_cast<std::size_t>(crf.tags);
  for (std::size_t i = 0; i < n; ++i) {
    const Vector from = hn::Set(d, forward[i]);
    Vector sum = hn::Zero(d);
    for (std::size_t j = 0; j < n; j += hn::Lanes(d)) {
      const std::size_t left = n - j;
      const Vector score = hn::Add(from, LoadUpTo(d, crf.transitions + i * n + j, left));
      const Vector share = Exp(d, hn::Sub(score, LoadUpTo(d, predicted + j, left)));
      const Vector pair = hn::Mul(share, LoadUpTo(d, probability + j, left));
      sum = hn::Add(sum, pair);
      Scalar* target = d_transitions + i * n + j;
      StoreUpTo(d, hn::Add(LoadUpTo(d, target, left), pair), target, left);
    }
    before[i] = Sum(d, sum);
  }
}

// d += factor * (probability - onehot(tag)), without the rounding of a difference that is nearly zero.
void add_difference(std::size_t n, Scalar factor, const Scalar* probability, std::int32_t tag, Scalar* d) {
  const Scalar at_tag = d[tag];
  const Vector f = hn::Set(Lanes(), factor);
  Map(n, probability, d, d, [f](Vector p, Vector sum) HWY_ATTR { return hn::MulAdd(f, p, sum); });
  d[tag] = at_tag + factor * (probability[tag] - 1);
}

void backward_item(const CrfBackward& crf, int item, GroupSums sums) {
  const CrfForward& f = crf.forward;
  const auto n = static_cast<std::size_t>(f.tags);
  const int length = f.steps.length(item);
  const Scalar* last = f.forward + row_of(f, length - 1, item) * f.tags;
  Map(n, last, f.end, sums.probability, [](Vector a, Vector b) HWY_ATTR { return hn::Add(a, b); });
  SoftmaxRow(n, sums.probability, sums.probability);
  add_difference(n, 1, sums.probability, f.target[row_of(f, length - 1, item)], sums.end);
  for (int t = length - 1; t >= 0; --t) {
    const std::ptrdiff_t row = row_of(f, t, item);
    const std::int32_t tag = f.target[row];
    if (crf.d_emissions != nullptr) {
      add_difference(n, crf.factor, sums.probability, tag, crf.d_emissions + row * f.tags);
    }
    if (t == 0) {
      add_difference(n, 1, sums.probability, tag, sums.start);
      break;
    }
    const std::ptrdiff_t row_before = row_of(f, t - 1, item);
    pair_probabilities(f, f.forward + row_before * f.tags, f.predicted + row * f.tags, sums.probability,
                       sums.transitions, sums.before);
    sums.transitions[std::ptrdiff_t{f.target[row_before]} * f.tags + tag] -= 1;
    // They sum to one but for rounding, which is not to add up over a long sequence.
    Scalar sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += sums.before[i];
    ScaleRow(n, 1 / sum, sums.before);
    std::swap(sums.probability, sums.before);
  }
}

void backward_items(const CrfBackward& crf, Scalar* memory, int group, int groups) {
  const GroupSums sums = sums_of(crf.forward.tags, memory);
  std::fill(sums.transitions, sums.probability, Scalar(0));
  for (int item = group; item < crf.forward.steps.batch(); item += groups) backward_item(crf, item, sums);
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

namespace {

// As many as threads could use; the same however many there are.
int group_count(const CrfForward& crf) { return std::min(crf.steps.batch(), 16); }

std::size_t group_size(const CrfForward& crf) {
  const auto n = static_cast<std::size_t>(crf.tags);
  return n * n + 4 * n;
}

// An exponential counts as eight multiplications.
bool worth_sharing(system::ThreadPool& pool, const CrfForward& crf) {
  std::int64_t rows = 0;
  for (int t = 0; t < crf.steps.count; ++t) rows += crf.steps.alive[t];
  return pool.size() > 1 && 8.0 * static_cast<double>(rows) * crf.tags * crf.tags >= pool.worth_sharing();
}

template <class Group>
void run_groups(system::ThreadPool& pool, const CrfForward& crf, const Group& group) {
  const int groups = group_count(crf);
  if (worth_sharing(pool, crf)) {
    pool.run_tasks(groups, [&](int task, int) { group(task, groups); });
    return;
  }
  const system::FlushDenormals flush;
  for (int task = 0; task < groups; ++task) group(task, groups);
}

}  // namespace

void crf_forward(system::ThreadPool& pool, const CrfForward& crf) {
  const auto items = ELMAN_DISPATCH(forward_items);
  run_groups(pool, crf, [&](int group, int groups) { items(crf, group, groups); });
}

std::size_t crf_scratch_size(const CrfForward& crf) {
  return static_cast<std::size_t>(group_count(crf)) * group_size(crf);
}

void crf_backward(system::ThreadPool& pool, const CrfBackward& crf) {
  const CrfForward& f = crf.forward;
  const std::size_t size = group_size(f);
  const auto memory = [&](int group) { return crf.scratch + static_cast<std::size_t>(group) * size; };
  const auto items = ELMAN_DISPATCH(backward_items);
  run_groups(pool, f, [&](int group, int groups) { items(crf, memory(group), group, groups); });
  const auto n = static_cast<std::size_t>(f.tags);
  for (int group = 0; group < group_count(f); ++group) {
    const Scalar* sums = memory(group);
    if (crf.d_transitions != nullptr) add_scaled(n * n, crf.factor, sums, crf.d_transitions);
    if (crf.d_start != nullptr) add_scaled(n, crf.factor, sums + n * n, crf.d_start);
    if (crf.d_end != nullptr) add_scaled(n, crf.factor, sums + n * n + n, crf.d_end);
  }
}

}  // namespace elman::kernels
#endif
