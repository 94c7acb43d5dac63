#include "elman/model/recurrent_decoder.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "elman/model/copies.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

nn::AttentionScore score_of(AttentionKind kind) {
  switch (kind) {
    case AttentionKind::dot:
      return nn::AttentionScore::dot;
    case AttentionKind::additive:
      return nn::AttentionScore::additive;
    default:
      return nn::AttentionScore::general;
  }
}

// The first `count` batch indices of every layer.
Variable first_of(Tape& tape, Variable state, std::int64_t count) {
  if (!state || state.shape()[1] == count) return state;
  if (state.shape()[0] == 1)
    return ops::reshape(tape, ops::slice_rows(tape, state, 0, count), Shape{1, count, state.columns()});
  auto* from = tape.array<std::int32_t>(static_cast<std::size_t>(count));
  std::iota(from, from + count, 0);
  return choose_items(tape, state, {from, static_cast<std::size_t>(count)});
}

// What can only be copied is unknown to the table of embeddings.
std::span<const std::int32_t> generable(Tape& tape, std::span<const std::int32_t> ids, std::int32_t symbols) {
  auto* made = tape.array<std::int32_t>(ids.size());
  std::transform(ids.begin(), ids.end(), made,
                 [symbols](std::int32_t id) { return id < symbols ? id : text::Vocabulary::unknown; });
  return {made, ids.size()};
}

}  // namespace

RecurrentDecoder::RecurrentDecoder(const Seq2SeqOptions& options, const nn::Initializer& init) : options_(options) {
  const std::int64_t hidden = options.hidden_size;
  const std::int64_t source = encoded_size(options);
  add_module("bridge", bridge_.emplace(options, init));
  add_module("decoder.embedding", embedding_.emplace(options.target_symbols, options.embedding_size, init));
  const std::int64_t input = options.embedding_size + (options.input_feeding ? options.hidden_size : 0);
  add_module("decoder.rnn", layers_.emplace(cell_of(options.architecture), decoder_layers_of(options, input), init));
  if (options.attention != AttentionKind::none) {
    const nn::AttentionOptions attention{score_of(options.attention), hidden, source, hidden};
    add_module("attention", attention_.emplace(attention, init));
    add_module("combine", combine_.emplace(source + hidden, hidden, true, init));
    if (options.pointer) add_module("gate", gate_.emplace(source + hidden, 1, true, init));
    if (covers()) coverage_ = add_parameter("coverage.weight", init.constant({1, 1}, 0));
  }
  add_module("output", output_.emplace(hidden, options.target_symbols, true, init));
}

RecurrentDecoder::Hidden RecurrentDecoder::begin(Tape& tape, const Encoded& encoded) const {
  const LayerStates first = bridge_->begin(tape, encoded);
  Hidden hidden{first.h, first.c, {}};
  if (options_.input_feeding) {
    hidden.feed = tape.make(Shape{static_cast<std::int64_t>(encoded.lengths.size()), options_.hidden_size}, false);
    hidden.feed.state()->value.fill(0);
  }
  return hidden;
}

Memory RecurrentDecoder::memory(Tape& tape, const Encoded& encoded) const {
  if (!attention_) return {};
  auto* made = tape.array<Variable>(2);
  made[0] = ops::dropout(tape, encoded.rows, options_.dropout);
  made[1] = attention_->project(tape, made[0]);
  return {encoded.steps, encoded.lengths, encoded.symbols, {made, 2}, encoded.copies};
}

ops::AttentionOutput RecurrentDecoder::look(Tape& tape, Variable output, std::span<const std::int32_t> source,
                                            const Memory& memory, Variable coverage) const {
  const ops::AttentionSource looked_at{memory.made[1], memory.made[0], memory.steps, memory.lengths};
  if (!coverage) return attention_->forward(tape, output, source, looked_at);
  const Variable column = ops::reshape(tape, coverage, Shape{coverage.value().size(), 1});
  const Variable offset = ops::reshape(tape, ops::linear(tape, column, coverage_), coverage.shape());
  return attention_->forward(tape, output, source, looked_at, offset);
}

RecurrentDecoder::Attended RecurrentDecoder::combine(Tape& tape, Variable output,
                                                     const ops::AttentionOutput& seen) const {
  const Variable both = ops::concat_columns(tape, seen.context, output);
  return {.state = ops::tanh(tape, combine_->forward(tape, both)),
          .gate = gate_ ? gate_->forward(tape, both) : Variable(),
          .weights = seen.weights};
}

