#include "elman/tasks/transducer.h"

#include <fmt/core.h>

#include <limits>
#include <utility>

#include "elman/data/pair_vocabulary.h"
#include "elman/decode/fusion.h"
#include "elman/error.h"
#include "elman/random.h"
#include "elman/tasks/language_model.h"
#include "elman/tasks/task.h"
#include "elman/tasks/transducer_predictor.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

model::Seq2SeqOptions with_sizes(model::Seq2SeqOptions options, const PairCoding& coding) {
  options.source_symbols = coding.source.size();
  options.target_symbols = coding.target.size();
  options.feature_ids = feature_ids(coding);
  options.copies = copies(coding);
  return options;
}

std::unique_ptr<model::Seq2Seq> draw(const model::Seq2SeqOptions& options, std::uint64_t seed) {
  Random random(seed, train::weights_stream);
  return std::make_unique<model::Seq2Seq>(options, random);
}

}  // namespace

Transducer::Transducer(PairCoding coding, model::Seq2SeqOptions options, std::uint64_t seed)
    : coding_(std::move(coding)), network_(draw(with_sizes(options, coding_), seed)) {}

std::vector<io::Section> Transducer::sections() const {
  std::vector<io::Section> sections = sections_of(coding_);
  sections.insert(sections.begin(), {.name = "options", .values = values_of(network_->options())});
  return sections;
}

std::unique_ptr<Model> Transducer::read(const io::ModelFile& file) {
  PairCoding coding = read_pair_coding(file);
  model::Seq2SeqOptions options;
  file.read("options", fields(options));
  options = with_sizes(options, coding);
  try {
    file.check_tensors(model::Seq2Seq(options, nn::Initializer::shapes_only()).tensors());
  } catch (const UsageError& error) {
    throw ModelError(file.path() + ": " + error.what());
  }
  auto network = std::make_unique<model::Seq2Seq>(options, nn::Initializer::zeros());
  std::vector<NamedTensor> tensors = network->tensors();
  file.read_tensors(tensors);
  std::unique_ptr<Transducer> transducer(new Transducer(std::move(coding), std::move(network)));
  transducer->provenance = file.description().provenance;
  return transducer;
}

std::unique_ptr<Predictor> Transducer::predictor(const PredictorOptions& options) const {
  const model::Seq2SeqOptions& network_options = network_->options();
  if (options.search.alignment && network_options.attention == model::AttentionKind::none &&
      !model::is_transformer_decoder(network_options) && !model::is_edit_decoder(network_options)) {
    throw UsageError("the model has no attention, so there is no alignment to show; train with --attention");
  }
  const model::Seq2Seq& network = *network_;
  if (!options.language_model.empty()) return predictor_with_language_model(options);
  return std::make_unique<TransducerPredictor>(
      [&network](const data::SequenceBatch& sources, const std::shared_ptr<model::Workspace>& workspace) {
        return network.start(sources, workspace);
      },
      coding_, options);
}

std::unique_ptr<Predictor> Transducer::predictor_with_language_model(const PredictorOptions& options) const {
  const std::shared_ptr<const Model> opened = open(options.language_model);
  const LanguageModel& language = as_language_model(*opened, options.language_model);
  if (coding_.format.target.kind == text::SymbolKind::space) {
    throw UsageError(options.language_model +
                     ": a language model reads what is written as characters, and this model's outputs are symbols "
                     "with spaces between; leave --lm out");
  }
  std::vector<std::int32_t> ids;
  for (std::int32_t id = 0; id < coding_.target.size(); ++id) {
    ids.push_back(id < text::Vocabulary::special_count ? id : language.coding().id(coding_.target.symbol(id)));
  }
  // A line of a text that goes on ends with a line break.
  if (language.coding().format().document == text::DocumentKind::none) {
    ids[text::Vocabulary::end] = language.coding().id("\n");
  }
  const model::Seq2Seq& network = *network_;
  return std::make_unique<TransducerPredictor>(
      [&network, &language, opened, ids, weight = options.language_model_weight](
          const data::SequenceBatch& sources, const std::shared_ptr<model::Workspace>& workspace) {
        return std::make_unique<decode::Fusion>(network.start(sources, workspace),
                                                language.network().start(sources.count, workspace->pool), ids, weight);
      },
      coding_, options);
}

Report Transducer::evaluate(const EvaluationRequest& request, const Tell& tell) const {
  const std::vector<data::TextPair> pairs = read_scored_pairs(request, coding_.format, tell);
  const std::vector<data::SourceGroup> groups = data::group_by_source(pairs);
  const TransducerScores scores = tasks::evaluate(*predictor(request.predictor), groups);
  const decode::Score& score = scores.score;
  Report report;
  report.measures = {
      {"WER", score.wer(), fmt::format("{} of {} words wrong, {} lines", score.wrong, score.words, pairs.size())},
      {"PER", score.per(),
       fmt::format("{} edit{} to {} symbols", score.edits, score.edits == 1 ? "" : "s", score.gold_symbols)}};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    report.unknown.add(scores.predictions[i].unknown, groups[i].line);
    report.cut += scores.predictions[i].best().cut ? 1 : 0;
  }
  const auto count = [](const char* name, std::size_t value) {
    return FieldValue{name, FieldType::whole_number, std::to_string(value)};
  };
  const auto number = [](const char* name, double value) {
    return FieldValue{name, FieldType::number, text_of_number(value)};
  };
  report.numbers = {count("lines", pairs.size()),
                    count("words", score.words),
                    count("wrong", score.wrong),
                    number("wer", score.wer()),
                    count("gold_symbols", score.gold_symbols),
                    count("edits", score.edits),
                    number("per", score.per())};
  report.confusions = scores.confusions;
  return report;
}

std::unique_ptr<Transducer> make_transducer(const data::TextPairs& pairs, const model::Seq2SeqOptions& options,
                                            std::uint64_t seed) {
  return std::make_unique<Transducer>(
      PairCoding{pairs.format, data::source_vocabulary(pairs.pairs), data::target_vocabulary(pairs.pairs)}, options,
      seed);
}

TransducerScores evaluate(const Predictor& predictor, std::span<const data::SourceGroup> groups) {
  std::vector<Input> inputs;
  inputs.reserve(groups.size());
  for (const data::SourceGroup& group : groups) inputs.push_back(predictor.input(group.source));
  TransducerScores scores;
  scores.predictions = predictor.predict(inputs);
  decode::Scorer scorer;
  for (std::size_t i = 0; i < groups.size(); ++i) scorer.add(scores.predictions[i].best().symbols, groups[i].targets);
  scores.score = scorer.score();
  scores.confusions = scorer.confusions(std::numeric_limits<std::size_t>::max());
  return scores;
}

}  // namespace elman::tasks
