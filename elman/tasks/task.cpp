#include "elman/tasks/task.h"

#include <array>

#include "elman/error.h"
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

template <class Prepared>
std::unique_ptr<Preparation> make() {
  return std::make_unique<Prepared>();
}

constexpr std::array<Task, 4> tasks{{
    {"transduce", Transducer::file_kind, "one text into another, from lines of source TAB target",
     &make<TransducerPreparation>, &Transducer::read},
    {"tag", Tagger::file_kind, "a tag for each symbol, from lines of symbols TAB as many tags",
     &make<TaggerPreparation>, &Tagger::read},
    {"lm", LanguageModel::file_kind, "what comes next, from running text", &make<LanguageModelPreparation>,
     &LanguageModel::read},
    {"forecast", Forecaster::file_kind, "the next values of series, from a table of numbers (CSV, .npy)",
     &make<ForecasterPreparation>, &Forecaster::read},
}};

template <class Name>
std::string names(Name Task::*name) {
  std::string list;
  for (const Task& task : tasks) list.append(list.empty() ? "" : ", ").append(task.*name);
  return list;
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
  const io::ModelFile file = io::ModelFile::open(path);
  for (const Task& task : tasks) {
    if (task.kind == file.description().kind) return task.read(file);
  }
  throw ModelError(path + ": found a model of kind " + text::display(file.description().kind) + ", expected one of " +
                   names(&Task::kind) + "; use a newer elman");
}

}  // namespace elman::tasks
