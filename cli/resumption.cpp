#include "cli/resumption.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>

#include "cli/talk.h"
#include "elman/error.h"
#include "elman/system/file.h"

namespace elman::cli {

namespace {

namespace fs = std::filesystem;

bool stands(const std::string& path) {
  std::error_code unknown;  // a path that cannot be looked at is complained about where it is written
  return !path.empty() && fs::exists(path, unknown);
}

std::string in_shell_quotes(const std::string& argument) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";  // as Python's shlex has it
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace

Resumption::Resumption(const std::string& model_path, bool resume, bool force) : resume_(resume) {
  const bool model_stands = stands(model_path);
  std::error_code unknown;
  const fs::path folder = fs::path(model_path).parent_path();
  if (!folder.empty() && !fs::exists(folder, unknown)) system::fail_with_reason("write", model_path, ENOENT);
  if (force && fs::is_directory(model_path, unknown)) system::fail_with_reason("write", model_path, EISDIR);
  if (!model_stands || fs::is_regular_file(model_path, unknown)) path_ = model_path + ".checkpoint";
  const bool checkpoint_stands = stands(path_);
  if (resume && force) {
    throw UsageError("--resume goes on with a run and --force begins anew; give one of them");
  }
  if (resume && !checkpoint_stands) {
    throw UsageError(fmt::format("{}.checkpoint: found no such file, expected the checkpoint of an interrupted run; {}",
                                 model_path,
                                 model_stands ? "the training of this model has ended, there is nothing to go on with"
                                              : "leave --resume out to begin"));
  }
  if (resume || force) return;
  if (checkpoint_stands) {
    throw UsageError(fmt::format(
        "{}: found the checkpoint of a run that did not end, expected none; add --resume to go on with it, or --force "
        "to begin anew",
        path_));
  }
  if (model_stands) {
    throw UsageError(fmt::format("{}: exists already; choose another name or add --force", model_path));
  }
}

std::optional<train::TrainingState> Resumption::load(const model::Seq2Seq& model, const train::Origin& origin) const {
  if (!resume_) return std::nullopt;
  train::Checkpoint checkpoint = train::load_checkpoint(path_, model, origin);
  talk("resumed  {}: {} epochs are over, {} steps of the next are done\n", path_, checkpoint.state.result.epochs,
       checkpoint.state.steps);
  if (checkpoint.origin.build != origin.build) {
    fmt::print(
        stderr,
        "elman: this run is by {}, the checkpoint by {}: the model may differ from that of an uninterrupted run\n",
        origin.build, checkpoint.origin.build);
  }
  return std::move(checkpoint.state);
}

void Resumption::save(const model::Seq2Seq& model, const train::Origin& origin,
                      const train::TrainingState& state) const {
  if (!path_.empty()) train::save_checkpoint(path_, model, origin, state);
}

void Resumption::remove() const {
  if (!path_.empty() && std::remove(path_.c_str()) != 0 && errno != ENOENT) {
    system::fail_with_reason("remove", path_, errno);
  }
}

std::string resuming_command(std::span<const std::string> arguments) {
  std::string command;
  for (const std::string& argument : arguments) {
    if (argument == "--force" || argument == "--resume") continue;
    command += in_shell_quotes(argument) + " ";
  }
  return command + "--resume";
}

}  // namespace elman::cli
