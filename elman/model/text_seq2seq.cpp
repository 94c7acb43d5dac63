#include "elman/model/text_seq2seq.h"

#include "elman/tensor/random.h"

namespace elman::model {

TextSeq2Seq make_text_seq2seq(const data::TextPairs& pairs, Seq2SeqOptions options, std::uint64_t seed) {
  TextSeq2Seq model;
  model.format = pairs.format;
  model.source = data::source_vocabulary(pairs.pairs);
  model.target = data::target_vocabulary(pairs.pairs);
  options.source_symbols = model.source.size();
  options.target_symbols = model.target.size();
  Random random(seed, 0);
  model.network = std::make_unique<Seq2Seq>(options, random);
  return model;
}

}  // namespace elman::model
