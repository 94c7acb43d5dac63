#include "elman/tasks/text_learnable.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/random.h"
#include "elman/train/streams.h"

namespace elman::tasks {

TextLearnable::TextLearnable(model::LanguageModel& network, data::TextPart text, const train::TrainOptions& options,
                             Validate validate)
    : Learnable(network),
      network_(network),
      size_(text.size()),
      streams_(std::move(text), options.batch_size, network.options().context),
      seed_(options.seed),
      label_smoothing_(static_cast<Scalar>(options.label_smoothing)),
      validate_(std::move(validate)),
      state_(network.body().start(streams_.streams())) {}

void TextLearnable::begin_epoch(int epoch, std::int64_t done) {
  // Where it begins comes from the epoch's number alone.
  Random random(seed_, train::text_begin_stream, static_cast<std::uint64_t>(epoch) << 40);
  streams_.begin(epoch == 1 ? 0 : random.below(size_), done);
  state_ = network_.body().start(streams_.streams());
}

TextLearnable::Loss TextLearnable::next_loss(Tape& tape) {
  streams_.next(chunk_);
  const Steps steps = model::rectangle(tape, chunk_.streams, chunk_.length);
  const model::LanguageModel::Loss loss =
      network_.loss(tape, chunk_.ids, chunk_.targets, steps, &state_, label_smoothing_);
  return {loss.total, chunk_.rows()};
}

std::vector<NamedTensor> TextLearnable::carried() const {
  std::vector<NamedTensor> parts;
  if (model::is_transformer(network_.options())) return parts;
  for (std::size_t part = 0; part < state_.size(); ++part) parts.push_back({state_.name(part), state_.tensor(part)});
  return parts;
}

void TextLearnable::carry(const std::vector<NamedTensor>& state) {
  const std::vector<NamedTensor> own = carried();
  for (std::size_t part = 0; part < own.size(); ++part) {
    const auto fits = [&](const NamedTensor& named) {
      return named.name == own[part].name && named.tensor.shape() == own[part].tensor.shape();
    };
    const auto found = std::find_if(state.begin(), state.end(), fits);
    if (found == state.end() || state.size() != own.size()) {
      throw UsageError("training: found no carried state " + own[part].name + " of shape " +
                       own[part].tensor.shape().to_string() + ", expected it; the checkpoint is of another run");
    }
    Tensor own_tensor = own[part].tensor;
    own_tensor.copy_from(found->tensor);
  }
}

}  // namespace elman::tasks
