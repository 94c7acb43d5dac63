#include "elman/nn/conv1d.h"

#include <cmath>

#include "elman/error.h"

namespace elman::nn {

namespace {

Scalar bound(const Conv1dOptions& options) {
  if (options.in < 1 || options.out < 1 || options.width < 1 || options.dilation < 1) {
    throw UsageError("conv1d: in, out, width and dilation must be at least 1");
  }
  return Scalar(1) / std::sqrt(static_cast<Scalar>(options.in * options.width));
}

}  // namespace

Conv1d::Conv1d(const Conv1dOptions& options, const Initializer& init)
    : weight(add_parameter("weight", init.uniform({options.out, options.in, options.width}, bound(options)))),
      bias(options.bias ? add_parameter("bias", init.uniform({options.out}, bound(options))) : Parameter()),
      dilation_(options.dilation) {}

}  // namespace elman::nn
