#include "elman/io/model_file.h"

#include <optional>
#include <type_traits>

#include "elman/checked_size.h"
#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/io/safetensors_header.h"
#include "elman/system/memory.h"

namespace elman::io {

namespace {

using nlohmann::json;

constexpr const char* metadata_key = "elman";

// ---- Writing ----

using Members = std::map<std::string, std::string>;  // a name and its value as JSON

std::string text_of(const json& value) { return json_leaf(value, "the model"); }

std::string text_of(const Members& members) { return json_object(members, "the model"); }

Members members_of(const model::Seq2SeqOptions& options) {
  Members members;
  model::visit_seq2seq_options(options, [&](const char* name, const auto& field, const char*) {
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(field)>>) {
      members[name] = text_of(model::to_string(field));
    } else {
      members[name] = text_of(field);
    }
  });
  return members;
}

Members members_of(const text::TextFormat& format) {
  return {{"source-symbols", text_of(text::to_string(format.source.kind))},
          {"target-symbols", text_of(text::to_string(format.target.kind))},
          {"normalization", text_of(text::to_string(format.source.normalization))},
          {"features", text_of(format.features)},
          {"feature-separator", text_of(std::string(1, format.feature_separator))}};
}

std::string list_of(const text::Vocabulary& vocabulary) {
  std::vector<std::string> symbols = vocabulary.symbols_in_file();
  for (std::string& symbol : symbols) symbol = text_of(symbol);
  return json_array(symbols);
}

// ---- Reading ----

const json& member(const json& object, const char* name, const std::string& where) {
  if (!object.is_object() || !object.contains(name)) {
    throw ModelError(where + ": the model's description has no \"" + name +
                     "\"; the file was not written by elman train");
  }
  return object.at(name);
}

template <class Field>
void read_field(const json& object, const char* name, Field& field, const std::string& where) {
  const json& value = member(object, name, where);
  const auto refuse = [&](const char* expected) -> void {
    throw ModelError(where + ": \"" + name + "\" is " + in_quotes(value.dump()) + ", expected " + expected);
  };
  if constexpr (std::is_same_v<Field, bool>) {
    if (!value.is_boolean()) refuse("true or false");
    field = value.get<bool>();
  } else if constexpr (std::is_same_v<Field, int>) {
    if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > 1e9) refuse("a whole number");
    field = value.get<int>();
  } else if constexpr (std::is_floating_point_v<Field>) {
    if (!value.is_number()) refuse("a number");
    field = value.get<Field>();
  } else {
    if (!value.is_string()) refuse("a name");
    try {
      if constexpr (std::is_same_v<Field, model::Architecture>)
        field = model::parse_architecture(value.get<std::string>());
      if constexpr (std::is_same_v<Field, model::AttentionKind>)
        field = model::parse_attention(value.get<std::string>());
      if constexpr (std::is_same_v<Field, text::SymbolKind>) field = text::parse_symbol_kind(value.get<std::string>());
      if constexpr (std::is_same_v<Field, text::Normalization>)
        field = text::parse_normalization(value.get<std::string>());
      if constexpr (std::is_same_v<Field, std::string>) field = value.get<std::string>();
    } catch (const UsageError& error) {
      throw ModelError(where + ": " + error.what());
    }
  }
}

text::TextFormat read_format(const json& object, const std::string& where) {
  text::TextFormat format;
  std::string separator;
  read_field(object, "source-symbols", format.source.kind, where);
  read_field(object, "target-symbols", format.target.kind, where);
  read_field(object, "normalization", format.source.normalization, where);
  read_field(object, "features", format.features, where);
  read_field(object, "feature-separator", separator, where);
  if (separator.size() != 1) throw ModelError(where + ": \"feature-separator\" must be one ASCII character");
  format.target.normalization = format.source.normalization;
  format.feature_separator = separator[0];
  return format;
}

text::Vocabulary read_vocabulary(const json& object, const char* name, const std::string& where) {
  const json& list = member(object, name, where);
  if (!list.is_array()) throw ModelError(where + ": \"" + name + "\" is not a list of symbols");
  std::vector<std::string> symbols;
  for (const json& symbol : list) {
    if (!symbol.is_string()) throw ModelError(where + ": \"" + name + "\" has an entry that is not a symbol");
    symbols.push_back(symbol.get<std::string>());
  }
  try {
    return text::Vocabulary::from_symbols(std::move(symbols));
  } catch (const ModelError& error) {
    throw ModelError(where + ": \"" + name + "\": " + error.what());
  }
}

