// A run of training as a file, to go on from after an interruption.
#pragma once

#include <map>
#include <string>

#include "elman/train/trainer.h"

namespace elman::train {

// What a run depends on beside its state.
struct Origin {
  std::map<std::string, std::string> facts;  // options, hashes of the data, by name: all must be the same to go on
  std::map<std::string, std::string> notes =
      {};             // what the model says of its data, such as names of files: not compared
  std::string build;  // program and instruction set, as build() says: bits are only promised if it is the same
};

// The version of the file's content. A file of a newer one is refused with a message that says so.
constexpr int checkpoint_format_version = 4;

struct Checkpoint {
  Origin origin;
  TrainingState state;
};

// A safetensors file with the tensors of the state (weights.NAME, mean.NAME, best.NAME, optimizer.NAME, carried.NAME)
// and everything else as text in its __metadata__, complete or absent. Numbers are written so that they read back bit
// for bit. `network` names the tensors. Throws IoError.
void save_checkpoint(const std::string& path, const nn::Module& network, const Origin& origin,
                     const TrainingState& state);

// The checkpoint of a run with that origin, up to its build. Throws IoError if the file cannot be read, ModelError
// if it is not a complete checkpoint of such a network, UsageError that names the facts which differ.
Checkpoint load_checkpoint(const std::string& path, const nn::Module& network, const Origin& origin);

}  // namespace elman::train
