#include "elman/model/encoder.h"

#include "elman/model/recurrent_encoder.h"
#include "elman/model/transformer_encoder.h"

namespace elman::model {

std::unique_ptr<Encoder> make_encoder(const Seq2SeqOptions& options, const nn::Initializer& init, EncoderInput input) {
  if (is_transformer_encoder(options)) return std::make_unique<TransformerEncoder>(options, init, input);
  return std::make_unique<RecurrentEncoder>(options, init, input);
}

}  // namespace elman::model
