#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/show/json_lines.h"
#include "cli/show/output.h"
#include "cli/verbs.h"
#include "elman/io/model_file.h"
#include "elman/printable.h"
#include "elman/tasks/task.h"

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

std::int64_t parameter_count(const io::ModelFile& model) {
  std::int64_t count = 0;
  for (const io::TensorInfo& tensor : model.tensors()) {
    std::int64_t elements = 1;
    for (const std::int64_t size : tensor.shape) elements *= size;
    count += elements;
  }
  return count;
}

nlohmann::ordered_json as_json(const FieldValue& value) {
  if (value.type == FieldType::text) return value.text;
  return nlohmann::ordered_json::parse(value.text);
}

std::string as_json(const io::ModelFile& model) {
  const io::ModelDescription& description = model.description();
  // An object from the start: without memory, the JSON library cannot destroy a null that was to become one.
  nlohmann::ordered_json root = nlohmann::ordered_json::object();
  root["format-version"] = description.format_version;
  root["model"] = description.kind;
  root["parameters"] = parameter_count(model);
  for (const io::Section& section : description.sections) {
    if (section.is_list) {
      root[section.name] = section.list;
      continue;
    }
    root[section.name] = nlohmann::ordered_json::object();
    for (const FieldValue& value : section.values) root[section.name][value.name] = as_json(value);
  }
  root["tensors"] = nlohmann::ordered_json::array();
  for (const io::TensorInfo& tensor : model.tensors()) {
    root["tensors"].push_back({{"name", tensor.name}, {"dtype", tensor.dtype}, {"shape", tensor.shape}});
  }
  root["provenance"] = description.provenance;
  return json_lines(root);
}

// As far as a person may want to read: a vocabulary of words would fill the screen.
std::string text_of_list(const io::Section& section) {
  constexpr std::size_t most_bytes = 1000;
  std::string text = fmt::format("\n{} ({})\n ", printable(section.name), section.list.size());
  const std::size_t begin = text.size();
  for (std::size_t i = 0; i < section.list.size(); ++i) {
    if (text.size() - begin > most_bytes) {
      text += fmt::format(" ... and {} more, which --json shows", section.list.size() - i);
      break;
    }
    text += " " + printable(section.list[i]);
  }
  return text + "\n";
}

std::string as_text(const io::ModelFile& model) {
  const io::ModelDescription& description = model.description();
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{}: {}, {} parameters, format version {}\n", model.path(), description.kind,
                 parameter_count(model), description.format_version);
  for (const io::Section& section : description.sections) {
    if (section.is_list) {
      text += text_of_list(section);
      continue;
    }
    fmt::format_to(out, "\n{}\n", printable(section.name));
    for (const FieldValue& value : section.values) {
      fmt::format_to(out, "  {:20} {}\n", printable(value.name), printable(value.text));
    }
  }
  fmt::format_to(out, "\ntensors\n");
  for (const io::TensorInfo& tensor : model.tensors()) {
    fmt::format_to(out, "  {:32} {:4} {}\n", printable(tensor.name), tensor.dtype, shape_of(tensor));
  }
  fmt::format_to(out, "\nprovenance\n");
  for (const auto& [key, value] : description.provenance) {
    fmt::format_to(out, "  {:24} {}\n", printable(key), printable(value));
  }
  return text;
}

// What was shown may be a damaged model or a stranger's: whatever predict would refuse is refused here too.
void require_usable(const io::ModelFile& model) {
  for (const tasks::Task& task : tasks::all_tasks()) {
    if (task.kind == model.description().kind) task.read(model);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("inspect", "Show what a model file holds");
  const auto state = std::make_shared<InspectVerb>();
  verb->add_option("MODEL", state->model_path, "a model that elman train wrote")->required();
  verb->add_flag("--json", state->json, "print JSON");
  verb->callback([state] {
    const io::ModelFile model = io::ModelFile::open(state->model_path);
    write_out(state->json ? as_json(model) : as_text(model));
    require_usable(model);
  });
}

}  // namespace elman::cli
