#include "elman/tasks/task.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "elman/error.h"
#include "elman/system/file.h"
#include "elman/tasks/forecaster.h"
#include "elman/tasks/forecaster_preparation.h"
#include "elman/tasks/language_model.h"
#include "elman/tasks/language_model_preparation.h"
#include "elman/tasks/tagger.h"
#include "elman/tasks/tagger_preparation.h"
#include "elman/tasks/transducer.h"
#include "elman/tasks/transducer_preparation.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

template <class Kind, class Prepared>
constexpr Task task(std::string_view summary) {
  return {Kind::task_name, Kind::file_kind, summary,
          []() -> std::unique_ptr<Preparation> { return std::make_unique<Prepared>(); }, &Kind::read};
}

constexpr std::array<Task, 4> tasks{{
    task<Transducer, TransducerPreparation>("one text into another, from lines of source TAB target"),
    task<Tagger, TaggerPreparation>("a tag for each symbol, from lines of symbols TAB as many tags"),
    task<LanguageModel, LanguageModelPreparation>("what comes next, from running text"),
    task<Forecaster, ForecasterPreparation>("the next values of series, from a table of numbers (CSV, .npy)"),
}};

template <class Name>
std::string names(Name Task::*name) {
  std::string list;
  for (const Task& task : tasks) list.append(list.empty() ? "" : ", ").append(task.*name);
  return list;
}

// A file of lines where a model belongs is the commonest mistake. The header of a model begins with a brace.
void refuse_data(const std::string& path) {
  std::array<std::byte, 9> start{};
  const std::size_t count = system::File::open_regular_to_read(path).read_at(0, start);
  if (count == 0 || (count == start.size() && start[8] == std::byte{'{'})) return;
  const bool zeros = std::find(start.begin(), start.end(), std::byte{0}) != start.end();
  if (count == start.size() && zeros) return;  // no text: whatever it is, the file's reader says
  throw ModelError(path + ": found data, expected a model; elman train makes one of them");
}

}  // namespace

std::span<const Task> all_tasks() { return tasks; }

const Task& task_named(std::string_view name) {
  for (const Task& task : tasks) {
    if (task.name == name) return task;
  }
  throw UsageError("--task: task \"" + std::string(name) + "\" is not known, expected one of " + names(&Task::name));
}

std::unique_ptr<Model> open(const std::string& path) {
  refuse_data(path);
  const io::ModelFile file = io::ModelFile::open(path);
  for (const Task& task : tasks) {
    if (task.kind == file.description().kind) return task.read(file);
  }
  throw ModelError(path + ": found a model of kind " + text::display(file.description().kind) + ", expected one of " +
                   names(&Task::kind) + "; use a newer elman");
}

}  // namespace elman::tasks
