// Uses each thing that an installed libelman.a must bring with it: Unicode tables, kernels for several instruction
// sets.
#include <elman/autograd/ops.h>
#include <elman/text/unicode.h>

#include <cstdio>

int main() {
  using elman::text::Normalization;
  if (elman::text::normalize("e\u0301", Normalization::nfc) != "\u00e9") return 1;

  elman::Tape tape;
  const elman::Variable x = tape.variable(elman::Tensor({1, 2}, {1, 2}));
  const elman::Variable weight = tape.variable(elman::Tensor({1, 2}, {3, 4}));
  const elman::Variable y = elman::ops::linear(tape, x, weight);
  tape.backward(y);
  if (y.value().item() != 11 || x.grad()[1] != 4) return 1;

  std::puts("the consumer runs");
}