RecurrentDecoder::Attended RecurrentDecoder::attend(Tape& tape, Variable output, std::span<const std::int32_t> source,
                                                    const Memory& memory, Variable coverage) const {
  if (!attention_) return {output};
  return combine(tape, output, look(tape, output, source, memory, coverage));
}

// Step by step, since each needs what the one before has made.
class RecurrentDecoder::Steps {
 public:
  Steps(Tape& tape, const data::SequenceBatch& target, std::int64_t source_steps, const Seq2SeqOptions& options)
      : tape_(tape), target_(target), points_(options.pointer), covers_(options.coverage_loss > 0) {
    for (Variable*& parts : parts_) parts = tape.array<Variable>(static_cast<std::size_t>(target.steps));
    if (!covers_) return;
    coverage_ = tape.make(Shape{target.count, source_steps}, false);
    coverage_.state()->value.fill(0);
  }

  std::int32_t first() const { return target_.first[step_]; }
  std::int32_t alive() const { return target_.alive[step_]; }
  // What the steps before have looked at.
  Variable coverage() {
    if (covers_ && coverage_.rows() != alive()) coverage_ = ops::slice_rows(tape_, coverage_, 0, alive());
    return coverage_;
  }
  // To the next step. The gate may be none, for all steps.
  void add(Variable state, Variable gate, Variable weights) {
    parts_[0][step_] = state;
    parts_[1][step_] = gate;
    parts_[2][step_] = points_ ? weights : Variable();
    if (covers_) {
      const Variable again = ops::covered_again(tape_, weights, coverage_);
      again_ = again_ ? ops::add(tape_, again_, again) : again;
      coverage_ = ops::add(tape_, coverage_, weights);
    }
    ++step_;
  }
  Attended all() const { return {gathered(0), gathered(1), gathered(2), again_}; }

 private:
  Variable gathered(std::size_t part) const {
    const std::span<const Variable> parts(parts_[part], static_cast<std::size_t>(step_));
    return parts.front() ? ops::concat_rows(tape_, parts) : Variable();
  }

  Tape& tape_;
  const data::SequenceBatch& target_;
  bool points_;
  bool covers_;
  std::int32_t step_ = 0;
  std::array<Variable*, 3> parts_{};
  Variable coverage_;
  Variable again_;
};

RecurrentDecoder::Attended RecurrentDecoder::read_fed(Tape& tape, const Reading& reading, const Memory& memory,
                                                      Hidden hidden) const {
  const Variable table = ops::dropout(tape, embedding_->weight, options_.dropout);
  const Variable embedded = ops::index_rows(tape, table, reading.ids);
  Steps steps(tape, reading.target, memory.steps.count, options_);
  for (std::int32_t t = 0; t < reading.target.steps; ++t) {
    const std::int32_t first = steps.first();
    const std::int32_t alive = steps.alive();
    const std::int32_t zero = 0;
    hidden.h = first_of(tape, hidden.h, alive);
    hidden.c = first_of(tape, hidden.c, alive);
    if (hidden.feed.rows() != alive) hidden.feed = ops::slice_rows(tape, hidden.feed, 0, alive);
    const Variable x = ops::concat_columns(tape, ops::slice_rows(tape, embedded, first, first + alive), hidden.feed);
    const nn::SequenceOutput read = layers_->forward_rows(tape, {x, {}}, {1, &zero, &alive}, hidden.h, hidden.c);
    hidden.h = read.h_n;
    hidden.c = read.c_n;
    const auto rows = reading.source.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(alive));
    const Attended attended = attend(tape, read.output, rows, memory, steps.coverage());
    hidden.feed = attended.state;
    steps.add(attended.state, attended.gate, attended.weights);
  }
  return steps.all();
}

RecurrentDecoder::Attended RecurrentDecoder::attend_covering(Tape& tape, const Reading& reading, const Memory& memory,
                                                             Variable output) const {
  Steps steps(tape, reading.target, memory.steps.count, options_);
  for (std::int32_t t = 0; t < reading.target.steps; ++t) {
    const std::int32_t first = steps.first();
    const std::int32_t alive = steps.alive();
    const auto rows = reading.source.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(alive));
    const Variable own = ops::slice_rows(tape, output, first, first + alive);
    const ops::AttentionOutput seen = look(tape, own, rows, memory, steps.coverage());
    steps.add(seen.context, {}, seen.weights);
  }
  const Attended seen = steps.all();
  Attended attended = combine(tape, output, {seen.state, seen.weights});
  attended.again = seen.again;
  return attended;
}

Variable RecurrentDecoder::scores(Tape& tape, Variable state) const {
  return output_->forward(tape, ops::dropout(tape, state, options_.dropout));
}

