// Task transduce: an encoder-decoder that turns one text into another, or several that vote.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/io/model_file.h"
#include "elman/model/seq2seq.h"
#include "elman/tasks/confidence.h"
#include "elman/tasks/model.h"
#include "elman/tasks/pair_coding.h"

namespace elman::tasks {

class Transducer : public Model {
 public:
  static constexpr std::string_view task_name = "transduce";
  static constexpr std::string_view file_kind = "seq2seq";

  // A new network with weights from the seed. The sizes of the vocabularies in options are set here.
  Transducer(PairCoding coding, model::Seq2SeqOptions options, std::uint64_t seed);
  // From a model file. Throws ModelError if it is not a complete, consistent one.
  static std::unique_ptr<Model> read(const io::ModelFile& file);

  std::string_view kind() const override { return file_kind; }
  std::vector<io::Section> sections() const override;
  // Of the second network and those behind it with their number: "2.output.weight".
  std::vector<NamedTensor> tensors() const override;
  std::unique_ptr<Predictor> predictor(const PredictorOptions& options = {}) const override;
  std::vector<std::string_view> used_options() const override;
  Report evaluate(const EvaluationRequest& request, const Tell& tell) const override;

  // The networks of both vote from now on, each as much as the others. The other's provenance is kept under its number.
  // Throws UsageError if the two write or read text in other symbols.
  void join(Transducer&& other);

  // How sure it may be of its outputs, from what it makes of these sources. Joining forgets it.
  void set_confidence(Confidence confidence) { confidence_ = std::move(confidence); }
  const Confidence* confidence() const override { return confidence_.known() ? &confidence_ : nullptr; }

  // The only one, or the first.
  model::Seq2Seq& network() const { return *networks_.front(); }
  std::size_t size() const { return networks_.size(); }
  const PairCoding& coding() const { return coding_; }

 private:
  explicit Transducer(PairCoding coding) : coding_(std::move(coding)) {}
  // Throws ModelError, which starts with the path, for options that cannot be.
  void make_networks(const std::vector<model::Seq2SeqOptions>& options, const nn::Initializer& init,
                     const std::string& path);
  // copies: whether <unk> may be written, to become a word of the source.
  std::unique_ptr<model::Decoding> start(const data::SequenceBatch& sources,
                                         const std::shared_ptr<model::Workspace>& workspace, bool copies) const;
  data::UnknownSymbols unknown() const;
  // With all that was left to the model decided. Throws UsageError for what it cannot do.
  PredictorOptions settled(PredictorOptions options) const;
  std::unique_ptr<Predictor> predictor_with_language_model(const PredictorOptions& options) const;

  PairCoding coding_;
  Confidence confidence_;
  std::vector<std::unique_ptr<model::Seq2Seq>> networks_;
};

// With vocabularies of the pairs' symbols.
std::unique_ptr<Transducer> make_transducer(const data::TextPairs& pairs, const model::Seq2SeqOptions& options,
                                            std::uint64_t seed);

// The best output of each source against all its targets.
struct TransducerScores {
  decode::Score score;
  std::vector<decode::Confusion> confusions;  // all of them, the commonest first
  std::vector<Prediction> predictions;        // one for each source, in order
  std::vector<decode::Score> words;           // of each
};
TransducerScores evaluate(const Predictor& predictor, std::span<const data::SourceGroup> groups);

// From what a model made of held-out sources.
Confidence confidence_of(const TransducerScores& scores);

}  // namespace elman::tasks
