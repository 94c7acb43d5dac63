#include "tests/support/transducers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "elman/random.h"
#include "elman/tasks/task.h"

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

TransducerPointer small_transducer(model::Seq2SeqOptions options, std::uint64_t seed) {
  const bool has_heads = model::is_transformer_encoder(options) || model::is_transformer_decoder(options);
  options.embedding_size = 5;
  options.hidden_size = has_heads ? 8 : 7;
  options.heads = 2;
  return tasks::make_transducer(small_pairs(), options, seed);
}

TransducerPointer open_transducer(const std::string& path) {
  std::unique_ptr<tasks::Model> model = tasks::open(path);
  TransducerPointer transducer(dynamic_cast<tasks::Transducer*>(model.get()));
  if (transducer) static_cast<void>(model.release());
  return transducer;
}

namespace {

// On both sides with either norm, and on one side beside a recurrent one.
std::vector<model::Seq2SeqOptions> kinds_with_transformers() {
  using model::LayerKind;
  std::vector<model::Seq2SeqOptions> kinds(5);
  for (model::Seq2SeqOptions& options : kinds) options.architecture = model::Architecture::transformer;
  kinds[0].encoder_layers = kinds[0].decoder_layers = 2;
  kinds[1].norm = model::NormKind::post;
  kinds[1].activation = nn::Activation::gelu;
  kinds[1].positions = nn::PositionKind::learned;
  kinds[2].tied_embeddings = true;
  kinds[2].feed_forward_size = 12;
  kinds[3].architecture = model::Architecture::gru;
  kinds[3].encoder = LayerKind::transformer;
  kinds[4].architecture = model::Architecture::lstm;
  kinds[4].decoder = model::DecoderKind::transformer;
  return kinds;
}

}  // namespace

std::vector<model::Seq2SeqOptions> kinds_that_score_symbols() {
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
  const std::vector<model::Seq2SeqOptions> transformers = kinds_with_transformers();
  kinds.insert(kinds.end(), transformers.begin(), transformers.end());
  return kinds;
}

std::vector<model::Seq2SeqOptions> kinds_with_pointers() {
  using model::AttentionKind;
  std::vector<model::Seq2SeqOptions> kinds;
  for (const auto architecture : {model::Architecture::rnn, model::Architecture::lstm, model::Architecture::gru}) {
    for (const bool feeding : {false, true}) {
      for (const bool covers : {false, true}) {
        model::Seq2SeqOptions options;
        options.architecture = architecture;
        options.attention = architecture == model::Architecture::rnn ? AttentionKind::additive : AttentionKind::general;
        options.input_feeding = feeding;
        options.pointer = true;
        if (covers) options.coverage_loss = Scalar(0.7);
        kinds.push_back(options);
      }
    }
  }
  kinds.back().pointer = false;  // coverage alone
  kinds.push_back(kinds.front());
  kinds.back().encoder = model::LayerKind::transformer;
  return kinds;
}

std::vector<model::Seq2SeqOptions> all_kinds_of_models() {
  std::vector<model::Seq2SeqOptions> kinds = kinds_that_score_symbols();
  const std::vector<model::Seq2SeqOptions> pointers = kinds_with_pointers();
  kinds.insert(kinds.end(), pointers.begin(), pointers.end());
  for (const auto architecture : {model::Architecture::rnn, model::Architecture::lstm, model::Architecture::gru}) {
    for (const bool transformer : {false, true}) {
      model::Seq2SeqOptions options;
      options.architecture = architecture;
      options.decoder = model::DecoderKind::edit;
      options.bidirectional = architecture != model::Architecture::rnn;
      options.decoder_layers = architecture == model::Architecture::gru ? 2 : 1;
      if (transformer) options.encoder = model::LayerKind::transformer;
      kinds.push_back(options);
    }
  }
  return kinds;
}

data::EncodedPairs encoded(const tasks::Transducer& model, const data::TextPairs& pairs) {
  const bool apart = model::tells_unknown_apart(model.network().options());
  return data::encode(pairs.pairs, {model.coding().source, model.coding().target,
                                    apart ? data::UnknownSymbols::apart : data::UnknownSymbols::alike});
}

data::PairShards dealt(const tasks::Transducer& model, const data::TextPairs& pairs, std::uint64_t shards) {
  data::PairSharder sharder(
      shards, [random = Random(1)](std::uint64_t below) mutable { return random.below(below); }, 1);
  for (const data::TextPair& pair : pairs.pairs) sharder.add(pair);
  return std::move(sharder).finish(model.coding().source, model.coding().target);
}

tasks::PairLearnable learnable(const tasks::Transducer& model, data::PairShards pairs,
                               const train::TrainOptions& options, tasks::PairLearnable::Validate validate,
                               std::int32_t batch_symbols) {
  if (!validate) validate = [] { return std::vector<train::Score>{{"WER", 1}, {"PER", 1}}; };
  const auto smoothing = static_cast<Scalar>(options.label_smoothing);
  const auto loss = [&network = model.network(), smoothing](Tape& tape,
                                                            const data::Batch& batch) -> train::Learnable::Loss {
    return {network.loss(tape, batch, smoothing), static_cast<std::int64_t>(batch.target_out.size())};
  };
  return {model.network(), std::move(pairs), options, loss, std::move(validate), true, batch_symbols};
}

std::string bytes_of_weights(const nn::Module& network) {
  std::string bytes;
  for (const NamedTensor& named : network.tensors()) {
    const auto values = std::as_bytes(named.tensor.span());
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size());
  }
  return bytes;
}

}  // namespace elman::test
