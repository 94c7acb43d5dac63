// Small encoder-decoders over real pairs, for tests of the model, the trainer and the model file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "elman/data/pair_shards.h"
#include "elman/tasks/pair_learnable.h"
#include "elman/tasks/transducer.h"

namespace elman::test {

using TransducerPointer = std::unique_ptr<tasks::Transducer>;

// Words of `ab...` and their reversals, of different lengths.
data::TextPairs small_pairs();

// A model of them with weights from the seed; sizes are small and odd.
TransducerPointer small_transducer(model::Seq2SeqOptions options = {}, std::uint64_t seed = 1);
// From a model file; null if it is a model of another kind.
TransducerPointer open_transducer(const std::string& path);

// Every architecture with every attention that goes with it, input feeding on and off, layers and directions.
std::vector<model::Seq2SeqOptions> kinds_that_score_symbols();
// Recurrent decoders with attention that copy, cover, or both.
std::vector<model::Seq2SeqOptions> kinds_with_pointers();
// These, and those that edit.
std::vector<model::Seq2SeqOptions> all_kinds_of_models();

data::EncodedPairs encoded(const tasks::Transducer& model, const data::TextPairs& pairs);
// The same, dealt onto so many shards.
data::PairShards dealt(const tasks::Transducer& model, const data::TextPairs& pairs, std::uint64_t shards);

// The model learns from pairs; `validate` says how good it is, always the same if it is left out. The model must
// outlive it.
tasks::PairLearnable learnable(const tasks::Transducer& model, data::PairShards pairs,
                               const train::TrainOptions& options, tasks::PairLearnable::Validate validate = {},
                               std::int32_t batch_symbols = 0);

// The bytes of all weights, one after another.
std::string bytes_of_weights(const nn::Module& network);

}  // namespace elman::test
