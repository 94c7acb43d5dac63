#include "elman/decode/text_model.h"

namespace elman::decode {

TextModel text_model(const model::TextSeq2Seq& model, int threads) {
  const model::Seq2Seq& network = *model.network;
  return {.start = [&network](const data::SequenceBatch& sources,
                              const TextModel::Pool& pool) { return network.start(sources, pool); },
          .pool = std::make_shared<system::ThreadPool>(threads),
          .source = model.source,
          .target = model.target,
          .format = model.format};
}

}  // namespace elman::decode
