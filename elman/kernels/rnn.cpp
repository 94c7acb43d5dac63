// Simple recurrent network (Elman 1990). For each row and unit, x the gate input (1, H in gate order):
//
//   h = f(x + W_hh h_before), f = tanh or max(0, .)
#include "elman/kernels/recurrent_parts.h"

#define HWY_TARGET_INCLUDE "elman/kernels/rnn.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/math-inl.h"
#include "elman/kernels/recurrent_backward-inl.h"
#include "elman/kernels/recurrent_forward-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

struct Rnn {
  static constexpr int gates = 1;
  static constexpr int vectors = 4;  // a panel: four vectors of units
  static constexpr int blocks = 4;
  static constexpr bool apart = false;

  static constexpr bool staged = false;
  template <bool whole>
  static HWY_INLINE void combine(const RecurrentForward& layer, const ForwardRow& row, int unit, int n,
                                 const Scalar* z) {
    const Lanes d;
    const Vector sum = hn::Add(hn::Load(d, z), hn::LoadU(d, row.inputs + unit));
    const Vector h = layer.cell == Cell::rnn_relu ? hn::Max(sum, hn::Zero(d)) : Tanh(d, sum);
    store_units<whole>(h, row.output + unit, n);
  }

  static HWY_INLINE const Scalar* before(const RecurrentForward&, const Step&, int) { return nullptr; }

  // d_x = dh (1 - h^2), or dh if h > 0 else 0 (ReLU)
  template <bool whole>
  static HWY_INLINE void backward(const RecurrentBackward& layer, const BackwardRow& row, int unit, int n, Vector dh) {
    const Lanes d;
    const Vector h = load_units<whole>(row.output + unit, n);
    const Vector d_x = layer.forward.cell == Cell::rnn_relu ? hn::IfThenElseZero(hn::Gt(h, hn::Zero(d)), dh)
                                                            : hn::Mul(dh, hn::NegMulAdd(h, h, hn::Set(d, Scalar{1})));
    hn::StoreU(d_x, d, row.d_gates + unit);
  }
};

void rnn_forward(const RecurrentForward& layer, const Part& part) { forward_part<Rnn>(layer, part); }
void rnn_backward(const RecurrentBackward& layer, const Part& part) { backward_part<Rnn>(layer, part); }

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {
ForwardPart rnn_forward_part() { return ELMAN_DISPATCH(rnn_forward); }
BackwardPart rnn_backward_part() { return ELMAN_DISPATCH(rnn_backward); }
}  // namespace elman::kernels
#endif
