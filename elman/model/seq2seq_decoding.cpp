#include <algorithm>
#include <limits>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/model/seq2seq.h"

namespace elman::model {

// The encoder's output stays on one tape, each step is made on another; the decoder's state is copied between steps.
class Seq2SeqDecoding : public Decoding {
 public:
  Seq2SeqDecoding(const Seq2Seq& model, const data::SequenceBatch& source,
                  const std::shared_ptr<system::ThreadPool>& pool)
      : model_(model),
        source_(source),
        source_tape_({.pool = pool, .record = false}),
        tape_({.pool = pool, .record = false}) {
    const system::FlushDenormals flush;
    encoded_ = model.encode(source_tape_, source_);
    item_.resize(static_cast<std::size_t>(source.count));
    for (std::int32_t column = 0; column < source.count; ++column) item_[source.order[column]] = column;
    for (Variable* part : {&encoded_.state.h, &encoded_.state.c, &encoded_.state.feed}) states_.push_back(keep(*part));
    choose_rows(item_);
  }

  int rows() const override { return static_cast<int>(item_.size()); }
  int vocabulary_size() const override { return model_.options().target_symbols; }
  int length_limit(int row) const override { return 2 * source_.lengths[item_[row]] + 20; }
  const Tensor& alignment() const override { return alignment_; }

  const Tensor& step(std::span<const std::int32_t> tokens) override {
    if (static_cast<int>(tokens.size()) != rows()) {
      throw UsageError("decoding: " + std::to_string(tokens.size()) + " tokens for " + std::to_string(rows()) +
                       " rows");
    }
    const system::FlushDenormals flush;
    tape_.reset();
    Seq2Seq::DecoderState state{as_variable(states_[0]), as_variable(states_[1]), as_variable(states_[2])};
    const Seq2Seq::Attended attended = model_.step(tape_, tokens, item_, encoded_, state);
    const Variable log_probabilities = ops::log_softmax(tape_, model_.output_logits(tape_, attended.state));
    keep_again(state.h, states_[0]);
    keep_again(state.c, states_[1]);
    keep_again(state.feed, states_[2]);
    alignment_ = attended.weights;
    result_ = log_probabilities.state()->value;
    for (std::int64_t row = 0; row < result_.shape().rows(); ++row) {
      for (const std::int32_t never : {text::Vocabulary::pad, text::Vocabulary::unknown, text::Vocabulary::start}) {
        result_[row * vocabulary_size() + never] = -std::numeric_limits<Scalar>::infinity();
      }
    }
    return result_;
  }

  void reorder(std::span<const std::int32_t> from) override {
    for (const std::int32_t row : from) {
      if (row < 0 || row >= rows()) throw UsageError("decoding: there is no row " + std::to_string(row));
    }
    choose_rows(from);
    std::vector<std::int32_t> item(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) item[i] = item_[from[i]];
    item_ = std::move(item);
  }

 private:
  // A part of the state, (layers, rows, H), outside of any tape.
  struct Kept {
    std::int64_t layers = 0;
    std::int64_t rows = 0;
    std::int64_t size = 0;
    std::vector<Scalar> values;
  };

  static Kept keep(Variable state) {
    Kept kept;
    keep_again(state, kept);
    return kept;
  }

  static void keep_again(Variable state, Kept& kept) {
    if (!state) return;
    kept.layers = state.shape().rank() == 3 ? state.shape()[0] : 1;
    kept.rows = state.rows() / kept.layers;
    kept.size = state.columns();
    kept.values.assign(state.data(), state.data() + state.value().size());
  }

  Variable as_variable(Kept& kept) {
    if (kept.layers == 0) return {};
    const bool is_feed = &kept == &states_[2];
    const Shape shape = is_feed ? Shape{kept.rows, kept.size} : Shape{kept.layers, kept.rows, kept.size};
    return tape_.constant(Tensor::borrow(shape, kept.values.data()));
  }

  void choose_rows(std::span<const std::int32_t> from) {
    for (Kept& kept : states_) {
      if (kept.layers == 0) continue;
      std::vector<Scalar> chosen;
      chosen.reserve(static_cast<std::size_t>(kept.layers * kept.size) * from.size());
      for (std::int64_t layer = 0; layer < kept.layers; ++layer) {
        for (const std::int32_t row : from) {
          const auto begin = kept.values.begin() + (layer * kept.rows + row) * kept.size;
          chosen.insert(chosen.end(), begin, begin + kept.size);
        }
      }
      kept.values = std::move(chosen);
      kept.rows = static_cast<std::int64_t>(from.size());
    }
  }

  const Seq2Seq& model_;
  data::SequenceBatch source_;
  Tape source_tape_;
  Tape tape_;
  Seq2Seq::Encoded encoded_;
  std::vector<std::int32_t> item_;  // source column of each row
  std::vector<Kept> states_;        // h, c, feed
  Tensor alignment_;
  Tensor result_;
};

std::unique_ptr<Decoding> Seq2Seq::start(const data::SequenceBatch& source,
                                         const std::shared_ptr<system::ThreadPool>& pool) const {
  return std::make_unique<Seq2SeqDecoding>(*this, source, pool);
}

}  // namespace elman::model
