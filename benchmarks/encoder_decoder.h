// The encoder-decoders of the benchmarks, with 64 symbols on either side: bi-LSTM and LSTM with attention, or
// Transformers.
#pragma once

#include <memory>
#include <vector>

#include "benchmarks/task.h"
#include "elman/data/batch.h"
#include "elman/model/seq2seq.h"

namespace elman::benchmarks {

constexpr int symbols = 64;
// That many, or as many `words`.
int symbols_of(const Case& asked);

// hidden=H, words=N, embeddings of H / 2, dropout as given; with layers=N a Transformer of so many layers on each side.
std::unique_ptr<model::Seq2Seq> encoder_decoder(const Case& asked, float dropout);
// Floating-point operations of a loss for a source and a target of those lengths, </s> or <s> included.
double forward_operations(const model::Seq2SeqOptions& options, double source, double target);
// Of the search for one output with `beam` rows.
double search_operations(const model::Seq2SeqOptions& options, double source, double target, double beam);
// Weights that a step of the decoder reads, whatever the number of rows; and a step of both of the encoder's
// directions.
double decoder_weights(const model::Seq2SeqOptions& options);
double encoder_weights(const model::Seq2SeqOptions& options);

}  // namespace elman::benchmarks
