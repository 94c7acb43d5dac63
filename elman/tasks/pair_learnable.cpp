#include "elman/tasks/pair_learnable.h"

#include <numeric>
#include <span>
#include <utility>

#include "elman/error.h"
#include "elman/train/streams.h"

namespace elman::tasks {

PairLearnable::PairLearnable(nn::Module& network, data::PairShards pairs, const train::TrainOptions& options,
                             BatchLoss loss, Validate validate, bool lower_is_better, std::int32_t batch_symbols)
    : Learnable(network),
      pairs_(std::move(pairs)),
      seed_(options.seed),
      batches_{.batch_size = options.batch_size, .batch_symbols = batch_symbols},
      loss_(std::move(loss)),
      validate_(std::move(validate)),
      lower_is_better_(lower_is_better) {
  if (pairs_.size() == 0) throw UsageError("training: there are no pairs to learn from");
}

std::int64_t PairLearnable::steps_of(std::size_t shard) const {
  return static_cast<std::int64_t>(data::batch_count(pairs_.size(shard), pairs_.symbols(shard), batches_));
}

std::int64_t PairLearnable::steps_in_epoch() const {
  std::int64_t steps = 0;
  for (std::size_t shard = 0; shard < pairs_.count(); ++shard) steps += steps_of(shard);
  return steps;
}

void PairLearnable::begin_epoch(int epoch, std::int64_t done) {
  epoch_ = epoch;
  step_ = static_cast<std::uint64_t>(done);
  // Each epoch's order comes from its number alone; an epoch has 2^40 numbers of a stream to itself.
  Random random(seed_, train::shard_order_stream, static_cast<std::uint64_t>(epoch) << 40);
  shard_order_ = random.permutation(static_cast<std::int32_t>(pairs_.count()));
  turn_ = 0;
  open_ = nullptr;
  for (; turn_ < shard_order_.size(); ++turn_) {
    const std::int64_t steps = steps_of(static_cast<std::size_t>(shard_order_[turn_]));
    if (done < steps) break;
    done -= steps;
  }
  if (done == 0) return;
  open_next_shard();
  next_step_ = static_cast<std::size_t>(done);
}

void PairLearnable::open_next_shard() {
  open_ = &pairs_.open(static_cast<std::size_t>(shard_order_[turn_]));
  // A shard has 2^24 numbers of the epoch's.
  Random random(seed_, train::shuffle_stream,
                (static_cast<std::uint64_t>(epoch_) << 40) + (static_cast<std::uint64_t>(turn_) << 24));
  order_.resize(open_->size());
  std::iota(order_.begin(), order_.end(), 0);
  random.shuffle(std::span(order_));
  plan_.fill(*open_, order_, batches_, [&random](std::uint64_t below) { return random.below(below); });
  next_step_ = 0;
  ++turn_;
}

PairLearnable::Loss PairLearnable::next_loss(Tape& tape) {
  while (open_ == nullptr || next_step_ == plan_.size()) open_next_shard();  // a shard may be empty
  const std::span<const std::int32_t> chosen = plan_[next_step_++];
  if (rewrite_) {
    Random seed(seed_, train::rewrite_stream, (static_cast<std::uint64_t>(epoch_) << 40) + step_);
    Random random(seed.bits());
    rewrite_(*open_, chosen, random, rewritten_);
    in_order_.resize(rewritten_.size());
    std::iota(in_order_.begin(), in_order_.end(), 0);
    data::make_batch(rewritten_, in_order_, batch_);
  } else {
    data::make_batch(*open_, chosen, batch_);
  }
  ++step_;
  return loss_(tape, batch_);
}

}  // namespace elman::tasks
