#include "elman/tasks/tagger.h"

#include "elman/error.h"
#include "elman/random.h"
#include "elman/tasks/tag_report.h"
#include "elman/tasks/tag_symbols.h"
#include "elman/tasks/tagger_predictor.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

model::TaggerOptions with_sizes(model::TaggerOptions options, const PairCoding& coding,
                                const std::optional<WordCoding>& words) {
  if (model::uses_letters(options) != words.has_value()) {
    throw UsageError("tagger: letters go with words that are spelled; give both or neither");
  }
  options.source_symbols = coding.source.size();
  options.target_symbols = coding.target.size();
  if (words) {
    options.letter_symbols = words->letters.size();
    options.form_symbols = words->forms.size();
    options.suffix_symbols = words->suffixes.size();
  }
  return options;
}

std::unique_ptr<model::Tagger> draw(const model::TaggerOptions& options, std::uint64_t seed) {
  Random random(seed, train::weights_stream);
  return std::make_unique<model::Tagger>(options, random);
}

}  // namespace

decode::SpanKind span_kind_of(const text::Vocabulary& tags) {
  std::vector<std::string> names;
  for (std::int32_t id = text::Vocabulary::special_count; id < tags.size(); ++id) names.push_back(tags.symbol(id));
  return decode::span_kind_of(names);
}

Tagger::Tagger(PairCoding coding, std::optional<WordCoding> words, model::TaggerOptions options, std::uint64_t seed)
    : coding_(std::move(coding)),
      words_(std::move(words)),
      network_(draw(with_sizes(options, coding_, words_), seed)) {}

std::vector<io::Section> Tagger::sections() const {
  std::vector<io::Section> sections = sections_of(coding_);
  sections.insert(sections.begin(), {.name = "options", .values = values_of(network_->options())});
  if (words_) {
    for (io::Section& section : sections_of(*words_)) sections.push_back(std::move(section));
  }
  return sections;
}

std::unique_ptr<Model> Tagger::read(const io::ModelFile& file) {
  PairCoding coding = read_pair_coding(file);
  if (coding.format.features) throw ModelError(file.path() + ": found a tagger of features, expected one without");
  model::TaggerOptions options;
  file.read("options", fields(options));
  std::optional<WordCoding> words;
  if (model::uses_letters(options)) words = read_word_coding(file);
  options = with_sizes(options, coding, words);
  try {
    file.check_tensors(model::Tagger(options, nn::Initializer::shapes_only()).tensors());
  } catch (const UsageError& error) {
    throw ModelError(file.path() + ": " + error.what());
  }
  auto network = std::make_unique<model::Tagger>(options, nn::Initializer::zeros());
  std::vector<NamedTensor> tensors = network->tensors();
  file.read_tensors(tensors);
  std::unique_ptr<Tagger> tagger(new Tagger(std::move(coding), std::move(words), std::move(network)));
  tagger->provenance = file.description().provenance;
  return tagger;
}

std::unique_ptr<Predictor> Tagger::predictor(const PredictorOptions& options) const {
  if (options.search.alignment) {
    throw UsageError("a tagger has no alignment to show: each tag belongs to its symbol; leave --alignment out");
  }
  return std::make_unique<TaggerPredictor>(*this, options);
}

std::vector<std::string_view> Tagger::used_options() const {
  return {"threads", "format", "columns", "header", "skip-bad-lines"};
}

Report Tagger::evaluate(const EvaluationRequest& request, const Tell& tell) const {
  const std::vector<data::TextPair> pairs = read_scored_pairs(request, coding_.format, tell, tag_objection);
  const TaggerScores scores = tasks::evaluate(*predictor(request.predictor), pairs, span_kind());
  const text::Vocabulary* known = words_ ? &coding_.source : nullptr;
  return report_on(scores, pairs, span_kind(), known);
}

TaggerScores evaluate(const Predictor& predictor, std::span<const data::TextPair> pairs, decode::SpanKind kind) {
  std::vector<Input> inputs;
  inputs.reserve(pairs.size());
  for (const data::TextPair& pair : pairs) inputs.push_back(predictor.input(pair.source.symbols()));
  TaggerScores scores;
  scores.predictions = predictor.predict(inputs);
  decode::TagScorer scorer(kind);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    scorer.add(inputs[i].symbols, scores.predictions[i].best().symbols, pairs[i].target.symbols());
  }
  scores.score = scorer.score();
  return scores;
}

}  // namespace elman::tasks
