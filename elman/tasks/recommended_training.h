// How encoder-decoders are trained if the user says nothing.
#pragma once

#include <cstddef>

#include "elman/train/train_options.h"

namespace elman::tasks {

// Training options that suit so many pairs, chosen on development data (docs/results.md): small sets want more
// regularisation and more epochs, large ones larger batches.
train::TrainOptions recommended_training(std::size_t pairs);
// The same if an encoder or decoder is a Transformer: the rate has to rise first, and falls to the end.
train::TrainOptions recommended_transformer_training(std::size_t pairs);
// The same for an edit decoder with a recurrent encoder: from 2,000 pairs on, a high rate that falls at last.
train::TrainOptions recommended_edit_training(std::size_t pairs);
// The same for sentences, by a Transformer.
train::TrainOptions recommended_translation_training();

}  // namespace elman::tasks
