// Convolution over time as a product: what each output reads, side by side.
#pragma once

#include "elman/scalar.h"

namespace elman::kernels {

// x (time, batch, channels) -> y (time - span, batch, channels * width) with span = (width - 1) * dilation:
// y[t, b, c * width + k] = x[t + k * dilation, b, c]. The order of columns is that of PyTorch's weights.
struct UnfoldShape {
  int time = 0;  // of x
  int batch = 0;
  int channels = 0;
  int width = 1;
  int dilation = 1;

  int out_time() const { return time - (width - 1) * dilation; }
};
void unfold(const UnfoldShape& shape, const Scalar* x, Scalar* y);
// dx[t + k * dilation, b, c] += dy[t, b, c * width + k], in the order of t.
void unfold_backward(const UnfoldShape& shape, const Scalar* dy, Scalar* dx);

}  // namespace elman::kernels
