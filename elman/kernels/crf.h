// Linear-chain conditional random fields (Lafferty et al. 2001): the score of a sequence of tags is the sum of a start,
// an emission for each position, a transition between neighbours, and an end.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

// For each item of a batch of live rows (see Steps), with a(t, j) the logarithm of the summed e^score of all beginnings
// that end in tag j at step t:
//   predicted(0, j) = start[j], predicted(t, j) = log sum over i of e^(a(t - 1, i) + transitions[i, j])
//   a(t, j) = predicted(t, j) + emission(t, j)
//   loss = log sum over j of e^(a(T - 1, j) + end[j]) - score of the target
// Each a(t) is kept less its largest element; the sum of these is made in double, so that long sequences lose nothing.
// All sums are of numbers e^x with x <= 0 whose largest is 1.
struct CrfForward {
  int tags = 0;
  Steps steps = {};
  const Scalar* emissions = nullptr;     // (rows, tags)
  const Scalar* transitions = nullptr;   // (tags, tags), from the row's tag to the column's
  const Scalar* start = nullptr;         // (tags)
  const Scalar* end = nullptr;           // (tags)
  const std::int32_t* target = nullptr;  // (rows)
  Scalar* predicted = nullptr;           // (rows, tags), saved
  Scalar* forward = nullptr;             // (rows, tags), saved: a(t, j) less the largest of its step
  double* loss = nullptr;                // (batch) of each item
};
void crf_forward(system::ThreadPool& pool, const CrfForward& crf);

// Backwards through the same recursion, from p(T - 1) = softmax(a(T - 1) + end):
//   pair(t, i, j) = e^(a(t - 1, i) + transitions[i, j] - predicted(t, j)) p(t, j), the probability of tags i, j there
//   p(t - 1, i) = sum over j of pair(t, i, j)
// d_emissions += factor (p - target), d_transitions += factor (sum of pair - pairs of the target), and so on.
// Items are dealt out to a fixed number of groups with sums of their own, which are then added in order, so the number
// of threads changes no bit.
struct CrfBackward {
  CrfForward forward;  // as it ran
  Scalar factor = 1;   // gradient of the summed loss
  Scalar* d_emissions = nullptr;
  Scalar* d_transitions = nullptr;
  Scalar* d_start = nullptr;
  Scalar* d_end = nullptr;
  Scalar* scratch = nullptr;  // crf_scratch_size() scalars
};
std::size_t crf_scratch_size(const CrfForward& crf);
void crf_backward(system::ThreadPool& pool, const CrfBackward& crf);

}  // namespace elman::kernels
