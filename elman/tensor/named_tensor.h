// A tensor with its name: a parameter, a part of a decoder's state, an entry of a file.
#pragma once

#include <string>

#include "elman/tensor/tensor.h"

namespace elman {

struct NamedTensor {
  std::string name;  // dotted, as PyTorch names it: "encoder.rnn.weight_ih_l0"
  Tensor tensor;
};

}  // namespace elman
