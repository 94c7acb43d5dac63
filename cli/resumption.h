// The checkpoint beside the model that `elman train` writes.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "elman/train/checkpoint.h"

namespace elman::cli {

// MODEL.checkpoint stands beside MODEL from before the first step until training has ended well. So a model without one
// is finished, and one with it can go on. There is none where the model goes to a device.
class Resumption {
 public:
  // How the run begins: anew, from the checkpoint (resume), or anew over what is there (force). Throws UsageError where
  // what is there does not go with that.
  Resumption(const std::string& model_path, bool resume, bool force);

  // Where to go on; none where the run begins anew. Throws as train::load_checkpoint does.
  std::optional<train::TrainingState> load(const model::Seq2Seq& model, const train::Origin& origin) const;
  void save(const model::Seq2Seq& model, const train::Origin& origin, const train::TrainingState& state) const;
  // Training has ended well.
  void remove() const;

  const std::string& path() const { return path_; }

 private:
  std::string path_;  // empty for a device
  bool resume_;
};

// The command line that goes on with a run that these arguments began, quoted for a shell.
std::string resuming_command(std::span<const std::string> arguments);

}  // namespace elman::cli
