// A small encoder-decoder from ops alone, for tests of what holds for a whole training step.
#pragma once

#include <cstdint>
#include <vector>

#include "elman/autograd/tape.h"
#include "tests/support/sequences.h"

namespace elman::test {

// Embedding (tied with the output), bidirectional encoder, decoder with additive attention, dropout, layer
// normalisation, cross-entropy.
class SmallModel {
 public:
  SmallModel(kernels::Cell cell, int hidden, std::uint64_t seed);

  std::vector<NamedParameter> parameters() const;
  // The loss of a batch made of `number`: 6 sequences of up to 8 source and 7 target symbols.
  Variable loss(Tape& tape, int number) const;

 private:
  static constexpr int symbols = 23;
  Parameter add(const char* name, Tensor value);
  std::vector<Parameter> add_layer(const char* name, int input, int hidden, std::uint64_t seed);

  kernels::Cell cell_;
  std::vector<NamedParameter> parameters_;
  Parameter embedding_, query_, key_, v_, combine_, combine_bias_, norm_, norm_bias_;
  std::vector<Parameter> forward_, reverse_, decoder_;
};

}  // namespace elman::test
