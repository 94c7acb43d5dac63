// How parameters begin.
#pragma once

#include "elman/random.h"
#include "elman/tensor/tensor.h"

namespace elman::nn {

// Modules are built with one of these, so that a network's structure is written once, whatever its weights are to be.
class Initializer {
 public:
  // Draws the numbers, one after another. NOLINTNEXTLINE(google-explicit-constructor): a generator is one
  Initializer(Random& random) : random_(&random) {}
  // Leaves zeros, for weights that come from elsewhere, such as a file.
  static Initializer zeros() { return Initializer(nullptr, true); }
  // Makes tensors that have a shape and no storage, to ask a network of any size what it is made of.
  static Initializer shapes_only() { return Initializer(nullptr, false); }

  // U(-bound, bound).
  Tensor uniform(const Shape& shape, Scalar bound) const;
  // N(0, deviation^2).
  Tensor normal(const Shape& shape, Scalar deviation = 1) const;
  // The same value everywhere, also if nothing is drawn.
  Tensor constant(const Shape& shape, Scalar value) const;

 private:
  Initializer(Random* random, bool storage) : random_(random), storage_(storage) {}

  Random* random_;  // null if nothing is drawn
  bool storage_ = true;
};

}  // namespace elman::nn
