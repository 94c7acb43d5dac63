#include "benchmarks/encoder_decoder.h"
#include "benchmarks/sequences.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"

namespace elman::benchmarks {

// source=a,b,c target=a,b,c: lengths without </s>. Dropout 0.3, label smoothing 0.1, clipping, Adam.
Task training_step_task(const Case& asked) {
  struct Training {
    Training(std::unique_ptr<model::Seq2Seq> made, int threads)
        : model(std::move(made)),
          adam(model->parameters()),
          tape({.threads = threads, .record = true, .training = true, .seed = 1}) {}
    std::unique_ptr<model::Seq2Seq> model;
    optim::Adam adam;
    Tape tape;
    data::Batch batch;
  };
  const auto training = std::make_shared<Training>(encoder_decoder(asked, 0.3F), asked.threads());
  const std::vector<std::int32_t> source = asked.numbers("source");
  const std::vector<std::int32_t> target = asked.numbers("target");
  const auto sources = random_sequences(source, symbols, 1);
  const auto targets = random_sequences(target, symbols, 2);
  data::EncodedPairs pairs;
  std::vector<std::int32_t> all;
  double operations = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    all.push_back(static_cast<std::int32_t>(i));
    std::vector<std::int32_t> ended = sources[i];
    ended.push_back(text::Vocabulary::end);
    pairs.add(ended, targets[i]);
    operations += forward_operations(training->model->options(), source[i] + 1, target[i] + 1);
  }
  data::make_batch(pairs, all, training->batch);
  return {.run =
              [=] {
                Training& t = *training;
                t.tape.reset(static_cast<std::uint64_t>(t.adam.step_count()) + 1);
                t.tape.backward(t.model->loss(t.tape, t.batch, Scalar(0.1)));
                const double norm = optim::gradient_norm(t.adam.parameters(), &t.tape.pool());
                t.adam.step(&t.tape.pool(), optim::clip_factor(norm, 1), true);
              },
          .operations = 3 * operations};
}

}  // namespace elman::benchmarks
