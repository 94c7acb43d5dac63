#include "elman/model/language_model.h"

#include <cmath>

#include "benchmarks/encoder_decoder.h"
#include "benchmarks/sequences.h"
#include "elman/decode/sampling.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"

namespace elman::benchmarks {

namespace {

// Symbols as frequent as each other, or words of which the n-th has a probability of about 1 / n (Zipf's law).
std::vector<std::int32_t> text_of(const Case& asked, std::int32_t length) {
  if (!asked.has("words")) return random_sequences({length}, symbols, 1).front();
  constexpr std::int32_t first = text::Vocabulary::special_count;
  const double most = std::log(asked.number("words") - first);
  Random random(1);
  std::vector<std::int32_t> text(static_cast<std::size_t>(length));
  for (std::int32_t& id : text) id = first + static_cast<std::int32_t>(std::exp(random.uniform() * most)) - 1;
  return text;
}

// cell=rnn, lstm, gru or transformer; one layer, a Transformer `layers`; words=N, cutoffs=a,b of an adaptive softmax.
std::unique_ptr<model::LanguageModel> language_model(const Case& asked, Scalar dropout) {
  model::LanguageModelOptions options{.symbols = symbols_of(asked)};
  if (asked.has("cutoffs")) options.adaptive_softmax = asked.text("cutoffs");
  options.architecture = parse_choice<model::Architecture>("cell", asked.text("cell"));
  options.hidden_size = asked.number("hidden");
  options.layers = asked.has("layers") ? asked.number("layers") : 1;
  options.context = asked.number("steps");
  options.dropout = dropout;
  Random random(1);
  return std::make_unique<model::LanguageModel>(options, random);
}

// Of a symbol. Embeddings are projected once for all symbols of a chunk; all outputs are counted.
double forward_operations(const model::LanguageModelOptions& options) {
  const double h = options.hidden_size;
  if (model::is_transformer(options)) {
    return 2 * (options.layers * (12 * h * h + options.context * h) + h * options.symbols);
  }
  const double gates = ops::gate_count(model::cell_of(options.architecture)) * h;
  return 2 * (gates * h + (options.layers - 1) * 2 * gates * h + h * options.symbols);
}

}  // namespace

// A chunk of `batch` streams and `steps` symbols, the state carried: loss, gradients, clipping, Adam.
Task language_model_step_task(const Case& asked) {
  struct Training {
    Training(const Case& asked, std::int32_t streams)
        : model(language_model(asked, Scalar(0.1))),
          adam(model->parameters()),
          tape({.threads = asked.threads(), .record = true, .training = true, .seed = 1}),
          state(model->body().start(streams)) {}
    std::unique_ptr<model::LanguageModel> model;
    optim::Adam adam;
    Tape tape;
    model::State state;
  };
  const std::int32_t streams = asked.number("batch");
  const std::int32_t length = asked.number("steps");
  const auto training = std::make_shared<Training>(asked, streams);
  const std::vector<std::int32_t> text = text_of(asked, streams * (length + 1));
  return {
      .run =
          [=] {
            Training& t = *training;
            t.tape.reset(static_cast<std::uint64_t>(t.adam.step_count()) + 1);
            const auto rows = static_cast<std::size_t>(streams * length);
            const Steps steps = model::rectangle(t.tape, streams, length);
            t.tape.backward(
                t.model->loss(t.tape, std::span(text).first(rows), std::span(text).last(rows), steps, &t.state).total);
            const double norm = optim::gradient_norm(t.adam.parameters(), &t.tape.pool());
            t.adam.step(&t.tape.pool(), optim::clip_factor(norm, 1), true);
          },
      .operations = 3.0 * streams * length * forward_operations(training->model->options())};
}

// A text of `steps` symbols, drawn one by one.
Task generation_task(const Case& asked) {
  const std::shared_ptr<model::LanguageModel> model = language_model(asked, 0);
  const auto pool = std::make_shared<system::ThreadPool>(asked.threads());
  const int steps = asked.number("steps");
  const double operations = steps * forward_operations(model->options());
  return {.run =
              [=] {
                const std::unique_ptr<model::Decoding> text = model->start(1, pool);
                decode::Sampler sampler({}, 0);
                std::int32_t id = text::Vocabulary::start;
                for (int i = 0; i < steps; ++i) id = sampler.draw(text->step({&id, 1}).span());
              },
          .operations = operations,
          .bytes = sizeof(Scalar) * operations / 2,
          .bytes_limit = read_case(sizeof(Scalar) * operations / 2 / steps)};
}

}  // namespace elman::benchmarks
