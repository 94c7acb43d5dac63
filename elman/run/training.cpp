#include "elman/run/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/run/option_lists.h"
#include "elman/run/resumption.h"
#include "elman/system/file.h"
#include "elman/system/memory.h"
#include "elman/tasks/begun_weights.h"
#include "elman/tasks/task.h"
#include "elman/text/unicode.h"
#include "elman/train/build.h"
#include "elman/version.h"

namespace elman::run {

namespace {

Fields all_fields(tasks::Preparation& preparation) {
  Fields all;
  for (const FieldGroup& group : preparation.option_groups())
    all.insert(all.end(), group.fields.begin(), group.fields.end());
  return all;
}

void require_known(const Settings& settings, const Fields& fields, const std::string& task) {
  for (const auto& [name, setting] : settings) {
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&, &wanted = name](const Field& field) { return field.name() == wanted; });
    if (!known) {
      throw UsageError(fmt::format("{}: \"{}\" is no option of task {}; elman train --task {} --help lists them",
                                   setting.where, name, task, task));
    }
  }
}

// Models that a run begins with or learns from.
struct OtherModels {
  std::unique_ptr<tasks::Model> init;
  std::unique_ptr<tasks::Model> teacher;
};

OtherModels open_others(const Request& request) {
  OtherModels others;
  if (!request.init.empty()) others.init = tasks::open(request.init);
  if (!request.teacher.empty()) others.teacher = tasks::open(request.teacher);
  if (!request.words.empty() && request.teacher.empty()) {
    throw UsageError(
        "--words: found no teacher that says what they become; train a model first, and give it with --distill");
  }
  return others;
}

// With the data read and every option decided.
std::unique_ptr<tasks::Preparation> prepare(const Request& request, const OtherModels& others, Listener& listener) {
  const tasks::Task& task = tasks::task_named(request.task);
  std::unique_ptr<tasks::Preparation> preparation = task.prepare();
  const Fields fields = all_fields(*preparation);
  require_known(request.options, fields, request.task);
  if (others.init) preparation->begin_from(*others.init, request.init);
  if (others.teacher) preparation->learn_from(*others.teacher, request.teacher, request.words);
  set_fields(request.options, fields);  // the data's options and the seed are needed to read
  preparation->refuse_contradictions(request.files, request.options);
  preparation->read(request.files, [&listener](const std::string& line) { listener.on_notice(line); });
  preparation->recommend(request.options);
  set_fields(request.options, preparation->network_options());
  set_fields(request.options, train::fields(preparation->training));
  const bool limits_steps = preparation->training.steps > 0 || listener.has_open_end();
  if (limits_steps && !request.options.contains("epochs")) {
    preparation->training.epochs = train::any_number_of_epochs;
  }
  preparation->training.seed += static_cast<std::uint64_t>(request.member);
  preparation->settle(request.options);
  return preparation;
}

// Before the memory is asked for: a machine that runs out of it may take other programs along.
void require_memory(const tasks::Preparation& preparation) {
  const CheckedSize needed = preparation.memory_estimate();
  const std::uint64_t limit = system::memory_limit();
  if (needed.at_most(limit)) return;
  throw UsageError(
      fmt::format("training would take {} MB of memory, expected at most the {} MB that there are; {}",
                  needed.value() ? std::to_string(*needed.value() / 1'000'000) : "more than 10000000000000",
                  limit / 1'000'000, preparation.memory_advice()));
}

// Of what a student learns from beside its pairs.
std::map<std::string, std::string> hashes_of_teaching(const Request& request) {
  std::map<std::string, std::string> hashes;
  const auto add = [&hashes](const char* name, const std::string& path) {
    if (!path.empty()) hashes[name] = io::sha256(system::File::open_regular_to_read(path));
  };
  add("teacher-sha256", request.teacher);
  add("words-sha256", request.words);
  return hashes;
}

// All that decides the result.
train::Origin origin_of(const Request& request, tasks::Preparation& preparation) {
  train::Origin origin{preparation.data_facts(), preparation.data_provenance(request.files), train::build()};
  origin.facts["--task"] = request.task;
  if (!request.init.empty()) {
    origin.facts["init-sha256"] = io::sha256(system::File::open_regular_to_read(request.init));
  }
  origin.facts.merge(hashes_of_teaching(request));
  origin.facts.merge(texts_with_effect(all_fields(preparation), "--"));
  return origin;
}

