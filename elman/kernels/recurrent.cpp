#include "elman/kernels/recurrent.h"

#include <algorithm>

#include "elman/kernels/gemm.h"
#include "elman/kernels/recurrent_parts.h"

namespace elman::kernels {

namespace {

// Multiplications per step and worker below which waiting for the others after each step costs more than they save: a
// microsecond's worth, or a tenth of a millisecond's if other processes use the cores as well.
constexpr double least_share(system::ThreadPool::Readiness readiness) {
  if (readiness == system::ThreadPool::Readiness::late) return 1 << 22;
  return readiness == system::ThreadPool::Readiness::distant ? 1 << 16 : 1 << 14;
}
// Sequences below which a pass over the weights is bound by memory. If the batch is divided between workers, each gets
// at least least_rows, and enough_rows if there are more tasks than workers.
constexpr int least_rows = 3;
constexpr int enough_rows = 8;

double products_per_step(const RecurrentForward& layer) {
  return static_cast<double>(layer.steps.batch()) * layer.hidden_size * gate_width(layer.cell, layer.hidden_size);
}
double products_per_step(const RecurrentBackward& layer) { return products_per_step(layer.forward); }
const Steps& steps_of(const RecurrentForward& layer) { return layer.steps; }
const Steps& steps_of(const RecurrentBackward& layer) { return layer.forward.steps; }

// Computes layers that are alike and do not depend on each other. Workers take parts of the batch of one layer or, if
// there are not enough of these for all workers, share each step's panels.
template <class Compute, class Layer>
void run_parts(system::ThreadPool& pool, Compute compute, std::span<const Layer> layers, int panels) {
  const Steps& steps = steps_of(layers[0]);
  const system::Range batch = {0, steps.batch()};
  const int count = static_cast<int>(layers.size());
  const int workers = pool.size();
  const double products = products_per_step(layers[0]);
  const system::ThreadPool::Readiness readiness = pool.readiness();
  if (workers == 1 || products * steps.count * count < system::ThreadPool::worth_sharing(readiness)) {
    const system::FlushDenormals flush;
    for (const Layer& layer : layers) compute(layer, Part{{0, panels}, batch});
    return;
  }
  // Up to twice as many tasks as workers, so that a late one holds up little.
  const int for_all = std::min((workers + count - 1) / count, batch.end / least_rows);
  const int blocks = std::clamp(batch.end / enough_rows, std::max(1, for_all), std::max(1, pool.tasks() / count));
  if (count * blocks < workers && panels > 1 && products >= workers * least_share(readiness)) {
    for (const Layer& layer : layers) {
      pool.run([&](int worker) { compute(layer, Part{system::share(panels, worker, workers), batch, &pool}); });
    }
    return;
  }
  pool.run_tasks(count * blocks, [&](int task, int) {
    compute(layers[static_cast<std::size_t>(task % count)],
            Part{{0, panels}, system::share(batch.end, task / count, blocks)});
  });
}

int panels_of(int n, int vectors) {
  const int width = vectors * lanes();
  return (n + width - 1) / width;
}

ForwardPart forward_part(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return lstm_forward_part();
    case Cell::gru:
      return gru_forward_part();
    case Cell::rnn_tanh:
    case Cell::rnn_relu:
      break;
  }
  return rnn_forward_part();
}

BackwardPart backward_part(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return lstm_backward_part();
    case Cell::gru:
      return gru_backward_part();
    case Cell::rnn_tanh:
    case Cell::rnn_relu:
      break;
  }
  return rnn_backward_part();
}

}  // namespace

void recurrent_forward(system::ThreadPool& pool, std::span<const RecurrentForward> layers) {
  const RecurrentForward& layer = layers[0];
  const int panels = panels_of(gate_width(layer.cell, layer.hidden_size), gate_vectors(layer.cell));
  run_parts(pool, forward_part(layer.cell), layers, panels);
}

void recurrent_backward(system::ThreadPool& pool, std::span<const RecurrentBackward> layers) {
  const RecurrentForward& layer = layers[0].forward;
  run_parts(pool, backward_part(layer.cell), layers, panels_of(layer.hidden_size, 4));
}

int previous_rows(const Steps& steps, bool reverse, std::int32_t* row, std::int32_t* previous, std::int32_t* start_row,
                  std::int32_t* start_index) {
  int continued = 0;
  int started = 0;
  for (int t = 0; t < steps.count; ++t) {
    const int before = reverse ? t + 1 : t - 1;
    const bool exists = before >= 0 && before < steps.count;
    for (int b = 0; b < steps.alive[t]; ++b) {
      if (exists && b < steps.alive[before]) {
        row[continued] = steps.first[t] + b;
        previous[continued++] = steps.first[before] + b;
      } else {
        start_row[started] = steps.first[t] + b;
        start_index[started++] = b;
      }
    }
  }
  return continued;
}

}  // namespace elman::kernels
