// What search sees of a model.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/tensor/tensor.h"

namespace elman::model {

// A batch of outputs that are being written, one symbol a step. Rows start as one for each source, in the order in
// which the sources were given; reorder() drops, repeats and moves them. Search does not know what the state is made
// of. What step() and alignment() return is valid until the next call.
class Decoding {
 public:
  virtual ~Decoding() = default;

  virtual int rows() const = 0;
  virtual int vocabulary_size() const = 0;
  // The longest output that is worth writing for a row's source, in symbols without </s>.
  virtual int length_limit(int row) const = 0;
  // tokens (rows): the symbol each row wrote last, <s> at first. Returns the log-probabilities of the next symbol,
  // (rows, vocabulary). <pad>, <s> and, unless the model can copy what is unknown, <unk> are never likely: their
  // log-probability is -infinity.
  virtual const Tensor& step(std::span<const std::int32_t> tokens) = 0;
  // Row i becomes what row from[i] was; from may be shorter or longer than rows() and may repeat.
  virtual void reorder(std::span<const std::int32_t> from) = 0;
  // How much each row looked at each position of its source in the last step, (rows, longest source), zero past a
  // source's end; source positions count </s>. Undefined (not defined()) for a model without attention.
  virtual const Tensor& alignment() const = 0;
};

// ---- What decodings share ----

// Throws UsageError if there is not one token for each of so many rows.
void check_tokens(std::span<const std::int32_t> tokens, int rows);
// Throws UsageError if `from` names a row that there is not.
void check_rows(std::span<const std::int32_t> from, int rows);
// From the scores of the next symbol, (rows, vocabulary), to what step() returns. On the tape. Where something unknown
// can be copied, <unk> keeps its probability.
Tensor log_probabilities_of(Tape& tape, Variable scores, bool copies_unknown = false);

}  // namespace elman::model
