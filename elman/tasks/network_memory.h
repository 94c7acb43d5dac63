// How much memory networks on pairs take: sums of what their layers keep for each symbol, which the tests hold against
// the measured peak of whole runs.
#pragma once

#include <cstdint>

#include "elman/checked_size.h"
#include "elman/data/batch_load.h"
#include "elman/data/text_ids.h"
#include "elman/model/language_model_options.h"
#include "elman/model/seq2seq_options.h"

namespace elman::tasks {

// Numbers that a step of training on such a batch leaves behind, forward and backward: all of an encoder-decoder's, or
// those of an encoder alone.
CheckedSize training_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch);

CheckedSize encoder_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch);

// Sources whose outputs are searched side by side.
struct PredictionLoad {
  std::uint64_t sources = 0;
  std::uint64_t symbols = 0;  // of all of them, </s> included
};
// Numbers that predicting them greedily takes, if outputs become as long as they may.
CheckedSize prediction_floats(const model::Seq2SeqOptions& network, const PredictionLoad& load);
// What an encoder gives for so many symbols, when nothing is to be learnt from it.
CheckedSize encoding_floats(const model::Seq2SeqOptions& network, std::uint64_t symbols);

// Outputs of a language model for a symbol of a text: all, or of an adaptive softmax those of its head and, as often as
// the text has them, of its clusters, with the features that these are made of.
std::int64_t outputs_of(const model::LanguageModelOptions& network, const data::TextPart& text);
// The same of a language model: a step of training on so many symbols of a text, and scoring a text, side by side in so
// many parts of it at most. outputs: as outputs_of() gives it.
CheckedSize training_floats(const model::LanguageModelOptions& network, std::int64_t outputs, std::uint64_t positions);
CheckedSize scoring_floats(const model::LanguageModelOptions& network, std::int64_t outputs, std::uint64_t text,
                           std::int32_t segments);

}  // namespace elman::tasks
