#include "elman/tasks/transducer.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "elman/data/pair_vocabulary.h"
#include "elman/decode/ensemble.h"
#include "elman/decode/fusion.h"
#include "elman/error.h"
#include "elman/random.h"
#include "elman/tasks/language_model.h"
#include "elman/tasks/language_model_symbols.h"
#include "elman/tasks/sentence_piece_side.h"
#include "elman/tasks/sentence_report.h"
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
  options.copies_new_symbols = unknown_told_apart(coding.format) != data::UnknownSymbols::alike;
  return options;
}

std::string number_of(std::size_t network) { return std::to_string(network + 1); }
std::string options_section(std::size_t network) { return network == 0 ? "options" : "options-" + number_of(network); }
std::string tensor_prefix(std::size_t network) { return network == 0 ? "" : number_of(network) + "."; }

// Of each network in the file.
std::vector<model::Seq2SeqOptions> read_options(const io::ModelFile& file, const PairCoding& coding) {
  const std::vector<io::Section>& sections = file.description().sections;
  std::vector<model::Seq2SeqOptions> all;
  do {
    model::Seq2SeqOptions options;
    file.read(options_section(all.size()), fields(options));
    all.push_back(with_sizes(options, coding));
  } while (std::any_of(sections.begin(), sections.end(),
                       [&](const io::Section& section) { return section.name == options_section(all.size()); }));
  return all;
}

bool has_alignment(const model::Seq2SeqOptions& options) {
  return options.attention != model::AttentionKind::none || model::is_transformer_decoder(options) ||
         model::is_edit_decoder(options);
}

std::unique_ptr<model::Seq2Seq> draw(const model::Seq2SeqOptions& options, std::uint64_t seed) {
  Random random(seed, train::weights_stream);
  return std::make_unique<model::Seq2Seq>(options, random);
}

EvaluatedLine scored_line(const data::SourceGroup& group, const Output& output, const decode::Score& score,
                          const text::TextFormat& format) {
  EvaluatedLine line{.source = text::source_text(group.source, format),
                     .features = text::features_text(group.source, format),
                     .golds = {},
                     .prediction = output.text,
                     .log_probability = output.log_probability,
                     .confidence = output.confidence,
                     .score = score};
  for (const std::vector<std::string>& gold : group.targets) line.golds.push_back(text::target_text(gold, format));
  return line;
}

}  // namespace

Transducer::Transducer(PairCoding coding, model::Seq2SeqOptions options, std::uint64_t seed)
    : coding_(std::move(coding)) {
  networks_.push_back(draw(with_sizes(options, coding_), seed));
}

std::vector<io::Section> Transducer::sections() const {
  std::vector<io::Section> sections;
  for (std::size_t i = 0; i < networks_.size(); ++i) {
    sections.push_back({.name = options_section(i), .values = values_of(networks_[i]->options())});
  }
  for (io::Section& section : sections_of(coding_)) sections.push_back(std::move(section));
  for (io::Section& section : confidence_.sections()) sections.push_back(std::move(section));
  return sections;
}

std::vector<NamedTensor> Transducer::tensors() const {
  std::vector<NamedTensor> all;
  for (std::size_t i = 0; i < networks_.size(); ++i) {
    for (NamedTensor& named : networks_[i]->tensors()) all.push_back({tensor_prefix(i) + named.name, named.tensor});
  }
  return all;
}

void Transducer::join(Transducer&& other) {
  const auto same = [](const io::Section& a, const io::Section& b) {
    return a.list == b.list && std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                                          [](const FieldValue& x, const FieldValue& y) { return x.text == y.text; });
  };
  const std::vector<io::Section> own = sections_of(coding_);
  const std::vector<io::Section> others = sections_of(other.coding_);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (same(own[i], others[i])) continue;
    throw UsageError(
        fmt::format("the models differ in \"{}\", expected models of the same symbols; train them on the same "
                    "file with the same --dev",
                    own[i].name));
  }
  if (network().options().pointer != other.network().options().pointer) {
    throw UsageError(
        "one of the models copies with a pointer and another does not, so they write different symbols; "
        "train all of them with --pointer or none");
  }
  const std::string number = std::to_string(networks_.size() + 1);
  for (const auto& [name, value] : other.provenance) provenance[number + "." + name] = value;
  for (auto& network : other.networks_) networks_.push_back(std::move(network));
  confidence_ = {};
}

