// A running text to learn from.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "elman/data/text_streams.h"
#include "elman/model/language_model.h"
#include "elman/train/learnable.h"
#include "elman/train/train_options.h"

namespace elman::tasks {

// An epoch reads the text once, as contiguous streams; the network's state goes from chunk to chunk and is part of the
// checkpoint. It begins anew with each epoch.
class TextLearnable : public train::Learnable {
 public:
  using Validate = std::function<std::vector<train::Score>()>;

  // Throws UsageError if there is no text.
  TextLearnable(model::LanguageModel& network, data::TextPart text, const train::TrainOptions& options,
                Validate validate);

  std::int64_t steps_in_epoch() const override { return streams_.chunks(); }
  void begin_epoch(int epoch, std::int64_t done) override;
  Loss next_loss(Tape& tape) override;
  std::vector<train::Score> validate() override { return validate_(); }
  std::vector<NamedTensor> carried() const override;
  void carry(const std::vector<NamedTensor>& state) override;

 private:
  model::LanguageModel& network_;
  std::uint64_t size_;  // of the text
  data::TextStreams streams_;
  std::uint64_t seed_;
  Scalar label_smoothing_;
  Validate validate_;
  model::State state_;
  data::StreamChunk chunk_;
};

}  // namespace elman::tasks
