#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/option_list.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "elman/io/model_file.h"

namespace elman::cli {

namespace {

struct InspectVerb {
  std::string model_path;
  bool json = false;
};

std::string shape_of(const io::TensorInfo& tensor) {
  std::string text;
  for (const std::int64_t size : tensor.shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "(" + text + ")";
}

std::int64_t parameter_count(const io::ModelDescription& model) {
  std::int64_t count = 0;
  for (const io::TensorInfo& tensor : model.tensors) {
    std::int64_t elements = 1;
    for (const std::int64_t size : tensor.shape) elements *= size;
    count += elements;
  }
  return count;
}

std::string vocabulary_line(const text::Vocabulary& vocabulary) {
  std::string line;
  for (const std::string& symbol : vocabulary.symbols_in_file()) line += (line.empty() ? "" : " ") + symbol;
  return line;
}

std::string as_json(const io::ModelDescription& model) {
  nlohmann::ordered_json root;
  root["format-version"] = model.format_version;
  root["model"] = "seq2seq";
  root["parameters"] = parameter_count(model);
  model::visit_seq2seq_options(model.options, [&](const char* name, const auto& field, const char*) {
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(field)>>) {
      root["options"][name] = to_string(field);
    } else {
      root["options"][name] = field;
    }
  });
  root["text"]["source-symbols"] = text::to_string(model.format.source.kind);
  root["text"]["target-symbols"] = text::to_string(model.format.target.kind);
  root["text"]["normalization"] = text::to_string(model.format.source.normalization);
  root["text"]["features"] = model.format.features;
  root["source-vocabulary"] = model.source.symbols_in_file();
  root["target-vocabulary"] = model.target.symbols_in_file();
  root["tensors"] = nlohmann::ordered_json::array();
  for (const io::TensorInfo& tensor : model.tensors) {
    root["tensors"].push_back({{"name", tensor.name}, {"dtype", tensor.dtype}, {"shape", tensor.shape}});
  }
  root["provenance"] = model.provenance;
  return root.dump(2) + "\n";
}

std::string as_text(const io::ModelDescription& model, const std::string& path) {
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{}: seq2seq, {} parameters, format version {}\n", path, parameter_count(model),
                 model.format_version);
  fmt::format_to(out, "\noptions\n");
  model::visit_seq2seq_options(model.options, [&](const char* name, const auto& field, const char*) {
    fmt::format_to(out, "  {:20} {}\n", name, show(field));
  });
  fmt::format_to(out, "\ntext\n  source by {}, target by {}, {}{}\n", text::to_string(model.format.source.kind),
                 text::to_string(model.format.target.kind), text::to_string(model.format.source.normalization),
                 model.format.features ? ", with features" : "");
  fmt::format_to(out, "\nsource vocabulary ({})\n  {}\n", model.source.size(), vocabulary_line(model.source));
  fmt::format_to(out, "\ntarget vocabulary ({})\n  {}\n", model.target.size(), vocabulary_line(model.target));
  fmt::format_to(out, "\ntensors\n");
  for (const io::TensorInfo& tensor : model.tensors) {
    fmt::format_to(out, "  {:32} {:4} {}\n", tensor.name, tensor.dtype, shape_of(tensor));
  }
  fmt::format_to(out, "\nprovenance\n");
  for (const auto& [key, value] : model.provenance) fmt::format_to(out, "  {:24} {}\n", key, value);
  return text;
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("inspect", "Show what a model file holds, without loading its weights");
  const auto state = std::make_shared<InspectVerb>();
  verb->add_option("MODEL", state->model_path, "a model that elman train wrote")->required();
  verb->add_flag("--json", state->json, "print JSON");
  verb->callback([state] {
    const io::ModelDescription model = io::describe_model(state->model_path);
    write_out(state->json ? as_json(model) : as_text(model, state->model_path));
  });
}

}  // namespace elman::cli
