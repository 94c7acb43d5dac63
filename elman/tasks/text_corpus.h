// The text that a language model is trained on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "elman/data/text_ids.h"
#include "elman/data/text_reader.h"
#include "elman/tasks/pair_corpus.h"
#include "elman/tasks/report.h"
#include "elman/tasks/text_options.h"
#include "elman/text/running_text.h"

namespace elman::tasks {

struct TextCorpus {
  text::TextCoding coding;  // of train's symbols
  data::TextPart train;
  data::TextPart dev;   // empty if there is none
  data::TextSize size;  // of the training files, what is held out included
  std::uint64_t dev_characters = 0;
  // Whether dev is the end of the training files.
  bool dev_is_end() const { return dev.ids == train.ids && dev.end == train.end; }
  UnknownSymbols dev_unknown;  // symbols of dev that train does not have
  std::string train_sha256;
  std::string dev_sha256;  // empty if there is no file of it
};

// Memory is bounded: what does not fit is in temporary files. `encoding`: parts of words that are not to be learnt.
// Throws as data::TextReader does; DataError if there is too little text.
TextCorpus read_text_corpus(const DataFiles& files, const TextOptions& options,
                            const text::TextCoding::Encoding& encoding = {});

// A file as a model reads it.
struct EncodedText {
  data::TextPart text;
  data::TextSize size;
  UnknownSymbols unknown;
};
EncodedText encode_text(const text::TextFile& file, const text::TextCoding& coding);

}  // namespace elman::tasks
