#include "elman/run/resumption.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "elman/error.h"
#include "elman/system/atomic_file.h"
#include "elman/system/file.h"

namespace elman::run {

namespace {

namespace fs = std::filesystem;

// A model and its checkpoint are written again and again, each time as a whole beside the old one.
void require_place_for_files(const std::string& path, const std::vector<std::string>& data) {
  std::error_code unknown;
  const std::string whole = fs::absolute(path, unknown).lexically_normal().string();
  const bool is_special =
      (whole.starts_with("/dev/") && !whole.starts_with("/dev/shm/")) || whole.starts_with("/proc/");
  if (is_special ||
      (system::is_there(path) && !fs::is_regular_file(path, unknown) && !fs::is_directory(path, unknown))) {
    throw UsageError(fmt::format("{}: found a device or a pipe, expected a file or none; give another -o MODEL", path));
  }
  for (const std::string& file : data) {
    if (system::is_there(path) && system::is_there(file) && fs::equivalent(path, file, unknown)) {
      throw UsageError(fmt::format("{}: is data that is read, and would be overwritten; give another -o MODEL", path));
    }
  }
  system::require_writable(path);
}

// Of whatever name the model has. It is none that a user would give to a file.
std::string lock_path(const std::string& model_path) {
  std::error_code unknown;
  const fs::path model = fs::weakly_canonical(model_path, unknown);
  return (model.parent_path() / (".elman-" + model.filename().string() + ".lock")).string();
}

}  // namespace

Resumption::Resumption(const std::string& model_path, const std::vector<std::string>& data, bool resume, bool force)
    : path_(model_path + ".checkpoint"), resume_(resume) {
  if (resume && force) {
    throw UsageError("--resume goes on with a run and --force begins anew; give one of them");
  }
  const fs::path folder = fs::path(model_path).parent_path();
  if (!folder.empty() && !system::is_there(folder.string())) system::fail_with_reason("write", model_path, ENOENT);
  for (const std::string& path : {model_path, path_}) require_place_for_files(path, data);
  lock_ = std::make_unique<system::FileLock>(lock_path(model_path));
  if (!lock_->held()) {
    throw UsageError(fmt::format("{}: process {} is training this model; wait for its end, or give another -o MODEL",
                                 model_path, lock_->holder()));
  }
  const bool model_exists = system::is_there(model_path);
  const bool checkpoint_exists = system::is_there(path_);
  if (resume && !checkpoint_exists) {
    throw UsageError(fmt::format("{}: found no such file, expected the checkpoint of an interrupted run; {}", path_,
                                 model_exists ? "the training of this model has ended; to train it further, begin "
                                                "another run with it: --init MODEL -o NEW"
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
    throw UsageError(fmt::format(
        "{}: exists already; choose another name, begin with it (--init), or add --force to begin anew", model_path));
  }
}

std::optional<train::Checkpoint> Resumption::load(const train::Learnable& learnable, const train::Origin& origin,
                                                  const std::function<void(const std::string&)>& tell) const {
  if (!resume_) return std::nullopt;
  train::Checkpoint checkpoint = train::load_checkpoint(path_, learnable.network(), origin);
  tell(fmt::format("resumed  {}: {} epochs are over, {} steps of the next are done", path_,
                   checkpoint.state.result.epochs, checkpoint.state.steps));
  if (checkpoint.origin.build != origin.build) {
    tell(fmt::format("this run is by {}, the checkpoint by {}: the model may differ from that of an uninterrupted run",
                     origin.build, checkpoint.origin.build));
  }
  return checkpoint;
}

void Resumption::save(const train::Learnable& learnable, const train::Origin& origin,
                      const train::TrainingState& state) const {
  train::save_checkpoint(path_, learnable.network(), origin, state);
}

void Resumption::remove() const {
  if (std::remove(path_.c_str()) != 0 && errno != ENOENT) system::fail_with_reason("remove", path_, errno);
}

}  // namespace elman::run
