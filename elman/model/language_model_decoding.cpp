#include <vector>

#include "elman/model/language_model.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

// Each step is made on a tape of its own, and the state is outside of it.
class LanguageModelDecoding : public Decoding {
 public:
  LanguageModelDecoding(const LanguageModel& model, int rows, const std::shared_ptr<system::ThreadPool>& pool)
      : model_(model),
        tape_({.pool = pool, .record = false}),
        state_(model.body().start(rows)),
        read_(static_cast<std::size_t>(rows)) {}

  int rows() const override { return static_cast<int>(read_.size()); }
  int vocabulary_size() const override { return model_.options().symbols; }
  int length_limit(int /*row*/) const override { return longest; }
  const Tensor& alignment() const override { return alignment_; }

  const Tensor& step(std::span<const std::int32_t> tokens) override {
    check_tokens(tokens, rows());
    const system::FlushDenormals flush;
    ids_.assign(tokens.begin(), tokens.end());
    for (std::int32_t& id : ids_) {
      if (id == text::Vocabulary::start) id = text::Vocabulary::end;  // that is what comes before a text
    }
    if (is_transformer(model_.options())) make_room();
    log_probabilities_ = log_probabilities_of(tape_, read(ids_));
    return log_probabilities_;
  }

  void reorder(std::span<const std::int32_t> from) override {
    check_rows(from, rows());
    state_.reorder(from);
    std::vector<std::vector<std::int32_t>> read(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) read[i] = read_[static_cast<std::size_t>(from[i])];
    read_ = std::move(read);
  }

 private:
  static constexpr int longest = 1000;

  Variable read(std::span<const std::int32_t> ids) {
    tape_.reset();
    const Variable read = model_.body().step(tape_, ids, state_);
    return model_.scores(tape_, read);
  }

  // A full context: the text begins again with the latter half of what is remembered.
  void make_room() {
    const auto context = static_cast<std::size_t>(model_.options().context);
    if (!read_.empty() && read_.front().size() >= context) {
      state_ = model_.body().start(rows());
      for (auto& row : read_) row.erase(row.begin(), row.end() - static_cast<std::ptrdiff_t>(context / 2));
      std::vector<std::int32_t> again(read_.size());
      for (std::size_t t = 0; t < context / 2; ++t) {
        for (std::size_t row = 0; row < again.size(); ++row) again[row] = read_[row][t];
        read(again);
      }
    }
    for (std::size_t row = 0; row < read_.size(); ++row) read_[row].push_back(ids_[row]);
  }

  const LanguageModel& model_;
  Tape tape_;
  State state_;
  std::vector<std::vector<std::int32_t>> read_;  // by each row; Transformers only, at most their context
  std::vector<std::int32_t> ids_;
  Tensor alignment_;
  Tensor log_probabilities_;
};

std::unique_ptr<Decoding> LanguageModel::start(int rows, const std::shared_ptr<system::ThreadPool>& pool) const {
  return std::make_unique<LanguageModelDecoding>(*this, rows, pool);
}

}  // namespace elman::model
