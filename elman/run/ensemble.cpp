#include "elman/run/ensemble.h"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "elman/error.h"
#include "elman/run/resumption.h"
#include "elman/system/file.h"
#include "elman/tasks/task.h"

namespace elman::run {

namespace {

std::unique_ptr<tasks::Transducer> open_member(const std::string& path) {
  std::unique_ptr<tasks::Model> model = tasks::open(path);
  auto* transducer = dynamic_cast<tasks::Transducer*>(model.get());
  if (transducer == nullptr) {
    throw UsageError(path + ": found a model of kind " + std::string(model->kind()) +
                     ", expected one that was trained on pairs (elman train --task transduce)");
  }
  static_cast<void>(model.release());
  return std::unique_ptr<tasks::Transducer>(transducer);
}

// The N-th of the models: goes on with it, begins it, or finds it finished.
Result train_member(Request request, Listener& listener) {
  const bool begun = system::is_there(request.model + ".checkpoint");
  if (request.resume && !begun && system::is_there(request.model)) {
    if (is_result_of(request)) return {};
    throw UsageError(request.model +
                     ": is of a run with other data or options; give those, or begin anew with --force instead of "
                     "--resume");
  }
  request.resume = request.resume && begun;
  return train(request, listener);
}

}  // namespace

std::unique_ptr<tasks::Transducer> joined(const std::vector<std::string>& model_paths) {
  std::unique_ptr<tasks::Transducer> all;
  for (const std::string& path : model_paths) {
    std::unique_ptr<tasks::Transducer> member = open_member(path);
    if (!all) {
      all = std::move(member);
      continue;
    }
    try {
      all->join(std::move(*member));
    } catch (const UsageError& error) {
      throw UsageError(path + ": " + error.what());
    }
  }
  return all;
}

std::string model_of_member(const std::string& model_path, int member) {
  return fmt::format("{}.member-{}", model_path, member + 1);
}

Result train_ensemble(const Request& request, int count, Listener& listener) {
  if (request.model.empty()) throw UsageError("train: say where the model goes: -o MODEL");
  if (request.task != tasks::Transducer::task_name) {
    throw UsageError("--models: models of task " + request.task + " cannot be joined; leave it out");
  }
  const Resumption place(request.model, data_files(request), false, request.force);
  for (int i = 0; i < count; ++i) {
    Request member = request;
    member.member = i;
    member.model = model_of_member(request.model, i);
    listener.on_notice(fmt::format("member   {} of {}: {}", i + 1, count, member.model));
    const Result result = train_member(member, listener);
    if (result.training.interrupted) return result;
    if (result.training.epochs > 0) {
      listener.on_notice(fmt::format("member   {} of {} after {} epochs, best was epoch {}: dev {}", i + 1, count,
                                     result.training.epochs, result.training.best_epoch,
                                     train::text_of(result.training.best)));
    }
  }
  return join_members(request, count);
}

Result join_members(const Request& request, int count) {
  std::vector<std::string> paths;
  for (int i = 0; i < count; ++i) paths.push_back(model_of_member(request.model, i));
  const std::unique_ptr<tasks::Transducer> all = joined(paths);
  Result result = result_of(request, *all);
  result.members = count;
  tasks::save(request.model, *all);
  for (const std::string& path : paths) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  return result;
}

}  // namespace elman::run
