// Small encoder-decoders over real pairs, for tests of the model, the trainer and the model file.
#pragma once

#include <cstdint>
#include <vector>

#include "elman/data/pair_shards.h"
#include "elman/model/text_seq2seq.h"

namespace elman::test {

// Words of `ab...` and their reversals, of different lengths.
data::TextPairs small_pairs();

// A model of them with weights from the seed; sizes are small and odd.
model::TextSeq2Seq small_text_model(model::Seq2SeqOptions options, std::uint64_t seed = 1);

// Every architecture with every attention that goes with it, input feeding on and off, layers and directions.
std::vector<model::Seq2SeqOptions> all_kinds_of_models();

data::EncodedPairs encoded(const model::TextSeq2Seq& model, const data::TextPairs& pairs);
// The same, dealt onto so many shards.
data::PairShards dealt(const model::TextSeq2Seq& model, const data::TextPairs& pairs, std::uint64_t shards);

}  // namespace elman::test
