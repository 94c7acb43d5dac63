// What a seed is used for.
#pragma once

#include <cstdint>

namespace elman::train {

// Streams of a run's seed (see Random), so that none of these depends on another.
enum Stream : std::uint64_t {
  weights_stream = 0,  // a new network's weights
  shuffle_stream = 1,  // the order in a shard
  dropout_stream = 2,
  shard_order_stream = 3,   // the order of an epoch's shards
  shard_choice_stream = 4,  // which shard a pair goes to
  text_begin_stream = 5,    // where an epoch begins in a text
  made_up_words_stream = 6,
  rewrite_stream = 7,  // which pairs are joined, which merges of words are passed over
};

}  // namespace elman::train
