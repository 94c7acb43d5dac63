// Options that suit a set of pairs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/checked_size.h"
#include "elman/data/text_pairs.h"
#include "elman/model/seq2seq.h"
#include "elman/train/train_options.h"

namespace elman::train {

struct Recommended {
  model::Seq2SeqOptions model;
  TrainOptions training;
};

// What the program uses where the user says nothing. Chosen on development data (docs/results.md): small sets want more
// regularisation and more epochs, large ones larger batches.
Recommended recommended(std::size_t pairs);

// Bytes that training takes at its peak, roughly: weights, gradients, moments, packed forms, the longest batch and
// a shard of pairs. The
// sizes of the vocabularies count as far as they are set.
CheckedSize memory_estimate(const model::Seq2SeqOptions& sizes, const data::CorpusSize& corpus,
                            const TrainOptions& options);

}  // namespace elman::train
