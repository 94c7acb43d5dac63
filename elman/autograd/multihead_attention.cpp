#include "elman/autograd/multihead_attention.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "elman/autograd/check.h"

namespace elman::ops {

namespace {

constexpr const char* op = "multihead_attention";

std::string text(std::int64_t number) { return std::to_string(number); }

void check_source(const Steps& source, std::span<const std::int32_t> length) {
  const int batch = source.batch();
  if (static_cast<int>(length.size()) != batch) {
    throw UsageError("attention_pattern: " + text(static_cast<std::int64_t>(length.size())) +
                     " lengths for a batch of " + text(batch));
  }
  for (int b = 0; b < batch; ++b) {
    const std::int32_t n = length[static_cast<std::size_t>(b)];
    if (n < 1 || n > source.count || source.alive[n - 1] <= b) {
      throw UsageError("attention_pattern: item " + text(b) + " has length " + text(n) +
                       ", which the source's steps do not have");
    }
  }
}

void check_queries(int batch, std::span<const std::int32_t> batch_index, std::span<const std::int32_t> limit) {
  for (const std::int32_t b : batch_index) {
    if (b < 0 || b >= batch) {
      throw UsageError("attention_pattern: batch index " + text(b) + " of a batch of " + text(batch));
    }
  }
  if (limit.empty()) return;
  if (limit.size() != batch_index.size()) {
    throw UsageError("attention_pattern: " + text(static_cast<std::int64_t>(limit.size())) + " limits for " +
                     text(static_cast<std::int64_t>(batch_index.size())) + " queries");
  }
  for (const std::int32_t n : limit) {
    if (n < 1) throw UsageError("attention_pattern: a limit is " + text(n) + "; a query has to see something");
  }
}

void check(const MultiheadOptions& options, const AttentionPattern& pattern, const Columns& query, const Columns& key,
           const Columns& value) {
  if (options.heads < 1 || options.size < 1 || options.size % options.heads != 0) {
    throw UsageError("multihead_attention: size " + text(options.size) + " does not divide into " +
                     text(options.heads) + " heads");
  }
  if (!(options.dropout >= 0 && options.dropout < 1)) {
    throw UsageError("multihead_attention: dropout is " + std::to_string(options.dropout) + ", expected 0 <= p < 1");
  }
  const auto require = [&](const char* name, const Columns& columns, bool fits, std::int64_t rows) {
    if (!columns.x) throw UsageError(std::string("multihead_attention: ") + name + " is missing");
    if (!fits || columns.first < 0 || columns.first + options.size > columns.x.columns()) {
      throw_shape(op, name, columns.x.shape(),
                  text(rows) + " rows and " + text(columns.first + options.size) + " columns or more");
    }
  };
  require("query", query, query.x.rows() == pattern.queries(), pattern.queries());
  require("key", key, key.x.rows() >= pattern.rows, pattern.rows);
  require("value", value, value.x.rows() >= pattern.rows, pattern.rows);
}

kernels::StridedRows rows_of(const Columns& columns) { return {columns.x.data() + columns.first, columns.x.columns()}; }

// Where the gradients of the three go. Those of a variable that has none yet are written, if they are all that it has.
struct Targets {
  std::array<kernels::StridedGradients, 3> gradients;

