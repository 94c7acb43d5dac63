// A model as one file.
#pragma once

#include <string>
#include <vector>

#include "elman/io/safetensors.h"
#include "elman/model/text_seq2seq.h"

namespace elman::io {

// The version of what stands in the file's metadata. A file of a newer one is refused with a message that says so.
constexpr int model_format_version = 1;

// Everything but the weights.
struct ModelDescription {
  int format_version = model_format_version;
  model::Seq2SeqOptions options;
  text::TextFormat format;
  text::Vocabulary source;
  text::Vocabulary target;
  std::map<std::string, std::string> provenance;
  std::vector<TensorInfo> tensors;
};

// A safetensors file whose __metadata__ has one entry, "elman": JSON with the format's version, the kind of model, its
// options, text format, vocabularies and provenance. Tensors have PyTorch's names and layouts. Throws IoError.
void save_model(const std::string& path, const model::TextSeq2Seq& model);

// Throws IoError where the file cannot be read, ModelError where it is not a complete, consistent model.
model::TextSeq2Seq load_model(const std::string& path);

// Reads the header alone. Throws as load_model does.
ModelDescription describe_model(const std::string& path);

}  // namespace elman::io