RecurrentDecoder::Attended RecurrentDecoder::read(Tape& tape, const Encoded& encoded, const data::Batch& batch,
                                                  const Memory& memory, std::span<const std::int32_t> ids) const {
  Hidden hidden = begin(tape, encoded);
  hidden.h = choose_items(tape, hidden.h, batch.source_of_target);
  hidden.c = choose_items(tape, hidden.c, batch.source_of_target);
  const Reading reading{batch.target_in, ids, sources_of_rows(tape, batch)};
  if (options_.input_feeding) return read_fed(tape, reading, memory, hidden);
  const Variable table = ops::dropout(tape, embedding_->weight, options_.dropout);
  const nn::SequenceOutput read = layers_->forward_rows(tape, {table, ids}, batch.target_in.live(), hidden.h, hidden.c);
  if (covers()) return attend_covering(tape, reading, memory, read.output);
  return attend(tape, read.output, reading.source, memory);
}

Variable RecurrentDecoder::logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const {
  const Memory looked_at = memory(tape, encoded);
  return scores(tape, read(tape, encoded, batch, looked_at, batch.target_in.ids).state);
}

Variable RecurrentDecoder::loss(Tape& tape, const Encoded& encoded, const data::Batch& batch,
                                Scalar label_smoothing) const {
  const ops::CrossEntropyOptions options{.label_smoothing = label_smoothing};
  const Memory looked_at = memory(tape, encoded);
  CopiedTargets targets{batch.target_in.ids, batch.target_out};
  if (gate_) targets = copied_targets(tape, encoded.copies, batch, options_);
  const Attended attended = read(tape, encoded, batch, looked_at, targets.in);
  const Variable logits = scores(tape, attended.state);
  Variable loss;
  if (gate_) {
    const ops::PointerSource source{encoded.steps, encoded.lengths, encoded.copies, sources_of_rows(tape, batch)};
    loss = ops::pointer_loss(tape, {logits, attended.gate, attended.weights}, source, targets.out, options);
  } else {
    loss = ops::cross_entropy(tape, logits, targets.out, options);
  }
  if (!covers()) return loss;
  const Scalar share = options_.coverage_loss / static_cast<Scalar>(batch.target_out.size());
  return ops::add(tape, loss, ops::scale(tape, attended.again, share));
}

State RecurrentDecoder::start(Tape& tape, const Encoded& encoded) const {
  State state;
  bridge_->begin(tape, encoded, state);
  const auto batch = static_cast<std::int64_t>(encoded.lengths.size());
  if (options_.input_feeding) state.add("feed", 0, Shape{batch, options_.hidden_size});
  if (covers()) state.add("coverage", 0, Shape{batch, encoded.steps.count});
  return state;
}

Decoder::Step RecurrentDecoder::step(Tape& tape, std::span<const std::int32_t> ids,
                                     std::span<const std::int32_t> source, const Memory& memory, State& state) const {
  const bool has_c = cell_of(options_.architecture) == ops::Cell::lstm;
  const std::size_t feed = has_c ? 2 : 1;
  const std::size_t coverage = feed + (options_.input_feeding ? 1 : 0);
  const auto rows = static_cast<std::int32_t>(ids.size());
  const std::int32_t first = 0;
  const std::span<const std::int32_t> symbols = gate_ ? generable(tape, ids, options_.target_symbols) : ids;
  const Variable h = state.on(tape, 0);
  const Variable c = has_c ? state.on(tape, 1) : Variable();
  ops::RecurrentInput input{embedding_->weight, symbols};
  if (options_.input_feeding) {
    const Variable embedded = ops::index_rows(tape, embedding_->weight, symbols);
    input = {ops::concat_columns(tape, embedded, state.on(tape, feed)), {}};
  }
  const nn::SequenceOutput read = layers_->forward_rows(tape, input, {1, &first, &rows}, h, c);
  const Variable covered = covers() ? state.on(tape, coverage) : Variable();
  const Attended attended = attend(tape, read.output, source, memory, covered);
  state.set(0, read.h_n);
  if (has_c) state.set(1, read.c_n);
  if (options_.input_feeding) state.set(feed, attended.state);
  if (covers()) state.set(coverage, ops::add(tape, covered, attended.weights));
  const Variable logits = scores(tape, attended.state);
  const Tensor weights = attended.weights ? attended.weights.value() : Tensor();
  if (!gate_) return {logits, weights};
  const ops::PointerScores said{logits, attended.gate, attended.weights};
  return {ops::pointer_log_probabilities(tape, said, {memory.steps, memory.lengths, memory.copies, source}), weights};
}

}  // namespace elman::model
