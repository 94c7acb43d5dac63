// Modules without recurrence.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::nn {

// y = x W^T + b. weight (out, in) and bias (out) start from U(-1 / sqrt(in), 1 / sqrt(in)).
class Linear : public Module {
 public:
  Linear(std::int64_t in, std::int64_t out, bool bias, const Initializer& init);
  // x (..., in) -> (..., out).
  Variable forward(Tape& tape, Variable x) const;

  const Parameter weight;
  const Parameter bias;  // none if not wanted
};

// A row for each symbol; weight (symbols, size) starts from N(0, deviation^2). One-hot input is a look-up here.
class Embedding : public Module {
 public:
  Embedding(std::int64_t symbols, std::int64_t size, const Initializer& init, Scalar deviation = 1);
  // ids (n) -> (n, size).
  Variable forward(Tape& tape, std::span<const std::int32_t> ids) const;

  const Parameter weight;
};

// Drops elements with probability p while the tape is training (Srivastava et al. 2014).
class Dropout : public Module {
 public:
  explicit Dropout(Scalar p) : p_(p) {}
  Variable forward(Tape& tape, Variable x) const;

 private:
  Scalar p_;
};

// Over the last dimension (Ba et al. 2016); weight starts as ones, bias as zeros.
class LayerNorm : public Module {
 public:
  LayerNorm(std::int64_t size, const Initializer& init, Scalar epsilon = Scalar(1e-5));
  Variable forward(Tape& tape, Variable x) const;

  const Parameter weight;
  const Parameter bias;

 private:
  Scalar epsilon_;
};

}  // namespace elman::nn
