// Pairs of sequences to learn from.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "elman/data/batch.h"
#include "elman/data/pair_shards.h"
#include "elman/random.h"
#include "elman/train/learnable.h"
#include "elman/train/train_options.h"

namespace elman::tasks {

// An epoch takes the shards in random order; of each, batches of pairs of similar length in random order.
class PairLearnable : public train::Learnable {
 public:
  using BatchLoss = std::function<Loss(Tape&, const data::Batch&)>;
  using Validate = std::function<std::vector<train::Score>()>;

  // batch_symbols: if more than 0, batches of about so many symbols. Throws UsageError if there are no pairs.
  PairLearnable(nn::Module& network, data::PairShards pairs, const train::TrainOptions& options, BatchLoss loss,
                Validate validate, bool lower_is_better = true, std::int32_t batch_symbols = 0);
  // From now on batches are of pairs that this makes of those of the data, with random numbers of its own each time.
  void rewrite_with(data::RewritePairs rewrite) { rewrite_ = std::move(rewrite); }

  std::int64_t steps_in_epoch() const override;
  void begin_epoch(int epoch, std::int64_t done) override;
  Loss next_loss(Tape& tape) override;
  std::vector<train::Score> validate() override { return validate_(); }
  bool lower_is_better() const override { return lower_is_better_; }

 private:
  std::int64_t steps_of(std::size_t shard) const;
  void open_next_shard();

  data::PairShards pairs_;
  std::uint64_t seed_;
  data::BatchOptions batches_;
  BatchLoss loss_;
  Validate validate_;
  bool lower_is_better_;
  data::RewritePairs rewrite_;

  int epoch_ = 1;
  std::vector<std::int32_t> shard_order_;
  std::size_t turn_ = 0;       // in shard_order_, of the next shard to open
  std::size_t next_step_ = 0;  // of the open shard
  std::uint64_t step_ = 0;     // of the epoch
  const data::EncodedPairs* open_ = nullptr;
  std::vector<std::int32_t> order_;  // of the open shard's pairs
  data::BatchPlan plan_;
  data::EncodedPairs rewritten_;
  std::vector<std::int32_t> in_order_;  // of these, all indices
  data::Batch batch_;
};

}  // namespace elman::tasks
