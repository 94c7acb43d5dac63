// What predicting takes of a model.
#pragma once

#include <functional>
#include <memory>

#include "elman/data/batch.h"
#include "elman/model/decoding.h"
#include "elman/model/text_seq2seq.h"
#include "elman/system/thread_pool.h"
#include "elman/text/text_format.h"
#include "elman/text/vocabulary.h"

namespace elman::decode {

// Vocabularies and format, and what `start` refers to, must outlive it.
struct TextModel {
  using Pool = std::shared_ptr<system::ThreadPool>;

  // Begins to decode with the pool's threads, or one where there is none. Several decodings may run at the same time,
  // each with a pool of its own.
  std::function<std::unique_ptr<model::Decoding>(const data::SequenceBatch&, const Pool&)> start;
  Pool pool;
  const text::Vocabulary& source;
  const text::Vocabulary& target;
  const text::TextFormat& format;
};

// The model must outlive what is returned; it may be trained further between two predictions. The threads are started
// once, and one prediction at a time uses them.
TextModel text_model(const model::TextSeq2Seq& model, int threads = 1);

}  // namespace elman::decode
