#include <memory>

#include "benchmarks/sequences.h"
#include "benchmarks/task.h"
#include "elman/autograd/ops.h"

namespace elman::benchmarks {

namespace {

// Queries, keys and values side by side in one matrix, as a layer projects them.
struct Attention {
  Attention(const ops::MultiheadOptions& wanted, const TapeOptions& tape_options)
      : options(wanted), tape(tape_options) {}

  ops::MultiheadOptions options;
  bool causal = false;
  data::SequenceBatch batch;
  Tensor projected;  // (rows, 3 * size)
  Tensor d_context;
  Tape tape;
  Variable input, context;  // of the last run

  void run(bool train) {
    tape.reset();
    input = tape.variable(projected);
    const auto pattern = ops::self_attention_pattern(tape, steps_of(batch), batch.lengths, causal);
    const std::int64_t size = options.size;
    context = ops::multihead_attention(tape, options, pattern, {input, 0}, {input, size}, {input, 2 * size}).context;
    if (train) tape.backward(context, d_context);
  }
};

}  // namespace

// mode=forward or train; causal=0 or 1. Of train, the forward part is in the time.
Task attention_task(const Case& asked) {
  const bool train = asked.text("mode") == "train";
  const ops::MultiheadOptions options{.heads = asked.number("heads"), .size = asked.number("size")};
  const std::vector<std::int32_t> lengths = lengths_of(asked);
  const auto attention = std::make_shared<Attention>(options, TapeOptions{.threads = asked.threads(), .record = train});
  attention->causal = asked.number("causal") != 0;
  attention->batch = sequence_batch(random_sequences(lengths, 64, 2));
  attention->projected = made_up_tensor({attention->batch.rows(), 3 * options.size}, Seed::x);
  attention->d_context = made_up_tensor({attention->batch.rows(), options.size}, Seed::d_output);
  // Products between whole sequences: two forward, four backward.
  double operations = 0;
  for (const std::int32_t length : lengths) operations += 4.0 * length * length * static_cast<double>(options.size);
  return {.run = [=] { attention->run(train); },
          .operations = (train ? 3 : 1) * operations,
          .results = [=] { return values_of(attention->context.value()); }};
}

}  // namespace elman::benchmarks