  Targets(Tape& tape, const std::array<Columns, 3>& parts, std::int64_t size, bool all_rows) {
    std::array<bool, 3> accumulate{};
    for (std::size_t i = 0; i < 3; ++i) {
      std::int64_t covered = size;
      bool overlap = false;
      for (std::size_t j = 0; j < 3; ++j) {
        if (j == i || parts[j].x != parts[i].x) continue;
        covered += size;
        overlap = overlap || std::abs(parts[j].first - parts[i].first) < size;
      }
      accumulate[i] = !all_rows || overlap || covered != parts[i].x.columns() || parts[i].x.has_grad();
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const Variable x = parts[i].x;
      if (!x.requires_grad()) continue;
      Scalar* d = x.has_grad() || accumulate[i] ? tape.grad(x) : tape.grad_target(x).data;
      gradients[i] = {d + parts[i].first, x.columns(), accumulate[i] || x.state()->is_parameter};
    }
  }
};

// Whether each row of the sources belongs to an item.
bool owns_all_rows(const AttentionPattern& pattern, std::int64_t rows) {
  return std::accumulate(pattern.length.begin(), pattern.length.end(), std::int64_t{0}) == rows;
}

}  // namespace

AttentionPattern attention_pattern(Tape& tape, const Steps& source, std::span<const std::int32_t> length,
                                   std::span<const std::int32_t> batch_index, std::span<const std::int32_t> limit) {
  const int batch = source.batch();
  check_source(source, length);
  check_queries(batch, batch_index, limit);
  AttentionPattern pattern{tape.keep(source), tape.keep(length), tape.keep(limit), tape.keep(batch_index), {}, 0};
  const auto queries = static_cast<int>(batch_index.size());
  auto* first = tape.array<std::int32_t>(static_cast<std::size_t>(batch) + 1);
  auto* query = tape.array<std::int32_t>(static_cast<std::size_t>(queries));
  auto* weight = tape.array<std::int64_t>(static_cast<std::size_t>(batch) + 1);
  pattern.groups =
      kernels::group_queries(batch, pattern.length.data(), queries, pattern.query_of.data(), first, query, weight);
  for (int t = 0; t < source.count; ++t) {
    pattern.rows = std::max<std::int64_t>(pattern.rows, std::int64_t{source.first[t]} + source.alive[t]);
  }
  return pattern;
}

AttentionPattern self_attention_pattern(Tape& tape, const Steps& steps, std::span<const std::int32_t> length,
                                        bool causal) {
  const auto rows = static_cast<std::size_t>(std::accumulate(steps.alive, steps.alive + steps.count, 0));
  auto* batch_index = tape.array<std::int32_t>(rows);
  auto* limit = tape.array<std::int32_t>(rows);
  std::size_t row = 0;
  for (int t = 0; t < steps.count; ++t) {
    if (steps.first[t] != static_cast<std::int32_t>(row)) {
      throw UsageError("self_attention_pattern: step " + text(t) + " begins at row " + text(steps.first[t]) +
                       ", expected compact rows");
    }
    for (std::int32_t b = 0; b < steps.alive[t]; ++b, ++row) {
      batch_index[row] = b;
      limit[row] = t + 1;
    }
  }
  return attention_pattern(tape, steps, length, {batch_index, rows}, {limit, causal ? rows : 0});
}

AttentionPattern cached_attention_pattern(Tape& tape, std::int32_t steps, std::int32_t rows) {
  auto* first = tape.array<std::int32_t>(static_cast<std::size_t>(steps));
  auto* alive = tape.array<std::int32_t>(static_cast<std::size_t>(steps));
  auto* length = tape.array<std::int32_t>(static_cast<std::size_t>(rows));
  auto* batch_index = tape.array<std::int32_t>(static_cast<std::size_t>(rows));
  for (std::int32_t t = 0; t < steps; ++t) first[t] = t * rows;
  std::fill_n(alive, steps, rows);
  std::fill_n(length, rows, steps);
  std::iota(batch_index, batch_index + rows, 0);
  const auto count = static_cast<std::size_t>(rows);
  return attention_pattern(tape, {steps, first, alive}, {length, count}, {batch_index, count});
}

AttentionOutput multihead_attention(Tape& tape, const MultiheadOptions& options, const AttentionPattern& pattern,
                                    const Columns& query, const Columns& key, const Columns& value) {
  check(options, pattern, query, key, value);
  const bool requires_grad = query.x.requires_grad() || key.x.requires_grad() || value.x.requires_grad();
  kernels::MultiheadForward forward{.heads = options.heads};
  forward.head_size = static_cast<int>(options.size / options.heads);
  forward.scale = 1 / std::sqrt(static_cast<Scalar>(forward.head_size));
  forward.queries = static_cast<int>(pattern.queries());
  forward.groups = pattern.groups;
  forward.limit = pattern.limit.empty() ? nullptr : pattern.limit.data();
  forward.source = pattern.source;
  forward.length = pattern.length.data();
  forward.query = rows_of(query);
  forward.key = rows_of(key);
  forward.value = rows_of(value);
  Variable context = tape.make(Shape{pattern.queries(), options.size}, requires_grad);
  forward.context = context.state()->value.data();
  if (context.requires_grad() || options.mean_weights) {
    forward.weights = tape.scratch(kernels::multihead_weights_size(forward));
  }
  if (tape.training() && options.dropout > 0) {
    forward.dropout = options.dropout;
    forward.dropout_key = tape.next_dropout_key();
    if (forward.weights != nullptr) forward.dropped = tape.scratch(kernels::multihead_weights_size(forward));
  }
  forward.scratch = tape.scratch(kernels::multihead_forward_scratch_size(tape.pool(), forward));
  kernels::multihead_forward(tape.pool(), forward);

  AttentionOutput output{context, {}};
  if (options.mean_weights) {
    const Shape shape{pattern.queries(), pattern.source.count};
    output.weights = tape.make(shape, false);
    kernels::multihead_mean_weights(forward, output.weights.state()->value.data());
  }
  if (context.requires_grad()) {
    const bool all_rows = owns_all_rows(pattern, key.x.rows()) && key.x.rows() == value.x.rows();
    const std::int64_t size = options.size;
    tape.record([&tape, forward, context, query, key, value, size, all_rows] {
      if (!context.has_grad()) return;
      kernels::MultiheadBackward back{.forward = forward, .d_context = context.grad().data()};
      const Targets targets(tape, {query, key, value}, size, all_rows);
      back.d_query = targets.gradients[0];
      back.d_key = targets.gradients[1];
      back.d_value = targets.gradients[2];
      back.scratch = tape.scratch(kernels::multihead_backward_scratch_size(tape.pool(), forward));
      kernels::multihead_backward(tape.pool(), back);
    });
  }
  return output;
}

}  // namespace elman::ops
