#include "elman/tasks/begun_weights.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "elman/error.h"

namespace elman::tasks {
namespace {

// Whether the rows of the first are the first rows of the second.
bool is_beginning(const Shape& first, const Shape& second) {
  if (first.rank() != second.rank()) return false;
  for (int axis = 0; axis < first.rank(); ++axis) {
    if (axis == 0 ? first[axis] > second[axis] : first[axis] != second[axis]) return false;
  }
  return true;
}

const NamedTensor* find(const std::vector<NamedTensor>& tensors, const std::string& name) {
  const auto found =
      std::find_if(tensors.begin(), tensors.end(), [&](const NamedTensor& tensor) { return tensor.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

std::string shape_of(const NamedTensor* tensor) {
  return tensor == nullptr ? "missing" : tensor->tensor.shape().to_string();
}

[[noreturn]] void refuse(const std::string& path, const std::string& name, const NamedTensor* found,
                         const NamedTensor* expected) {
  throw UsageError(
      fmt::format("--init: the network of {} is another one: found {} {}, expected {}; leave out the options of the "
                  "network",
                  path, name, shape_of(found), shape_of(expected)));
}

}  // namespace

void take_weights(const Model& from, const std::string& path, Model& to) {
  const std::vector<NamedTensor> given = from.tensors();
  std::vector<NamedTensor> wanted = to.tensors();
  for (NamedTensor& tensor : wanted) {
    const NamedTensor* found = find(given, tensor.name);
    if (found == nullptr || !is_beginning(found->tensor.shape(), tensor.tensor.shape())) {
      refuse(path, tensor.name, found, &tensor);
    }
    std::copy(found->tensor.span().begin(), found->tensor.span().end(), tensor.tensor.span().begin());
  }
  for (const NamedTensor& tensor : given) {
    if (find(wanted, tensor.name) == nullptr) refuse(path, tensor.name, &tensor, nullptr);
  }
}

}  // namespace elman::tasks
