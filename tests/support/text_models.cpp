#include "tests/support/text_models.h"

#include <algorithm>
#include <string>
#include <utility>

#include "elman/random.h"

namespace elman::test {

data::TextPairs small_pairs() {
  data::TextPairs pairs;
  for (const std::string word : {"a", "ab", "bca", "cabd", "dd", "acbda", "bbb", "cad", "dabcab"}) {
    data::TextPair pair;
    for (const char letter : word) pair.source.push_back({&letter, 1});
    std::string target(word.rbegin(), word.rend());
    if (word.size() > 3) target.pop_back();
    for (const char letter : target) pair.target.push_back({&letter, 1});
    pairs.pairs.push_back(pair);
  }
  return pairs;
}

model::TextSeq2Seq small_text_model(model::Seq2SeqOptions options, std::uint64_t seed) {
  options.embedding_size = 5;
  options.hidden_size = 7;
  return model::make_text_seq2seq(small_pairs(), options, seed);
}

std::vector<model::Seq2SeqOptions> all_kinds_of_models() {
  using model::AttentionKind;
  std::vector<model::Seq2SeqOptions> kinds;
  for (const auto architecture : {model::Architecture::rnn, model::Architecture::lstm, model::Architecture::gru}) {
    for (const auto attention :
         {AttentionKind::none, AttentionKind::dot, AttentionKind::general, AttentionKind::additive}) {
      for (const bool feeding : {false, true}) {
        if (feeding && attention == AttentionKind::none) continue;
        model::Seq2SeqOptions options;
        options.architecture = architecture;
        options.attention = attention;
        options.input_feeding = feeding;
        options.bidirectional = attention != AttentionKind::dot;
        options.encoder_layers = attention == AttentionKind::additive ? 2 : 1;
        options.decoder_layers = feeding ? 2 : 1;
        kinds.push_back(options);
      }
    }
  }
  return kinds;
}

data::EncodedPairs encoded(const model::TextSeq2Seq& model, const data::TextPairs& pairs) {
  return data::encode(pairs.pairs, model.source, model.target);
}

data::PairShards dealt(const model::TextSeq2Seq& model, const data::TextPairs& pairs, std::uint64_t shards) {
  data::PairSharder sharder(
      shards, [random = Random(1)](std::uint64_t below) mutable { return random.below(below); }, 1);
  for (const data::TextPair& pair : pairs.pairs) sharder.add(pair);
  return std::move(sharder).finish(model.source, model.target);
}

}  // namespace elman::test
