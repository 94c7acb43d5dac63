#include "elman/io/model_file.h"

#include <algorithm>
#include <utility>

#include "elman/checked_size.h"
#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/system/memory.h"

namespace elman::io {

namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + ")";
}

std::vector<std::int64_t> sizes_of(const Shape& shape) {
  std::vector<std::int64_t> sizes;
  for (int d = 0; d < shape.rank(); ++d) sizes.push_back(shape[d]);
  return sizes;
}

bool fits(FieldType field, FieldType found) {
  return field == found || (field == FieldType::number && found == FieldType::whole_number);
}

const char* kind_of(FieldType type) {
  switch (type) {
    case FieldType::flag:
      return "true or false";
    case FieldType::whole_number:
      return "a whole number";
    case FieldType::number:
      return "a number";
    case FieldType::text:
      break;
  }
  return "text";
}

}  // namespace

const Section& ModelFile::section(std::string_view name) const {
  const auto found = std::find_if(description_.sections.begin(), description_.sections.end(),
                                  [&](const Section& section) { return section.name == name; });
  if (found == description_.sections.end()) {
    throw ModelError(path() + ": found no \"" + std::string(name) + "\", expected it in a model of kind " +
                     in_quotes(description_.kind) + "; the file was not written by elman train");
  }
  return *found;
}

const std::vector<std::string>& ModelFile::list(std::string_view name) const {
  const Section& found = section(name);
  if (!found.is_list) throw ModelError(path() + ": \"" + found.name + "\" is not a list of texts");
  return found.list;
}

void ModelFile::read(std::string_view name, const Fields& fields) const {
  const Section& from = section(name);
  for (const Field& field : fields) {
    const auto found = std::find_if(from.values.begin(), from.values.end(),
                                    [&](const FieldValue& value) { return value.name == field.name(); });
    if (found == from.values.end()) {
      if (description_.format_version < model_format_version) continue;
      throw ModelError(path() + ": found no \"" + field.name() + "\" in \"" + from.name +
                       "\", expected it there; the file was not written by elman train");
    }
    const std::string where = path() + ": \"" + field.name() + "\"";
    try {
      if (!fits(field.type(), found->type)) {
        throw UsageError(where + " is " + in_quotes(found->text) + ", expected " + kind_of(field.type()));
      }
      field.parse(where, found->text);
      field.check();
    } catch (const UsageError& error) {
      const std::string message = error.what();
      throw ModelError(message.starts_with(path()) ? message : path() + ": " + message);
    }
  }
}

void ModelFile::check_tensors(std::span<const NamedTensor> expected) const {
  CheckedSize values = 0;
  for (const NamedTensor& named : expected) {
    const TensorInfo* info = file_.find(named.name);
    if (info == nullptr) throw ModelError(path() + ": the model has no tensor " + named.name);
    if (info->shape != sizes_of(named.tensor.shape())) {
      throw ModelError(path() + ": tensor " + named.name + " has the shape " + shape_text(info->shape) + ", expected " +
                       named.tensor.shape().to_string() + " by the model's options");
    }
    values += static_cast<std::uint64_t>(named.tensor.shape().elements());
  }
  if (expected.size() != tensors().size()) {
    throw ModelError(path() + ": found " + std::to_string(tensors().size()) + " tensors, expected " +
                     std::to_string(expected.size()) +
                     " by the model's options; the file is damaged: use another copy");
  }
  const std::uint64_t limit = system::memory_limit();
  if ((values * sizeof(Scalar)).at_most(limit)) return;
  throw ModelError(path() + ": found a model of " + std::to_string(values.value().value_or(0)) +
                   " numbers, expected one that fits " + std::to_string(limit) +
                   " bytes of memory; use a larger machine or raise its limit");
}

void ModelFile::read_tensors(std::span<NamedTensor> tensors) const {
  for (NamedTensor& named : tensors) file_.read_into(named.name, named.tensor);
}

}  // namespace elman::io
