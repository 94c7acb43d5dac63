// Task transduce: an encoder-decoder that turns one text into another.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/io/model_file.h"
#include "elman/model/seq2seq.h"
#include "elman/tasks/model.h"
#include "elman/tasks/pair_coding.h"

namespace elman::tasks {

class Transducer : public Model {
 public:
  static constexpr std::string_view file_kind = "seq2seq";

  // A new network with weights from the seed. The sizes of the vocabularies in options are set here.
  Transducer(PairCoding coding, model::Seq2SeqOptions options, std::uint64_t seed);
  // From a model file. Throws ModelError if it is not a complete, consistent one.
  static std::unique_ptr<Model> read(const io::ModelFile& file);

  std::string_view kind() const override { return file_kind; }
  std::vector<io::Section> sections() const override;
  std::vector<NamedTensor> tensors() const override { return network_->tensors(); }
  std::unique_ptr<Predictor> predictor(const PredictorOptions& options = {}) const override;
  Report evaluate(const EvaluationRequest& request, const Tell& tell) const override;

  model::Seq2Seq& network() const { return *network_; }
  const PairCoding& coding() const { return coding_; }

 private:
  std::unique_ptr<Predictor> predictor_with_language_model(const PredictorOptions& options) const;
  Transducer(PairCoding coding, std::unique_ptr<model::Seq2Seq> network)
      : coding_(std::move(coding)), network_(std::move(network)) {}

  PairCoding coding_;
  std::unique_ptr<model::Seq2Seq> network_;
};

// With vocabularies of the pairs' symbols.
std::unique_ptr<Transducer> make_transducer(const data::TextPairs& pairs, const model::Seq2SeqOptions& options,
                                            std::uint64_t seed);

// The best output of each source against all its targets.
struct TransducerScores {
  decode::Score score;
  std::vector<decode::Confusion> confusions;  // all of them, the commonest first
  std::vector<Prediction> predictions;        // one for each source, in order
};
TransducerScores evaluate(const Predictor& predictor, std::span<const data::SourceGroup> groups);

}  // namespace elman::tasks
