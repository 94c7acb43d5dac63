#include "elman/kernels/convolution.h"

#include <cstddef>

namespace elman::kernels {

namespace {

// Calls f(element of x, element of y) for each pair of them, the rows of y in order.
template <class Function>
void for_each_pair(const UnfoldShape& shape, const Function& f) {
  const auto channels = static_cast<std::size_t>(shape.channels);
  const auto width = static_cast<std::size_t>(shape.width);
  const auto batch = static_cast<std::size_t>(shape.batch);
  const auto rows = static_cast<std::size_t>(shape.out_time()) * batch;
  const std::size_t apart = static_cast<std::size_t>(shape.dilation) * batch * channels;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t k = 0; k < width; ++k) f(row * channels + k * apart + c, (row * channels + c) * width + k);
    }
  }
}

}  // namespace

void unfold(const UnfoldShape& shape, const Scalar* x, Scalar* y) {
  for_each_pair(shape, [x, y](std::size_t from, std::size_t to) { y[to] = x[from]; });
}

void unfold_backward(const UnfoldShape& shape, const Scalar* dy, Scalar* dx) {
  for_each_pair(shape, [dy, dx](std::size_t to, std::size_t from) { dx[to] += dy[from]; });
}

}  // namespace elman::kernels
