// A Seq2Seq together with what turns text into its symbols and back.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "elman/data/text_pairs.h"
#include "elman/model/seq2seq.h"
#include "elman/text/text_format.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

// What stands between text and a model's ids.
struct TextCoding {
  text::TextFormat format;
  text::Vocabulary source;
  text::Vocabulary target;
};

// A network with its coding.
struct TextSeq2Seq : TextCoding {
  std::unique_ptr<Seq2Seq> network;
  // Where the model comes from, for people: file names, hashes, seed, scores, options of training.
  std::map<std::string, std::string> provenance;
};

// A new model with weights from the seed. The sizes of the vocabularies in options are set here.
TextSeq2Seq make_text_seq2seq(TextCoding coding, Seq2SeqOptions options, std::uint64_t seed);
// The same for these pairs, with vocabularies of their symbols.
TextSeq2Seq make_text_seq2seq(const data::TextPairs& pairs, const Seq2SeqOptions& options, std::uint64_t seed);

}  // namespace elman::model
