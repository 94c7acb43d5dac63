#include "elman/decode/text_model.h"

namespace elman::decode {

TextModel text_model(const model::TextSeq2Seq& model, int threads) {
  const model::Seq2Seq& network = *model.network;
  return {.start = [&network, pool = std::make_shared<kernels::ThreadPool>(threads)](
                       const data::SequenceBatch& sources) { return network.start(sources, pool); },
          .source = model.source,
          .target = model.target,
          .format = model.format};
}

}  // namespace elman::decode
