// The checkpoint beside the model that a run writes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "elman/system/file_lock.h"
#include "elman/train/checkpoint.h"

namespace elman::run {

// MODEL.checkpoint is beside MODEL from before the first step until training has ended well. So a model without one is
// finished, and one with it can go on. While it lives, a hidden file beside them, .elman-MODEL.lock, keeps other
// runs away from both.
class Resumption {
 public:
  // How the run begins: anew, from the checkpoint (resume), or anew over what is there (force). `data`: files that are
  // read. Throws UsageError if what is there does not go with that, if another process writes the model, or for a path
  // that is no place for files; IoError if they cannot be written there.
  Resumption(const std::string& model_path, const std::vector<std::string>& data, bool resume, bool force);

  // Where to go on; none if the run begins anew. Throws as train::load_checkpoint does.
  std::optional<train::Checkpoint> load(const train::Learnable& learnable, const train::Origin& origin,
                                        const std::function<void(const std::string&)>& tell) const;
  void save(const train::Learnable& learnable, const train::Origin& origin, const train::TrainingState& state) const;
  // Training has ended well.
  void remove() const;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool resume_;
  std::unique_ptr<const system::FileLock> lock_;
};

}  // namespace elman::run
