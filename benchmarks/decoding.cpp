#include "benchmarks/encoder_decoder.h"
#include "benchmarks/sequences.h"
#include "elman/decode/search.h"

namespace elman::benchmarks {

// `batch` sources of `steps` symbols, beam=N; outputs of `steps` symbols or as many as `outputs`, for </s> is made
// improbable.
Task decoding_task(const Case& asked) {
  struct Decoding {
    std::unique_ptr<model::Seq2Seq> model;
    data::SequenceBatch source;
  };
  const auto decoding = std::make_shared<Decoding>();
  decoding->model = encoder_decoder(asked, 0);
  decoding->model->parameter("output.bias").mutable_value()[text::Vocabulary::end] = -100;
  const std::vector<std::int32_t> lengths = lengths_of(asked);
  decoding->source = sequence_batch(random_sequences(lengths, symbols_of(asked), 1));
  const int written = asked.number(asked.has("outputs") ? "outputs" : "steps");
  const decode::SearchOptions search{.beam = asked.number("beam"), .max_length = written};
  const auto workspace = std::make_shared<model::Workspace>(std::make_shared<system::ThreadPool>(asked.threads()));
  const model::Seq2SeqOptions& options = decoding->model->options();
  double operations = 0;
  for (const std::int32_t length : lengths) operations += search_operations(options, length, written, search.beam);
  // With few rows it is the reading of weights that takes the time. Embeddings are projected beforehand.
  const double read = decoding->source.steps * encoder_weights(options) + written * decoder_weights(options);
  return {.run =
              [=] {
                const std::unique_ptr<model::Decoding> run = decoding->model->start(decoding->source, workspace);
                decode::search(*run, search);
              },
          .operations = operations,
          .bytes = sizeof(Scalar) * read,
          .bytes_limit = read_case(sizeof(Scalar) * decoder_weights(options))};
}

}  // namespace elman::benchmarks