std::unique_ptr<Model> Transducer::read(const io::ModelFile& file) {
  std::unique_ptr<Transducer> transducer(new Transducer(read_pair_coding(file)));
  const std::vector<model::Seq2SeqOptions> options = read_options(file, transducer->coding_);
  transducer->make_networks(options, nn::Initializer::shapes_only(), file.path());
  file.check_tensors(transducer->tensors());
  transducer->make_networks(options, nn::Initializer::zeros(), file.path());
  std::vector<NamedTensor> tensors = transducer->tensors();
  file.read_tensors(tensors);
  transducer->confidence_ = Confidence(file);
  transducer->provenance = file.description().provenance;
  return transducer;
}

void Transducer::make_networks(const std::vector<model::Seq2SeqOptions>& options, const nn::Initializer& init,
                               const std::string& path) {
  networks_.clear();
  try {
    for (const model::Seq2SeqOptions& own : options) networks_.push_back(std::make_unique<model::Seq2Seq>(own, init));
  } catch (const UsageError& error) {
    throw ModelError(path + ": " + error.what());
  }
  for (const model::Seq2SeqOptions& own : options) {
    if (own.pointer == options.front().pointer) continue;
    throw ModelError(path +
                     ": found networks with a pointer and without beside each other, expected one kind; the "
                     "file is damaged");
  }
}

data::UnknownSymbols Transducer::unknown() const {
  return model::tells_unknown_apart(network().options()) ? unknown_told_apart(coding_.format)
                                                         : data::UnknownSymbols::alike;
}

std::unique_ptr<model::Decoding> Transducer::start(const data::SequenceBatch& sources,
                                                   const std::shared_ptr<model::Workspace>& workspace,
                                                   bool copies) const {
  if (networks_.size() == 1) return network().start(sources, workspace, copies);
  std::vector<std::unique_ptr<model::Decoding>> members;
  for (const auto& network : networks_) {
    const bool first = members.empty();
    members.push_back(
        network->start(sources, first ? workspace : std::make_shared<model::Workspace>(workspace->pool), copies));
  }
  return std::make_unique<decode::Ensemble>(std::move(members));
}

// Chosen on dev data (docs/results.md).
PredictorOptions Transducer::settled(PredictorOptions options) const {
  const auto attends = [](const auto& network) { return has_alignment(network->options()); };
  if (options.search.alignment && std::none_of(networks_.begin(), networks_.end(), attends)) {
    throw UsageError("the model has no attention, so there is no alignment to show; train with --attention");
  }
  const bool all_attend = std::all_of(networks_.begin(), networks_.end(), attends);
  if (options.search.coverage_penalty > 0 && !all_attend) {
    throw UsageError("--coverage-penalty: the model has no attention, so nobody knows what it covers; leave it out");
  }
  decode::LengthPenalty& length_penalty = options.search.length_penalty;
  if (!length_penalty.number) length_penalty = text::are_of_words(coding_.format.target.kind) ? 1 : 0;
  const bool points = model::tells_unknown_apart(network().options());
  const bool may_copy = all_attend && copies_words(coding_.format);
  if (options.copy_unknown == Switch::on && !may_copy) {
    throw UsageError(
        "--copy-unknown on: only a model with attention that reads and writes words can copy them; leave "
        "it out");
  }
  if (!options.copy_unknown) options.copy_unknown = may_copy && !points ? Switch::on : Switch::off;
  return options;
}

std::unique_ptr<Predictor> Transducer::predictor(const PredictorOptions& asked) const {
  const PredictorOptions options = settled(asked);
  if (!options.language_model.empty()) return predictor_with_language_model(options);
  return std::make_unique<TransducerPredictor>(
      [this, copies = options.copy_unknown == Switch::on](const data::SequenceBatch& sources,
                                                          const std::shared_ptr<model::Workspace>& workspace) {
        return start(sources, workspace, copies);
      },
      coding_, options, &confidence_, unknown());
}

std::unique_ptr<Predictor> Transducer::predictor_with_language_model(const PredictorOptions& options) const {
  const std::shared_ptr<const Model> opened = open(options.language_model);
  const LanguageModel& language = as<LanguageModel>(*opened, options.language_model);
  const std::vector<std::int32_t> ids =
      ids_for(language.coding(), coding_.target, coding_.format.target, options.language_model);
  return std::make_unique<TransducerPredictor>(
      [this, &language, opened, ids, weight = options.language_model_weight,
       copies = options.copy_unknown == Switch::on](const data::SequenceBatch& sources,
                                                    const std::shared_ptr<model::Workspace>& workspace) {
        std::unique_ptr<model::Decoding> own = start(sources, workspace, copies);
        std::vector<std::int32_t> known = ids;
        known.resize(static_cast<std::size_t>(own->vocabulary_size()), text::Vocabulary::unknown);  // copied alone
        return std::make_unique<decode::Fusion>(
            std::move(own), language.network().start(sources.count, workspace->pool), std::move(known), weight);
      },
      coding_, options, nullptr, unknown());
}

