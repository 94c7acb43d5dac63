// LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000). For each row and unit, z the gate
// inputs (1, 4 H in gate order) plus W_hh h_before:
//
//   i = sigmoid(z_i)   f = sigmoid(z_f)   g = Tanh(d, z_g)   o = sigmoid(z_o)
//   c = f c_before + i g
//   h = o tanh(c)
#include "elman/kernels/recurrent_parts.h"

#define HWY_TARGET_INCLUDE "elman/kernels/lstm.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/math-inl.h"
#include "elman/kernels/recurrent_backward-inl.h"
#include "elman/kernels/recurrent_forward-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

struct Lstm {
  static constexpr int gates = 4;
  static constexpr int vectors = 4;  // a panel: i f g o of one vector of units
  static constexpr int blocks = 1;
  static constexpr bool apart = false;

  // gates, cells (rows) keep i f g o and c.
  static constexpr bool staged = true;
  static HWY_INLINE void activate(const ForwardRow& row, int unit, Scalar* z) {
    const Lanes d;
    const Scalar* x = row.inputs + unit * gates;
    const Vector i = SigmoidFromHalf(d, hn::Add(hn::Load(d, z), hn::LoadU(d, x)));
    const Vector f = SigmoidFromHalf(d, hn::Add(hn::Load(d, z + lane_count), hn::LoadU(d, x + lane_count)));
    const Vector g = Tanh(d, hn::Add(hn::Load(d, z + 2 * lane_count), hn::LoadU(d, x + 2 * lane_count)));
    const Vector o = SigmoidFromHalf(d, hn::Add(hn::Load(d, z + 3 * lane_count), hn::LoadU(d, x + 3 * lane_count)));
    store_gates(i, f, g, o, z);
    if (row.gates != nullptr) store_gates(i, f, g, o, row.gates + unit * gates);
  }

  template <bool whole>
  static HWY_INLINE void combine(const RecurrentForward&, const ForwardRow& row, int unit, int n, const Scalar* z) {
    const Lanes d;
    const Vector i = hn::Load(d, z), f = hn::Load(d, z + lane_count), g = hn::Load(d, z + 2 * lane_count);
    const Vector c = hn::MulAdd(f, load_units<whole>(row.c + unit, n), hn::Mul(i, g));
    store_units<whole>(c, row.c + unit, n);
    store_units<whole>(hn::Mul(hn::Load(d, z + 3 * lane_count), Tanh(d, c)), row.output + unit, n);
    if (row.cells != nullptr) store_units<whole>(c, row.cells + unit, n);
  }

  static HWY_INLINE void store_gates(Vector i, Vector f, Vector g, Vector o, Scalar* to) {
    const Lanes d;
    hn::StoreU(i, d, to);
    hn::StoreU(f, d, to + lane_count);
    hn::StoreU(g, d, to + 2 * lane_count);
    hn::StoreU(o, d, to + 3 * lane_count);
  }

  static HWY_INLINE const Scalar* before(const RecurrentForward& layer, const Step& step, int batch_index) {
    return state_before(step, batch_index, layer.cells, layer.hidden_size, layer.c0, layer.hidden_size);
  }

  // dc += dh o (1 - tanh(c)^2)
  // d_i = dc g i (1 - i)   d_f = dc c_before f (1 - f)   d_g = dc i (1 - g^2)   d_o = dh tanh(c) o (1 - o)
  // dc_before = dc f
  template <bool whole>
  static HWY_INLINE void backward(const RecurrentBackward&, const BackwardRow& row, int unit, int n, Vector dh) {
    const Lanes d;
    const Vector one = hn::Set(d, Scalar{1});
    const Scalar* saved = row.gates + unit * gates;
    const Vector i = hn::LoadU(d, saved);
    const Vector f = hn::LoadU(d, saved + lane_count);
    const Vector g = hn::LoadU(d, saved + 2 * lane_count);
    const Vector o = hn::LoadU(d, saved + 3 * lane_count);
    const Vector squashed = Tanh(d, load_units<whole>(row.cells + unit, n));
    const Vector c_before = load_units_or_zero<whole>(row.before, unit, n);
    const Vector dc =
        hn::MulAdd(hn::Mul(dh, o), hn::NegMulAdd(squashed, squashed, one), load_units<whole>(row.d_c + unit, n));
    store_units<whole>(hn::Mul(dc, f), row.d_c + unit, n);
    Scalar* d_gates = row.d_gates + unit * gates;
    hn::StoreU(hn::Mul(hn::Mul(dc, g), hn::NegMulAdd(i, i, i)), d, d_gates);
    hn::StoreU(hn::Mul(hn::Mul(dc, c_before), hn::NegMulAdd(f, f, f)), d, d_gates + lane_count);
    hn::StoreU(hn::Mul(hn::Mul(dc, i), hn::NegMulAdd(g, g, one)), d, d_gates + 2 * lane_count);
    hn::StoreU(hn::Mul(hn::Mul(dh, squashed), hn::NegMulAdd(o, o, o)), d, d_gates + 3 * lane_count);
  }
};

void lstm_forward(const RecurrentForward& layer, const Part& part) { forward_part<Lstm>(layer, part); }
void lstm_backward(const RecurrentBackward& layer, const Part& part) { backward_part<Lstm>(layer, part); }

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {
ForwardPart lstm_forward_part() { return ELMAN_DISPATCH(lstm_forward); }
BackwardPart lstm_backward_part() { return ELMAN_DISPATCH(lstm_backward); }
}  // namespace elman::kernels
#endif
