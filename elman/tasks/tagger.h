// Task tag: a tag for each symbol of a sequence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/decode/tag_metrics.h"
#include "elman/io/model_file.h"
#include "elman/model/tagger.h"
#include "elman/tasks/model.h"
#include "elman/tasks/pair_coding.h"
#include "elman/tasks/word_coding.h"

namespace elman::tasks {

// What is counted besides single tags: it follows from what tags there are.
decode::SpanKind span_kind_of(const text::Vocabulary& tags);

class Tagger : public Model {
 public:
  static constexpr std::string_view task_name = "tag";
  static constexpr std::string_view file_kind = "tagger";

  // A new network with weights from the seed. The sizes of the vocabularies in options are set here. `words` is for
  // options that use letters, and for no others.
  Tagger(PairCoding coding, std::optional<WordCoding> words, model::TaggerOptions options, std::uint64_t seed);
  // From a model file. Throws ModelError if it is not a complete, consistent one.
  static std::unique_ptr<Model> read(const io::ModelFile& file);

  std::string_view kind() const override { return file_kind; }
  std::vector<io::Section> sections() const override;
  std::vector<NamedTensor> tensors() const override { return network_->tensors(); }
  std::unique_ptr<Predictor> predictor(const PredictorOptions& options = {}) const override;
  std::vector<std::string_view> used_options() const override;
  Report evaluate(const EvaluationRequest& request, const Tell& tell) const override;

  model::Tagger& network() const { return *network_; }
  const PairCoding& coding() const { return coding_; }
  const std::optional<WordCoding>& words() const { return words_; }
  decode::SpanKind span_kind() const { return span_kind_of(coding_.target); }

 private:
  Tagger(PairCoding coding, std::optional<WordCoding> words, std::unique_ptr<model::Tagger> network)
      : coding_(std::move(coding)), words_(std::move(words)), network_(std::move(network)) {}

  PairCoding coding_;
  std::optional<WordCoding> words_;
  std::unique_ptr<model::Tagger> network_;
};

// The most probable tags of each source against its own.
struct TaggerScores {
  decode::TagScore score;
  std::vector<Prediction> predictions;  // one for each pair, in order
};
TaggerScores evaluate(const Predictor& predictor, std::span<const data::TextPair> pairs, decode::SpanKind kind);

}  // namespace elman::tasks
