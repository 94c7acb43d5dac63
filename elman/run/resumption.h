// The checkpoint beside the model that a run writes.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "elman/train/checkpoint.h"

namespace elman::run {

// MODEL.checkpoint is beside MODEL from before the first step until training has ended well. So a model without one is
// finished, and one with it can go on. There is none if the model goes to a device.
class Resumption {
 public:
  // How the run begins: anew, from the checkpoint (resume), or anew over what is there (force). Throws UsageError if
  // what is there does not go with that, IoError if a model cannot be written there.
  Resumption(const std::string& model_path, bool resume, bool force);

  // Where to go on; none if the run begins anew. Throws as train::load_checkpoint does.
  std::optional<train::TrainingState> load(const train::Learnable& learnable, const train::Origin& origin,
                                           const std::function<void(const std::string&)>& tell) const;
  void save(const train::Learnable& learnable, const train::Origin& origin, const train::TrainingState& state) const;
  // Training has ended well.
  void remove() const;

  // Empty if there is none.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool resume_;
};

}  // namespace elman::run