// Where a model comes from: data, options and program. Scores come to it later.
std::map<std::string, std::string> provenance_of(const Request& request, tasks::Preparation& preparation) {
  std::map<std::string, std::string> provenance = preparation.data_provenance(request.files);
  provenance["elman"] = version();
  provenance["target"] = train::instruction_set();
  provenance.merge(hashes_of_teaching(request));
  provenance.merge(texts_with_effect(fields(preparation.training), "option-"));
  return provenance;
}

class Run {
 public:
  Run(const Request& request, const Resumption& resumption, tasks::Preparation& preparation, const tasks::Model* init,
      Listener& listener)
      : request_(request),
        resumption_(resumption),
        options_(preparation.training),
        listener_(listener),
        model_(preparation.make_model()),
        origin_(origin_of(request, preparation)) {
    if (init != nullptr) tasks::take_weights(*init, request.init, *model_);
    model_->provenance = provenance_of(request, preparation);
    describe(preparation);
    learnable_ = preparation.make_learnable(*model_);
  }

  Result run() {
    const std::optional<train::Checkpoint> from =
        resumption_.load(*learnable_, origin_, [this](const std::string& line) { listener_.on_notice(line); });
    if (from) keep_notes(from->origin);
    listener_.on_options(origin_.facts);
    listener_.on_begin(options_, learnable_->unit());
    const train::TrainingResult result = train(from ? &from->state : nullptr);
    if (result.interrupted) return {.training = result, .checkpoint = resumption_.path()};
    // The best epoch may have been saved before an interruption, or not, and before the end was known.
    // What a model knows of itself is measured on dev.
    if (listener_.has_open_end()) model_->provenance["option-steps"] = std::to_string(result.steps);
    if (from || listener_.has_open_end()) {
      learnable_->validate();
      save_model(result.best_epoch, result.best);
    }
    resumption_.remove();
    return {.training = result};
  }

 private:
  // A model says of its data what the run that began it said, whatever the files are called by now.
  void keep_notes(const train::Origin& origin) {
    if (origin.notes.empty()) return;
    for (const auto& [name, value] : origin.notes) model_->provenance[name] = value;
    origin_.notes = origin.notes;
  }

  void describe(const tasks::Preparation& preparation) const {
    for (const std::string& line : preparation.describe(request_.files, *model_)) listener_.on_notice(line);
    const int threads = train::thread_count(options_);
    // Reading may have taken more than learning will.
    const std::uint64_t bytes = std::max(preparation.memory_estimate().value().value_or(0), system::peak_memory());
    listener_.on_notice(fmt::format("machine  about {} MB of memory, {} thread{}, {}, seed {}", bytes / 1'000'000,
                                    threads, threads == 1 ? "" : "s", train::instruction_set(), options_.seed));
  }

  train::TrainingResult train(const train::TrainingState* from) {
    try {
      return train::train(*learnable_, options_, callbacks(), from);
    } catch (const train::DivergenceError&) {
      resumption_.remove();  // it could only go where this run went
      throw;
    } catch (const UsageError& error) {
      if (from == nullptr) throw;
      throw ModelError(fmt::format("{}: {}; the file is damaged", resumption_.path(), error.what()));
    }
  }

  train::TrainCallbacks callbacks() {
    train::TrainCallbacks callbacks;
    callbacks.on_step = [this](const train::StepReport& report) { listener_.on_step(report); };
    callbacks.on_epoch = [this](const train::EpochReport& report) {
      if (report.best) save_model(report.epoch, report.scores);
      ended_ = report;
    };
    // An epoch is told of when nothing can take it away any more.
    callbacks.keep = [this](const train::TrainingState& state) {
      resumption_.save(*learnable_, origin_, state);
      if (ended_) listener_.on_epoch(*ended_);
      ended_.reset();
    };
    callbacks.stop = [this] { return listener_.stop(); };
    callbacks.pause = [this](std::int64_t steps, double seconds) { return listener_.pause(steps, seconds); };
    callbacks.on_pause = [this](const std::vector<train::Score>& scores) { listener_.on_pause(scores); };
    if (listener_.has_open_end()) {
      callbacks.last_step = [this](std::int64_t steps, double seconds) { return listener_.last_step(steps, seconds); };
    }
    return callbacks;
  }