ModelDescription describe(const SafetensorsFile& file) {
  const std::string& where = file.path();
  const auto entry = file.metadata().find(metadata_key);
  if (entry == file.metadata().end()) {
    throw ModelError(where + ": a safetensors file, but not a model of elman: its metadata has no entry \"elman\"");
  }
  const JsonDocument document = parse_json(entry->second, where + ": metadata");
  const json& root = document.root();
  ModelDescription description;
  read_field(root, "format-version", description.format_version, where);
  if (description.format_version > model_format_version) {
    throw ModelError(where + ": written in format version " + std::to_string(description.format_version) +
                     ", this program reads up to " + std::to_string(model_format_version) + "; use a newer elman");
  }
  std::string kind;
  read_field(root, "model", kind, where);
  if (kind != "seq2seq") throw ModelError(where + ": a model of kind " + in_quotes(kind) + ", expected \"seq2seq\"");
  const json& options = member(root, "options", where);
  model::visit_seq2seq_options(description.options, [&](const char* name, auto& field, const char*) {
    read_field(options, name, field, where);
  });
  description.format = read_format(member(root, "text", where), where);
  description.source = read_vocabulary(root, "source-vocabulary", where);
  description.target = read_vocabulary(root, "target-vocabulary", where);
  description.options.source_symbols = description.source.size();
  description.options.target_symbols = description.target.size();
  try {
    model::check(description.options);
  } catch (const UsageError& error) {
    throw ModelError(where + ": " + error.what());
  }
  const json& provenance = member(root, "provenance", where);
  if (!provenance.is_object()) throw ModelError(where + ": \"provenance\" is not an object");
  for (const auto& [key, value] : provenance.items()) {
    if (!value.is_string()) throw ModelError(where + ": provenance " + in_quotes(key) + " is not text");
    description.provenance[key] = value.get<std::string>();
  }
  description.tensors = file.tensors();
  return description;
}

// The tensors have just the numbers that a model of these options has, and as many as fit into memory.
void check_count(const SafetensorsFile& file, const model::Seq2SeqOptions& options) {
  CheckedSize found = 0;
  for (const TensorInfo& info : file.tensors()) found += info.bytes / *bytes_per_value(info.dtype);
  const std::optional<std::uint64_t> expected = model::parameter_count(options).value();
  if (!expected || found.value() != expected) {
    throw ModelError(file.path() + ": found tensors of " + std::to_string(found.value().value_or(0)) +
                     " numbers, expected " + (expected ? std::to_string(*expected) : "more than 64 bits can count") +
                     " by the model's options; the file is damaged: use another copy");
  }
  const std::uint64_t limit = system::memory_limit();
  if (!(CheckedSize(*expected) * sizeof(Scalar)).at_most(limit)) {
    throw ModelError(file.path() + ": found a model of " + std::to_string(*expected) +
                     " numbers, expected one that fits " + std::to_string(limit) +
                     " bytes of memory; use a larger machine or raise its limit");
  }
}

// Sizes in a file are only believed where its own tensors bear them out, before memory is asked for.
void check_sizes(const SafetensorsFile& file, const model::Seq2SeqOptions& options) {
  const auto require = [&](const std::string& name, std::int64_t rows, std::int64_t columns) {
    const TensorInfo* info = file.find(name);
    if (info == nullptr) throw ModelError(file.path() + ": the model has no tensor " + name);
    if (info->shape != std::vector<std::int64_t>{rows, columns}) {
      throw ModelError(file.path() + ": tensor " + name + " does not have the shape (" + std::to_string(rows) + ", " +
                       std::to_string(columns) + ") that the model's options ask for");
    }
  };
  const std::int64_t gates = ops::gate_count(model::cell_of(options.architecture));
  const std::int64_t hidden = options.hidden_size;
  require("encoder.embedding.weight", options.source_symbols, options.embedding_size);
  require("decoder.embedding.weight", options.target_symbols, options.embedding_size);
  require("output.weight", options.target_symbols, hidden);
  for (int layer = 0; layer < options.encoder_layers; ++layer) {
    require("encoder.rnn.weight_hh_l" + std::to_string(layer), gates * hidden, hidden);
  }
  for (int layer = 0; layer < options.decoder_layers; ++layer) {
    require("decoder.rnn.weight_hh_l" + std::to_string(layer), gates * hidden, hidden);
  }
}

}  // namespace

void save_model(const std::string& path, const model::TextSeq2Seq& model) {
  Members provenance;
  for (const auto& [key, value] : model.provenance) provenance[key] = text_of(value);
  const Members root{{"format-version", text_of(model_format_version)},
                     {"model", text_of("seq2seq")},
                     {"options", text_of(members_of(model.network->options()))},
                     {"text", text_of(members_of(model.format))},
                     {"source-vocabulary", list_of(model.source)},
                     {"target-vocabulary", list_of(model.target)},
                     {"provenance", text_of(provenance)}};
  std::vector<NamedTensor> tensors;
  for (const nn::NamedParameter& named : model.network->parameters()) {
    tensors.push_back({named.name, named.parameter.value()});
  }
  write_safetensors(path, tensors, {{metadata_key, text_of(root)}});
}

ModelDescription describe_model(const std::string& path) { return describe(SafetensorsFile::open(path)); }

model::TextSeq2Seq load_model(const std::string& path) {
  const SafetensorsFile file = SafetensorsFile::open(path);
  ModelDescription description = describe(file);
  check_sizes(file, description.options);
  check_count(file, description.options);
  model::TextSeq2Seq model;
  model.format = description.format;
  model.source = std::move(description.source);
  model.target = std::move(description.target);
  model.provenance = std::move(description.provenance);
  model.network = std::make_unique<model::Seq2Seq>(description.options, nn::Initializer::zeros());
  const std::vector<nn::NamedParameter> parameters = model.network->parameters();
  if (parameters.size() != file.tensors().size()) {
    throw ModelError(path + ": holds " + std::to_string(file.tensors().size()) +
                     " tensors, a model with its options has " + std::to_string(parameters.size()));
  }
  for (const nn::NamedParameter& named : parameters) {
    Parameter parameter = named.parameter;
    file.read_into(named.name, parameter.mutable_value());
  }
  return model;
}

}  // namespace elman::io
