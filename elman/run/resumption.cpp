#include "elman/run/resumption.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "elman/error.h"
#include "elman/system/file.h"

namespace elman::run {

namespace {

namespace fs = std::filesystem;

bool exists(const std::string& path) {
  std::error_code unknown;  // a path that cannot be looked at is complained about when it is written
  return !path.empty() && fs::exists(path, unknown);
}

}  // namespace

Resumption::Resumption(const std::string& model_path, bool resume, bool force) : resume_(resume) {
  const bool model_exists = exists(model_path);
  std::error_code unknown;
  const fs::path folder = fs::path(model_path).parent_path();
  if (!folder.empty() && !fs::exists(folder, unknown)) system::fail_with_reason("write", model_path, ENOENT);
  if (force && fs::is_directory(model_path, unknown)) system::fail_with_reason("write", model_path, EISDIR);
  if (!model_exists || fs::is_regular_file(model_path, unknown)) path_ = model_path + ".checkpoint";
  const bool checkpoint_exists = exists(path_);
  if (resume && force) {
    throw UsageError("--resume goes on with a run and --force begins anew; give one of them");
  }
  if (resume && !checkpoint_exists) {
    throw UsageError(fmt::format("{}.checkpoint: found no such file, expected the checkpoint of an interrupted run; {}",
                                 model_path,
                                 model_exists ? "the training of this model has ended, there is nothing to go on with"
                                              : "leave --resume out to begin"));
  }
  if (resume || force) return;
  if (checkpoint_exists) {
    throw UsageError(fmt::format(
        "{}: found the checkpoint of a run that did not end, expected none; add --resume to go on with it, or --force "
        "to begin anew",
        path_));
  }
  if (model_exists) {
    throw UsageError(fmt::format("{}: exists already; choose another name or add --force", model_path));
  }
}

std::optional<train::TrainingState> Resumption::load(const train::Learnable& learnable, const train::Origin& origin,
                                                     const std::function<void(const std::string&)>& tell) const {
  if (!resume_) return std::nullopt;
  train::Checkpoint checkpoint = train::load_checkpoint(path_, learnable.network(), origin);
  tell(fmt::format("resumed  {}: {} epochs are over, {} steps of the next are done", path_,
                   checkpoint.state.result.epochs, checkpoint.state.steps));
  if (checkpoint.origin.build != origin.build) {
    tell(fmt::format("this run is by {}, the checkpoint by {}: the model may differ from that of an uninterrupted run",
                     origin.build, checkpoint.origin.build));
  }
  return std::move(checkpoint.state);
}

void Resumption::save(const train::Learnable& learnable, const train::Origin& origin,
                      const train::TrainingState& state) const {
  if (!path_.empty()) train::save_checkpoint(path_, learnable.network(), origin, state);
}

void Resumption::remove() const {
  if (!path_.empty() && std::remove(path_.c_str()) != 0 && errno != ENOENT) {
    system::fail_with_reason("remove", path_, errno);
  }
}

}  // namespace elman::run
