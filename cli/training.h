// Training as the program does it.
#pragma once

#include "cli/corpus.h"
#include "cli/resumption.h"
#include "cli/train_verb.h"
#include "elman/model/text_seq2seq.h"
#include "elman/train/recommended.h"

namespace elman::cli {

// Trains, keeps the model and its checkpoint on disk, and tells. Throws Interrupted after Ctrl-C or SIGTERM,
// when all is saved.
void run_training(const TrainVerb& verb, const Resumption& resumption, Corpus corpus, const train::Recommended& options,
                  model::TextSeq2Seq& model);

}  // namespace elman::cli
