// A model as one file: a container for any kind of network with all that belongs to it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"
#include "elman/io/safetensors.h"

namespace elman::io {

// A safetensors file whose __metadata__ has one entry, "elman": JSON with the format's version, the kind of model,
// sections and provenance. Tensors have PyTorch's names and layouts. A file of a newer version is refused with a
// message that says so. Older versions have the same form; fields that are newer than they have their defaults. Version
// 1 knew one kind, "seq2seq".
constexpr int model_format_version = 4;

// A part of what a model says of itself: values by name, or a list of texts such as a vocabulary.
struct Section {
  std::string name;
  std::vector<FieldValue> values = {};
  std::vector<std::string> list = {};
  bool is_list = false;
};

// Everything but the weights. What sections there are is the task's affair.
struct ModelDescription {
  int format_version = model_format_version;
  std::string kind;
  std::vector<Section> sections;
  std::map<std::string, std::string> provenance;  // where the model comes from, for people
};

// Throws IoError, and UsageError for text that is not UTF-8.
void write_model_file(const std::string& path, const ModelDescription& description,
                      std::span<const NamedTensor> tensors);

// A model file whose header has been read and checked. Messages start with the path.
class ModelFile {
 public:
  // Throws IoError if the file cannot be read, ModelError if it is no complete model file.
  static ModelFile open(const std::string& path);

  const std::string& path() const { return file_.path(); }
  const ModelDescription& description() const { return description_; }
  const std::vector<TensorInfo>& tensors() const { return file_.tensors(); }

  // The list of that name. Throws ModelError if there is none.
  const std::vector<std::string>& list(std::string_view section) const;
  // Reads the section's values into the fields. A field that a file of an older version does not have yet keeps its
  // value. Throws ModelError for a missing section or value, and for one that does not fit.
  void read(std::string_view section, const Fields& fields) const;

  // Throws ModelError unless the file has just these tensors, and memory for them can be had. Only their names and
  // shapes are looked at: to be called before a network of that size is made.
  void check_tensors(std::span<const NamedTensor> expected) const;
  // Reads the values of each. Throws ModelError as SafetensorsFile::read_into does.
  void read_tensors(std::span<NamedTensor> tensors) const;

 private:
  explicit ModelFile(SafetensorsFile file) : file_(std::move(file)) {}
  const Section& section(std::string_view name) const;

  SafetensorsFile file_;
  ModelDescription description_;
};

}  // namespace elman::io
