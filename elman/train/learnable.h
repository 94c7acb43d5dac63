// What can be trained.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/autograd/tape.h"
#include "elman/nn/module.h"
#include "elman/tensor/named_tensor.h"

namespace elman::train {

// A way to say how good a network is on data that it does not learn from.
struct Score {
  std::string name;  // without spaces: "WER"
  double value = 0;
  bool lower_is_better = true;
  int decimals = 2;  // that people are shown, and that the model's provenance has
};
// "3.70".
std::string text_of_value(const Score& score);
// "WER 8.20, PER 1.93".
std::string text_of(const std::vector<Score>& scores);

// A network with what it learns from and how that is judged. The trainer knows no more of either.
class Learnable {
 public:
  explicit Learnable(nn::Module& network) : network_(network) {}
  virtual ~Learnable() = default;
  Learnable(const Learnable&) = delete;
  Learnable& operator=(const Learnable&) = delete;

  nn::Module& network() const { return network_; }

  // ---- An epoch ----

  virtual std::int64_t steps_in_epoch() const = 0;
  // Begins that epoch (from 1), after `done` of its steps. The order of the steps comes from the seed and the epoch
  // alone, so that an interrupted epoch can be gone on with.
  virtual void begin_epoch(int epoch, std::int64_t done) = 0;
  struct Loss {
    Variable mean;           // over the units
    std::int64_t units = 0;  // of this step
  };
  virtual Loss next_loss(Tape& tape) = 0;
  // What units are, for people: "symbols".
  virtual const char* unit() const { return "symbols"; }

  // ---- How good it is ----

  // The first one decides which epoch is the best; the others decide ties, in order. Names and directions never change.
  // None if there is nothing to judge by: then the last epoch is kept.
  virtual std::vector<Score> validate() = 0;
  // Whether a smaller first score is the better one.
  virtual bool lower_is_better() const { return true; }

  // ---- What is carried from step to step ----

  // Such as the state of a language model in the middle of a text: part of the checkpoint.
  virtual std::vector<NamedTensor> carried() const { return {}; }
  // Called after begin_epoch() if training goes on in the middle of an epoch. Throws UsageError for what does not fit.
  virtual void carry(const std::vector<NamedTensor>& state);

 private:
  nn::Module& network_;
};

}  // namespace elman::train
