// What a network remembers between two steps.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elman/autograd/tape.h"
#include "elman/tensor/named_tensor.h"

namespace elman::model {

// Named tensors, each with an axis along which the rows of a batch lie: h and c of recurrent layers, a cache of keys
// and values. It lives outside of any tape, so that steps on a tape of their own can go on from it.
class State {
 public:
  // Adds a part that holds a copy of `value`, or zeros. Returns its index.
  std::size_t add(std::string name, int batch_axis, Variable value);
  std::size_t add(std::string name, int batch_axis, const Shape& shape);

  // The part as a constant of that tape, valid until the part changes.
  Variable on(Tape& tape, std::size_t part) const;
  // The part becomes a copy of `value`.
  void set(std::size_t part, Variable value);
  // The part, (steps, batch, size), gets room for one more step, whose values are for the caller to write. Returns all
  // of it, sharing its storage.
  Tensor grow(std::size_t part);

  // Row i of every part becomes what row from[i] was; from may be longer or shorter than the batch and may repeat.
  void reorder(std::span<const std::int32_t> from);

  std::size_t size() const { return parts_.size(); }
  const std::string& name(std::size_t part) const { return parts_[part].name; }
  // Shares the part's storage.
  Tensor tensor(std::size_t part) const;

 private:
  struct Part {
    std::string name;
    int batch_axis = 0;
    Shape shape;
    Tensor storage;  // at least as large as the shape
  };
  std::vector<Part> parts_;
};

}  // namespace elman::model
