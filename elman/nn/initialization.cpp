#include "elman/nn/initialization.h"

namespace elman::nn {

Tensor uniform(const Shape& shape, Scalar bound, Random& random) {
  Tensor tensor(shape);
  if (random.is_none()) return tensor;
  for (Scalar& value : tensor.span()) value = static_cast<Scalar>(random.uniform(-bound, bound));
  return tensor;
}

Tensor normal(const Shape& shape, Random& random) {
  Tensor tensor(shape);
  if (random.is_none()) return tensor;
  for (Scalar& value : tensor.span()) value = static_cast<Scalar>(random.normal());
  return tensor;
}

}  // namespace elman::nn
