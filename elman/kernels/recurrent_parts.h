// Internal to the recurrent kernels: what recurrent.cpp, which divides the work, and the sources of the cells share.
#pragma once

#include <algorithm>
#include <cstddef>

#include "elman/kernels/recurrent.h"

namespace elman::kernels {

// What one worker computes of a layer, through all steps: all panels of a part of the batch, which needs nothing from
// other workers; or some panels of the whole batch, waiting for the other workers after each step.
struct Part {
  system::Range panels;
  system::Range batch;                   // batch indices
  system::ThreadPool* shared = nullptr;  // null: no other worker computes these batch indices

  // The batch indices of the part that are alive at a step.
  system::Range alive(int count) const { return {std::min(batch.begin, count), std::min(batch.end, count)}; }
};
using ForwardPart = void (*)(const RecurrentForward& layer, const Part& part);
using BackwardPart = void (*)(const RecurrentBackward& layer, const Part& part);

// The cells' parts for the target in use.
ForwardPart lstm_forward_part();
BackwardPart lstm_backward_part();
ForwardPart gru_forward_part();
BackwardPart gru_backward_part();
ForwardPart rnn_forward_part();
BackwardPart rnn_backward_part();

// One step and its neighbours in the order of computation. Sequences with a batch index below before_alive have a step
// before it, whose rows start at before_row, and so on; the others start or end here.
struct Step {
  int row = 0;
  int alive = 0;
  int before_row = 0;
  int before_alive = 0;
  int after_row = 0;
  int after_alive = 0;
};

inline Step step_at(const Steps& steps, bool reverse, int t) {
  Step step;
  step.row = steps.first[t];
  step.alive = steps.alive[t];
  const int before = reverse ? t + 1 : t - 1;
  if (before >= 0 && before < steps.count) {
    step.before_row = steps.first[before];
    step.before_alive = std::min(step.alive, steps.alive[before]);
  }
  const int after = reverse ? t - 1 : t + 1;
  if (after >= 0 && after < steps.count) {
    step.after_row = steps.first[after];
    step.after_alive = std::min(step.alive, steps.alive[after]);
  }
  return step;
}

// The row of `data`, or null if there is no data.
inline const Scalar* row_of(const Scalar* data, std::ptrdiff_t row, std::ptrdiff_t stride) {
  return data == nullptr ? nullptr : data + row * stride;
}
inline Scalar* row_of(Scalar* data, std::ptrdiff_t row, std::ptrdiff_t stride) {
  return data == nullptr ? nullptr : data + row * stride;
}

// The state of a sequence before a step: a row of `states` or of `initial`, or null for zero.
inline const Scalar* state_before(const Step& step, int batch_index, const Scalar* states, std::ptrdiff_t stride,
                                  const Scalar* initial, int hidden_size) {
  return batch_index < step.before_alive ? states + (step.before_row + batch_index) * stride
                                         : row_of(initial, batch_index, hidden_size);
}

}  // namespace elman::kernels