  void save_model(int epoch, const std::vector<train::Score>& scores) {
    model_->provenance["epoch"] = std::to_string(epoch);
    for (const train::Score& score : scores) {
      model_->provenance["dev-" + text::lower_case(score.name)] = train::text_of_value(score);
    }
    tasks::save(request_.model, *model_);
  }

  const Request& request_;
  const Resumption& resumption_;
  const train::TrainOptions options_;
  Listener& listener_;
  std::unique_ptr<tasks::Model> model_;
  train::Origin origin_;
  std::unique_ptr<train::Learnable> learnable_;
  std::optional<train::EpochReport> ended_;  // but not told of
};

}  // namespace

std::vector<std::string> data_files(const Request& request) {
  std::vector<std::string> paths = request.files.paths();
  if (!request.words.empty()) paths.push_back(request.words);
  for (const char* name : {"source-sentencepiece", "target-sentencepiece"}) {
    const auto setting = request.options.find(name);
    if (setting != request.options.end()) paths.push_back(setting->second.text);
  }
  return paths;
}

Settings settings(std::initializer_list<std::pair<const char*, std::string>> options) {
  Settings settings;
  for (const auto& [name, text] : options) settings[name] = {text, std::string("option ") + name};
  return settings;
}

Request with(const Request& request, const Settings& settings) {
  Request changed = request;
  for (const auto& [name, setting] : settings) changed.options.insert_or_assign(name, setting);
  return changed;
}

std::string text_of(const Settings& settings) {
  std::string text;
  for (const auto& [name, setting] : settings)
    text += fmt::format("{}--{} {}", text.empty() ? "" : " ", name, setting.text);
  return text;
}

Result train(const Request& request, Listener& listener) {
  if (request.model.empty()) throw UsageError("train: say where the model goes: -o MODEL");
  const Resumption resumption(request.model, data_files(request), request.resume, request.force);
  const OtherModels others = open_others(request);
  const std::unique_ptr<tasks::Preparation> preparation = prepare(request, others, listener);
  require_memory(*preparation);
  Result result = Run(request, resumption, *preparation, others.init.get(), listener).run();
  result.suggestion = preparation->suggestion(request.model);
  result.baseline = preparation->baseline();
  return result;
}

bool is_result_of(const Request& request) {
  Listener nobody;
  const OtherModels others = open_others(request);
  const std::unique_ptr<tasks::Preparation> preparation = prepare(request, others, nobody);
  const std::unique_ptr<tasks::Model> there = tasks::open(request.model);
  const std::map<std::string, std::string> expected = provenance_of(request, *preparation);
  return std::includes(there->provenance.begin(), there->provenance.end(), expected.begin(), expected.end());
}

Result result_of(const Request& request, tasks::Model& model) {
  Listener nobody;
  const OtherModels others = open_others(request);
  const std::unique_ptr<tasks::Preparation> preparation = prepare(request, others, nobody);
  Result result;
  result.training.best = preparation->make_learnable(model)->validate();
  result.suggestion = preparation->suggestion(request.model);
  result.baseline = preparation->baseline();
  return result;
}

Trials trials_of(const Request& request, Listener& listener) {
  const OtherModels others = open_others(request);
  const std::unique_ptr<tasks::Preparation> preparation = prepare(request, others, listener);
  return {preparation->trials(request.options), preparation->folds()};
}

Candidates candidates_of(const Request& request, Listener& listener) {
  const OtherModels others = open_others(request);
  const std::unique_ptr<tasks::Preparation> preparation = prepare(request, others, listener);
  return {preparation->candidates(request.options), preparation->training.epochs};
}

std::string configuration(const Request& request, Listener& listener) {
  const OtherModels others = open_others(request);
  const std::unique_ptr<tasks::Preparation> preparation = prepare(request, others, listener);
  return configuration_lines(all_fields(*preparation));
}

}  // namespace elman::run
