#include "elman/kernels/recurrent.h"

#include "elman/kernels/gemm.h"
#include "elman/kernels/recurrent_parts.h"

namespace elman::kernels {

namespace {

// Multiplications per step and worker below which waiting for the others costs more than they help: 2 microseconds'
// worth.
constexpr double least_share = 1 << 17;

// Calls part(layer, panels, pool) for the panels of each worker. Whether the work is divided depends on the layer
// alone.
template <class Part, class Layer>
void run_parts(ThreadPool& pool, Part part, const Layer& layer, int panels, double products_per_step) {
  if (panels < 2 || products_per_step < 2 * least_share) {
    const FlushDenormals flush;
    part(layer, {0, panels}, nullptr);
    return;
  }
  pool.run([&](int worker) { part(layer, share(panels, worker, pool.size()), pool.size() > 1 ? &pool : nullptr); });
}

int panels_of(int n, int vectors) {
  const int width = vectors * lanes();
  return (n + width - 1) / width;
}

double products(const RecurrentForward& layer) {
  return static_cast<double>(layer.steps.batch()) * layer.hidden_size * gate_width(layer.cell, layer.hidden_size);
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

void recurrent_forward(ThreadPool& pool, const RecurrentForward& layer) {
  const int panels = panels_of(gate_width(layer.cell, layer.hidden_size), gate_vectors(layer.cell));
  run_parts(pool, forward_part(layer.cell), layer, panels, products(layer));
}

void recurrent_backward(ThreadPool& pool, const RecurrentBackward& layer) {
  const int panels = panels_of(layer.forward.hidden_size, 4);
  run_parts(pool, backward_part(layer.forward.cell), layer, panels, products(layer.forward));
}

int gate_count(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return 4;
    case Cell::gru:
      return 3;
    case Cell::rnn_tanh:
    case Cell::rnn_relu:
      return 1;
  }
  return 0;
}

int gate_width(Cell cell, int hidden_size) {
  const int blocks = (hidden_size + lanes() - 1) / lanes();
  return blocks * lanes() * gate_count(cell);
}

// A panel holds whole units: one block of them with all its gates, or four blocks of the cell that has one gate.
int gate_vectors(Cell cell) { return cell == Cell::gru ? 3 : 4; }

void gate_map(Cell cell, int hidden_size, std::int32_t* map) {
  const int gates = gate_count(cell);
  const int width = lanes();
  for (int unit = 0; unit < hidden_size; unit += width) {
    for (int gate = 0; gate < gates; ++gate) {
      for (int lane = 0; lane < width; ++lane) {
        *map++ = unit + lane < hidden_size ? gate * hidden_size + unit + lane : -1;
      }
    }
  }
}

void gate_scale(Cell cell, int hidden_size, Scalar* scale) {
  const int gates = gate_count(cell);
  const int width = lanes();
  // The candidate (LSTM's g, GRU's n) and the RNN's one gate are no sigmoids; both stand third where there are several.
  for (int unit = 0; unit < hidden_size; unit += width) {
    for (int gate = 0; gate < gates; ++gate) {
      for (int lane = 0; lane < width; ++lane) *scale++ = gates == 1 || gate == 2 ? Scalar{1} : Scalar{0.5};
    }
  }
}

int previous_rows(const Steps& steps, bool reverse, std::int32_t* row, std::int32_t* previous, std::int32_t* start_row,
                  std::int32_t* start_item) {
  int continued = 0;
  int started = 0;
  for (int t = 0; t < steps.count; ++t) {
    const int before = reverse ? t + 1 : t - 1;
    const bool exists = before >= 0 && before < steps.count;
    for (int item = 0; item < steps.alive[t]; ++item) {
      if (exists && item < steps.alive[before]) {
        row[continued] = steps.first[t] + item;
        previous[continued++] = steps.first[before] + item;
      } else {
        start_row[started] = steps.first[t] + item;
        start_item[started++] = item;
      }
    }
  }
  return continued;
}

}  // namespace elman::kernels