std::vector<std::string_view> Transducer::used_options() const {
  return {"beam",      "length-penalty", "coverage-penalty", "max-length", "copy-unknown", "lm",
          "lm-weight", "threads",        "format",           "columns",    "header",       "skip-bad-lines"};
}

Report Transducer::evaluate(const EvaluationRequest& request, const Tell& tell) const {
  const std::vector<data::TextPair> pairs = read_scored_pairs(request, coding_.format, tell);
  const std::vector<data::SourceGroup> groups = data::group_by_source(pairs);
  const TransducerScores scores = tasks::evaluate(*predictor(request.predictor), groups);
  const decode::Score& score = scores.score;
  Report report;
  report.measures = {
      {"WER", score.wer(), fmt::format("{} of {} words wrong, {} lines", score.wrong, score.words, pairs.size()), "%",
       2, decode::bootstrap_interval(scores.words, &decode::Score::wer)},
      {"PER", score.per(),
       fmt::format("{} edit{} to {} symbols", score.edits, score.edits == 1 ? "" : "s", score.gold_symbols), "%", 2,
       decode::bootstrap_interval(scores.words, &decode::Score::per)}};
  std::vector<JudgedConfidence> sure;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Output& best = scores.predictions[i].best();
    if (best.confidence) sure.push_back({*best.confidence, scores.words[i].wrong == 0});
    report.unknown.add(scores.predictions[i].unknown, groups[i].line);
    report.cut += scores.predictions[i].best().cut ? 1 : 0;
    report.lines.push_back(scored_line(groups[i], scores.predictions[i].best(), scores.words[i], coding_.format));
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
                    number("wer_low", report.measures[0].interval->low),
                    number("wer_high", report.measures[0].interval->high),
                    count("gold_symbols", score.gold_symbols),
                    count("edits", score.edits),
                    number("per", score.per()),
                    number("per_low", report.measures[1].interval->low),
                    number("per_high", report.measures[1].interval->high)};
  report.confusions = scores.confusions;
  if (are_sentences(groups, coding_.format)) {
    report_sentences(score_sentences(scores.predictions, groups, coding_.format), report);
  }
  if (sure.empty()) return report;
  const double error = calibration_error(sure);
  report.measures.push_back({.name = "ECE",
                             .value = error,
                             .explanation =
                                 "expected calibration error: how far confidences are from the share that is "
                                 "right"});
  report.numbers.push_back(number("ece", error));
  return report;
}

std::unique_ptr<Transducer> make_transducer(const data::TextPairs& pairs, const model::Seq2SeqOptions& options,
                                            std::uint64_t seed) {
  const text::VocabularyOptions source{.required = text::required_symbols(pairs.format.source),
                                       .may_be_in = text::source_vocabulary_rule(pairs.format)};
  const text::VocabularyOptions target{.required = text::required_symbols(pairs.format.target),
                                       .may_be_in = text::target_vocabulary_rule(pairs.format)};
  PairCoding coding{pairs.format, data::source_vocabulary(pairs.pairs, source),
                    data::target_vocabulary(pairs.pairs, target)};
  limit_pieces(coding);
  return std::make_unique<Transducer>(std::move(coding), options, seed);
}

Confidence confidence_of(const TransducerScores& scores) {
  std::vector<JudgedOutput> judged;
  for (std::size_t i = 0; i < scores.words.size(); ++i) {
    const Output& best = scores.predictions[i].best();
    if (!best.cut) judged.push_back({best.log_probability, best.symbols.size(), scores.words[i].wrong == 0});
  }
  return Confidence(judged);
}

TransducerScores evaluate(const Predictor& predictor, std::span<const data::SourceGroup> groups) {
  std::vector<Input> inputs;
  inputs.reserve(groups.size());
  for (const data::SourceGroup& group : groups) inputs.push_back(predictor.input(group.source));
  TransducerScores scores;
  scores.predictions = predictor.predict(inputs);
  decode::Scorer scorer;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    scores.words.push_back(scorer.add(scores.predictions[i].best().symbols, groups[i].targets));
  }
  scores.score = scorer.score();
  scores.confusions = scorer.confusions(std::numeric_limits<std::size_t>::max());
  return scores;
}

}  // namespace elman::tasks
