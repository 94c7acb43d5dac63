#include "elman/model/text_seq2seq.h"

#include <utility>

#include "elman/data/pair_vocabulary.h"
#include "elman/random.h"

namespace elman::model {

TextSeq2Seq make_text_seq2seq(TextCoding coding, Seq2SeqOptions options, std::uint64_t seed) {
  TextSeq2Seq model{std::move(coding), nullptr, {}};
  options.source_symbols = model.source.size();
  options.target_symbols = model.target.size();
  Random random(seed, 0);
  model.network = std::make_unique<Seq2Seq>(options, random);
  return model;
}

TextSeq2Seq make_text_seq2seq(const data::TextPairs& pairs, const Seq2SeqOptions& options, std::uint64_t seed) {
  return make_text_seq2seq({pairs.format, data::source_vocabulary(pairs.pairs), data::target_vocabulary(pairs.pairs)},
                           options, seed);
}

}  // namespace elman::model
