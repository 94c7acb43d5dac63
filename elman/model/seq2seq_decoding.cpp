#include <utility>
#include <vector>

#include "elman/model/copies.h"
#include "elman/model/seq2seq.h"

namespace elman::model {

namespace {

// What was made of the sources stays on the workspace's one tape; each step is made on the other, and the state is
// outside of both.
class Seq2SeqDecoding : public Decoding {
 public:
  Seq2SeqDecoding(const Seq2Seq& model, const data::SequenceBatch& source, std::shared_ptr<Workspace> workspace,
                  bool writes_unknown)
      : model_(model), source_(source), workspace_(std::move(workspace)), writes_unknown_(writes_unknown) {
    const system::FlushDenormals flush;
    Tape& tape = workspace_->batch;
    tape.reset();
    Encoded encoded = model.encoder().encode(tape, source_);
    if (model.options().pointer) encoded.copies = copies_of(tape, source_, source_.ids, model.options());
    memory_ = model.decoder().memory(tape, encoded);
    state_ = model.decoder().start(tape, encoded);
    source_of_row_.resize(static_cast<std::size_t>(source.count));
    for (std::int32_t index = 0; index < source.count; ++index) source_of_row_[source.order[index]] = index;
    state_.reorder(source_of_row_);
  }

  int rows() const override { return static_cast<int>(source_of_row_.size()); }
  // A pointer copies what is at a position of the source as well.
  int vocabulary_size() const override {
    return model_.options().target_symbols + (model_.options().pointer ? source_.steps : 0);
  }
  int length_limit(int row) const override {
    return static_cast<int>(model::length_limit(model_.options(), source_.lengths[source_of_row_[row]]));
  }
  const Tensor& alignment() const override { return alignment_; }

  const Tensor& step(std::span<const std::int32_t> tokens) override {
    check_tokens(tokens, rows());
    const system::FlushDenormals flush;
    Tape& tape = workspace_->step;
    tape.reset();
    const Decoder::Step step = model_.decoder().step(tape, tokens, source_of_row_, memory_, state_);
    alignment_ = step.weights;
    log_probabilities_ = log_probabilities_of(tape, step.logits, writes_unknown_ || model_.decoder().copies_unknown());
    return log_probabilities_;
  }

  void reorder(std::span<const std::int32_t> from) override {
    check_rows(from, rows());
    state_.reorder(from);
    std::vector<std::int32_t> source(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) source[i] = source_of_row_[from[i]];
    source_of_row_ = std::move(source);
  }

 private:
  const Seq2Seq& model_;
  data::SequenceBatch source_;
  std::shared_ptr<Workspace> workspace_;
  bool writes_unknown_;
  Memory memory_;
  State state_;
  std::vector<std::int32_t> source_of_row_;  // batch index of each row's source
  Tensor alignment_;
  Tensor log_probabilities_;
};

}  // namespace

std::unique_ptr<Decoding> Seq2Seq::start(const data::SequenceBatch& source, const std::shared_ptr<Workspace>& workspace,
                                         bool writes_unknown) const {
  return std::make_unique<Seq2SeqDecoding>(*this, source, workspace ? workspace : std::make_shared<Workspace>(nullptr),
                                           writes_unknown);
}

}  // namespace elman::model
