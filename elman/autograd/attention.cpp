#include "elman/autograd/attention.h"

#include "elman/autograd/check.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

void check(kernels::Score score, Variable query, std::span<const std::int32_t> batch_index,
           const AttentionSource& source, Variable v, Variable offset) {
  require_columns("attention", "query", query, source.key.columns());
  if (source.key.rows() != source.value.rows()) {
    throw_shape("attention", "value", source.value.shape(), std::to_string(source.key.rows()) + " rows, as key has");
  }
  if (static_cast<std::int64_t>(batch_index.size()) != query.rows()) {
    throw UsageError("attention: " + std::to_string(batch_index.size()) + " batch indices for " +
                     std::to_string(query.rows()) + " queries");
  }
  const int batch = source.steps.batch();
  if (static_cast<int>(source.length.size()) != batch) {
    throw UsageError("attention: " + std::to_string(source.length.size()) + " lengths for a batch of " +
                     std::to_string(batch));
  }
  for (int b = 0; b < batch; ++b) {
    const std::int32_t length = source.length[static_cast<std::size_t>(b)];
    if (length < 1 || length > source.steps.count || source.steps.alive[length - 1] <= b) {
      throw UsageError("attention: item " + std::to_string(b) + " has length " + std::to_string(length) +
                       ", which the source's steps do not have");
    }
  }
  for (int t = 0; t < source.steps.count; ++t) {
    if (source.steps.first[t] < 0 || source.steps.first[t] + source.steps.alive[t] > source.key.rows()) {
      throw UsageError("attention: step " + std::to_string(t) + " lies outside the " +
                       std::to_string(source.key.rows()) + " rows of key");
    }
  }
  for (const std::int32_t i : batch_index) {
    if (i < 0 || i >= batch)
      throw UsageError("attention: batch index " + std::to_string(i) + " of a batch of " + std::to_string(batch));
  }
  if (score == kernels::Score::additive) require_shape("attention", "v", v, Shape{source.key.columns()});
  if (offset) require_shape("attention", "offset", offset, Shape{query.rows(), source.steps.count});
}

}  // namespace

AttentionOutput attention(Tape& tape, kernels::Score score, Variable query, std::span<const std::int32_t> batch_index,
                          const AttentionSource& source, Variable v, Scalar scale, Variable offset) {
  check(score, query, batch_index, source, v, offset);
  const bool requires_grad = query.requires_grad() || source.key.requires_grad() || source.value.requires_grad() ||
                             v.requires_grad() || offset.requires_grad();
  kernels::AttentionForward forward{.score = score, .scale = scale};
  forward.queries = static_cast<int>(query.rows());
  forward.key_size = static_cast<int>(query.columns());
  forward.value_size = static_cast<int>(source.value.columns());
  forward.source = tape.keep(source.steps);
  forward.length = tape.keep(source.length).data();
  forward.batch_index = tape.keep(batch_index).data();
  forward.query = query.data();
  forward.key = source.key.data();
  forward.value = source.value.data();
  forward.v = v ? v.data() : nullptr;
  forward.offset = offset ? offset.data() : nullptr;
  const Shape weights_shape{query.rows(), source.steps.count};
  Variable weights = tape.make(weights_shape, requires_grad);
  forward.weights = weights.state()->value.data();
  Variable context = tape.make(Shape{query.rows(), source.value.columns()}, requires_grad);
  forward.context = context.state()->value.data();
  if (forward.queries > forward.source.batch()) {
    forward.scratch = tape.scratch(kernels::attention_forward_scratch_size(tape.pool(), forward));
  }
  kernels::attention_forward(tape.pool(), forward);

  if (context.requires_grad()) {
    const Variable key = source.key;
    const Variable value = source.value;
    tape.record([&tape, forward, context, weights, query, key, value, v, offset] {
      if (!context.has_grad() && !weights.has_grad()) return;
      // The kernel adds to all of them; what is not wanted goes to waste memory.
      const auto target = [&tape](Variable wanted) {
        Scalar* d = tape.grad(wanted);
        if (d == nullptr && wanted) {
          const auto size = static_cast<std::size_t>(wanted.value().size());
          d = tape.scratch(size);
          kernels::fill(size, 0, d);
        }
        return d;
      };
      kernels::AttentionBackward back{.forward = forward, .d_context = tape.grad(context)};
      back.d_weights = weights.has_grad() ? weights.grad().data() : nullptr;
      back.d_offset = tape.grad(offset);
      back.d_query = target(query);
      back.d_key = target(key);
      back.d_value = target(value);
      back.d_v = target(v);
      back.scratch = tape.scratch(kernels::attention_scratch_size(tape.pool(), forward));
      kernels::attention_backward(tape.pool(), back);
    });
  }
  return {context, weights};
}

}  // namespace elman::ops
