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

}  // namespace

void take_weights(const Model& from, const std::string& path, Model& to) {
  const std::vector<NamedTensor> given = from.tensors();
  std::vector<NamedTensor> wanted = to.tensors();
  for (NamedTensor& tensor : wanted) {
    const auto found = std::find_if(given.begin(), given.end(),
                                    [&](const NamedTensor& candidate) { return candidate.name == tensor.name; });
    if (found == given.end() || !is_beginning(found->tensor.shape(), tensor.tensor.shape())) {
      throw UsageError(
          fmt::format("--init: the network of {} is another one: found {} {}, expected {}; leave out the "
                      "options of the network",
                      path, tensor.name, found == given.end() ? "missing" : found->tensor.shape().to_string(),
                      tensor.tensor.shape().to_string()));
    }
    std::copy(found->tensor.span().begin(), found->tensor.span().end(), tensor.tensor.span().begin());
  }
}

}  // namespace elman::tasks
