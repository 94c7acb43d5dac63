// A model's description as JSON.
#include <utility>

#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/io/model_file.h"

namespace elman::io {

namespace {

using nlohmann::json;

constexpr const char* metadata_key = "elman";
constexpr const char* version_key = "format-version";
constexpr const char* kind_key = "model";
constexpr const char* provenance_key = "provenance";

// ---- Writing: texts are made of texts, see json-inl.h ----

using Members = std::map<std::string, std::string>;  // a name and its value as JSON

std::string text_of(const json& value) { return json_scalar(value, "the model"); }
std::string text_of(const Members& members) { return json_object(members, "the model"); }

std::string text_of(const FieldValue& value) {
  return value.type == FieldType::text ? text_of(json(value.text)) : value.text;
}

std::string text_of(const Section& section) {
  if (section.is_list) {
    std::vector<std::string> elements;
    elements.reserve(section.list.size());
    for (const std::string& element : section.list) elements.push_back(text_of(json(element)));
    return json_array(elements);
  }
  Members members;
  for (const FieldValue& value : section.values) members[value.name] = text_of(value);
  return text_of(members);
}

std::string text_of(const ModelDescription& description) {
  Members provenance;
  for (const auto& [key, value] : description.provenance) provenance[key] = text_of(json(value));
  Members root{{version_key, std::to_string(description.format_version)},
               {kind_key, text_of(json(description.kind))},
               {provenance_key, text_of(provenance)}};
  for (const Section& section : description.sections) root[section.name] = text_of(section);
  return text_of(root);
}

// ---- Reading ----

const json& member(const json& object, const char* name, const std::string& where) {
  if (!object.is_object() || !object.contains(name)) {
    throw ModelError(where + ": the model's description has no \"" + name +
                     "\"; the file was not written by elman train");
  }
  return object.at(name);
}

FieldValue value_of(const std::string& name, const json& value, const std::string& where) {
  if (value.is_boolean()) return {name, FieldType::flag, value.get<bool>() ? "true" : "false"};
  if (value.is_number_integer()) return {name, FieldType::whole_number, value.dump()};
  if (value.is_number()) return {name, FieldType::number, text_of_number(value.get<double>())};
  if (value.is_string()) return {name, FieldType::text, value.get<std::string>()};
  throw ModelError(where + ": " + in_quotes(name) + " is neither text, number, true nor false");
}

Section section_of(const std::string& name, const json& content, const std::string& where) {
  Section section{.name = name};
  if (content.is_array()) {
    section.is_list = true;
    section.list.reserve(content.size());
    for (const json& element : content) {
      if (!element.is_string()) throw ModelError(where + ": " + in_quotes(name) + " has an entry that is not text");
      section.list.push_back(element.get<std::string>());
    }
  } else if (content.is_object()) {
    for (const auto& [key, value] : content.items()) section.values.push_back(value_of(key, value, where));
  } else {
    throw ModelError(where + ": " + in_quotes(name) + " is neither a list nor values by name");
  }
  return section;
}

int version_of(const json& root, const std::string& where) {
  const json& version = member(root, version_key, where);
  if (!version.is_number_integer() || version.get<double>() < 1 || version.get<double>() > 1e9) {
    throw ModelError(where + ": \"" + version_key + "\" is " + in_quotes(version.dump()) + ", expected a whole number");
  }
  const int found = version.get<int>();
  if (found <= model_format_version) return found;
  throw ModelError(where + ": written in format version " + std::to_string(found) + ", this program reads up to " +
                   std::to_string(model_format_version) + "; use a newer elman");
}

std::map<std::string, std::string> provenance_of(const json& root, const std::string& where) {
  const json& object = member(root, provenance_key, where);
  if (!object.is_object()) throw ModelError(where + ": \"provenance\" is not an object");
  std::map<std::string, std::string> provenance;
  for (const auto& [key, value] : object.items()) {
    if (!value.is_string()) throw ModelError(where + ": provenance " + in_quotes(key) + " is not text");
    provenance[key] = value.get<std::string>();
  }
  return provenance;
}

ModelDescription description_of(const json& root, const std::string& where) {
  ModelDescription description{.format_version = version_of(root, where), .kind = {}, .sections = {}, .provenance = {}};
  const json& kind = member(root, kind_key, where);
  if (!kind.is_string()) throw ModelError(where + ": \"" + kind_key + "\" is not a name");
  description.kind = kind.get<std::string>();
  description.provenance = provenance_of(root, where);
  for (const auto& [name, content] : root.items()) {
    if (name == version_key || name == kind_key || name == provenance_key) continue;
    description.sections.push_back(section_of(name, content, where));
  }
  return description;
}

}  // namespace

void write_model_file(const std::string& path, const ModelDescription& description,
                      std::span<const NamedTensor> tensors) {
  write_safetensors(path, tensors, {{metadata_key, text_of(description)}});
}

ModelFile ModelFile::open(const std::string& path) {
  ModelFile opened(SafetensorsFile::open(path));
  const Metadata& metadata = opened.file_.metadata();
  const auto entry = metadata.find(metadata_key);
  if (entry == metadata.end()) {
    throw ModelError(path + ": a safetensors file, but not a model of elman: its metadata has no entry \"elman\"");
  }
  const JsonDocument document = parse_json(entry->second, path + ": metadata");
  opened.description_ = description_of(document.root(), path);
  return opened;
}

}  // namespace elman::io
