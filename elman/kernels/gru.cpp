// GRU (Cho et al. 2014), with the reset after the linear map as in PyTorch and cuDNN. For each row and unit, x the gate
// inputs (1, 3 H in gate order), u = W_hh h_before:
//
//   r = sigmoid(x_r + u_r)   z = sigmoid(x_z + u_z)
//   v = u_n + b_hn
//   n = Tanh(d, x_n + r v)
//   h = (1 - z) n + z h_before
#include "elman/kernels/recurrent_parts.h"

#define HWY_TARGET_INCLUDE "elman/kernels/gru.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/math-inl.h"
#include "elman/kernels/recurrent_backward-inl.h"
#include "elman/kernels/recurrent_forward-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

struct Gru {
  static constexpr int gates = 3;
  static constexpr int vectors = 3;  // a panel: r z n of one vector of units
  static constexpr int blocks = 1;
  static constexpr bool apart = true;

  // gates, cells (rows) keep r z n and v.
  static constexpr bool staged = true;
  static HWY_INLINE void activate(const ForwardRow& row, int unit, Scalar* u) {
    const Lanes d;
    const Scalar* x = row.inputs + unit * gates;
    hn::Store(SigmoidFromHalf(d, hn::Add(hn::Load(d, u), hn::LoadU(d, x))), d, u);
    hn::Store(SigmoidFromHalf(d, hn::Add(hn::Load(d, u + lane_count), hn::LoadU(d, x + lane_count))), d,
              u + lane_count);
  }

  template <bool whole>
  static HWY_INLINE void combine(const RecurrentForward& layer, const ForwardRow& row, int unit, int count,
                                 const Scalar* u) {
    const Lanes d;
    const Vector r = hn::Load(d, u), z = hn::Load(d, u + lane_count);
    Vector v = hn::Load(d, u + 2 * lane_count);
    if (layer.recurrent_bias != nullptr) {
      v = hn::Add(v, hn::LoadU(d, layer.recurrent_bias + unit * gates + 2 * lane_count));
    }
    const Vector n = Tanh(d, hn::MulAdd(r, v, hn::LoadU(d, row.inputs + unit * gates + 2 * lane_count)));
    const Vector h_before = load_units_or_zero<whole>(row.h_before, unit, count);
    store_units<whole>(hn::MulAdd(z, hn::Sub(h_before, n), n), row.output + unit, count);
    if (row.gates == nullptr) return;
    Scalar* saved = row.gates + unit * gates;
    hn::StoreU(r, d, saved);
    hn::StoreU(z, d, saved + lane_count);
    hn::StoreU(n, d, saved + 2 * lane_count);
    store_units<whole>(v, row.cells + unit, count);
  }

  static HWY_INLINE const Scalar* before(const RecurrentForward& layer, const Step& step, int batch_index) {
    return state_before(step, batch_index, layer.output, layer.output_stride, layer.h0, layer.hidden_size);
  }

  // d_n = dh (1 - z) (1 - n^2)   d_v = d_n r   d_r = d_n v r (1 - r)   d_z = dh (h_before - n) z (1 - z)
  // The gradient of x is d_r d_z d_n, of u d_r d_z d_v; dh z goes to h_before directly.
  template <bool whole>
  static HWY_INLINE void backward(const RecurrentBackward&, const BackwardRow& row, int unit, int count, Vector dh) {
    const Lanes d;
    const Vector one = hn::Set(d, Scalar{1});
    const Scalar* saved = row.gates + unit * gates;
    const Vector r = hn::LoadU(d, saved);
    const Vector z = hn::LoadU(d, saved + lane_count);
    const Vector n = hn::LoadU(d, saved + 2 * lane_count);
    const Vector v = load_units<whole>(row.cells + unit, count);
    const Vector h_before = load_units_or_zero<whole>(row.before, unit, count);
    const Vector d_n = hn::Mul(hn::NegMulAdd(dh, z, dh), hn::NegMulAdd(n, n, one));
    const Vector d_r = hn::Mul(hn::Mul(d_n, v), hn::NegMulAdd(r, r, r));
    const Vector d_z = hn::Mul(hn::Mul(dh, hn::Sub(h_before, n)), hn::NegMulAdd(z, z, z));
    store_units<whole>(hn::Mul(dh, z), row.carry + unit, count);
    Scalar* d_x = row.d_gates + unit * gates;
    hn::StoreU(d_r, d, d_x);
    hn::StoreU(d_z, d, d_x + lane_count);
    hn::StoreU(d_n, d, d_x + 2 * lane_count);
    Scalar* d_u = row.d_recurrent_gates + unit * gates;
    hn::StoreU(d_r, d, d_u);
    hn::StoreU(d_z, d, d_u + lane_count);
    hn::StoreU(hn::Mul(d_n, r), d, d_u + 2 * lane_count);
  }
};

void gru_forward(const RecurrentForward& layer, const Part& part) { forward_part<Gru>(layer, part); }
void gru_backward(const RecurrentBackward& layer, const Part& part) { backward_part<Gru>(layer, part); }

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {
ForwardPart gru_forward_part() { return ELMAN_DISPATCH(gru_forward); }
BackwardPart gru_backward_part() { return ELMAN_DISPATCH(gru_backward); }
}  // namespace elman::kernels
#endif
