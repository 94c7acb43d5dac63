#include "elman/tasks/language_model.h"

#include <fmt/core.h>

#include <cmath>
#include <numbers>

#include "elman/error.h"
#include "elman/random.h"
#include "elman/tasks/language_model_predictor.h"
#include "elman/tasks/pair_coding.h"
#include "elman/tasks/text_corpus.h"
#include "elman/tasks/text_score.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

constexpr const char* merges = "merges";

model::LanguageModelOptions with_size(model::LanguageModelOptions options, const text::TextCoding& coding) {
  options.symbols = coding.vocabulary().size();
  return options;
}

std::unique_ptr<model::LanguageModel> draw(const model::LanguageModelOptions& options, std::uint64_t seed) {
  Random random(seed, train::weights_stream);
  return std::make_unique<model::LanguageModel>(options, random);
}

Report report_on(const TextScore& score, const EncodedText& read) {
  const auto per = [&](std::uint64_t units) {
    return units == 0 ? 0 : score.nats / std::numbers::ln2 / static_cast<double>(units);
  };
  const double nats = score.nats_per_symbol();
  Report report;
  report.measures = {
      {"nats", nats, fmt::format("a symbol, {} symbols", score.symbols), "", 4},
      {"bits", per(read.size.characters), fmt::format("a character, {} characters", read.size.characters), "", 4},
      {"bits", per(read.size.bytes), fmt::format("a byte, {} bytes", read.size.bytes), "", 4},
      {"perplexity", std::exp(nats), "of a symbol", "", 4}};
  const auto count = [](const char* name, std::uint64_t value) {
    return FieldValue{name, FieldType::whole_number, std::to_string(value)};
  };
  const auto number = [](const char* name, double value) {
    return FieldValue{name, FieldType::number, text_of_number(value)};
  };
  std::uint64_t unknown = 0;
  for (const auto& [symbol, seen] : read.unknown.all()) unknown += seen.count;
  report.numbers = {count("lines", read.size.lines),
                    count("documents", read.size.documents),
                    count("symbols", score.symbols),
                    count("characters", read.size.characters),
                    count("bytes", read.size.bytes),
                    count("unknown", unknown),
                    number("nats", score.nats),
                    number("nats_per_symbol", nats),
                    number("bits_per_character", per(read.size.characters)),
                    number("bits_per_byte", per(read.size.bytes)),
                    number("perplexity", std::exp(nats))};
  return report;
}

}  // namespace

LanguageModel::LanguageModel(text::TextCoding coding, model::LanguageModelOptions options, std::uint64_t seed)
    : coding_(std::move(coding)), network_(draw(with_size(options, coding_), seed)) {}

std::vector<io::Section> LanguageModel::sections() const {
  std::vector<io::Section> sections{
      {.name = "options", .values = values_of(network_->options())},
      {.name = "text", .values = values_of(coding_.format())},
      {.name = "vocabulary", .list = coding_.vocabulary().symbols_in_file(), .is_list = true}};
  if (coding_.encoding()) sections.push_back({.name = merges, .list = coding_.encoding()->list(), .is_list = true});
  return sections;
}

std::unique_ptr<Model> LanguageModel::read(const io::ModelFile& file) {
  text::RunningFormat format;
  file.read("text", fields(format));
  model::LanguageModelOptions options;
  file.read("options", fields(options));
  try {
    const text::TextCoding::Encoding encoding =
        text::are_of_words(format.symbols) ? read_encoding(file, merges) : nullptr;
    text::TextCoding coding(format, read_vocabulary(file, "vocabulary"), encoding);
    options = with_size(options, coding);
    file.check_tensors(model::LanguageModel(options, nn::Initializer::shapes_only()).tensors());
    auto network = std::make_unique<model::LanguageModel>(options, nn::Initializer::zeros());
    std::vector<NamedTensor> tensors = network->tensors();
    file.read_tensors(tensors);
    std::unique_ptr<LanguageModel> made(new LanguageModel(std::move(coding), std::move(network)));
    made->provenance = file.description().provenance;
    return made;
  } catch (const UsageError& error) {
    throw ModelError(file.path() + ": " + error.what());
  }
}

std::unique_ptr<Predictor> LanguageModel::predictor(const PredictorOptions& options) const {
  if (options.search.alignment) {
    throw UsageError(
        "a language model has no alignment to show: it writes no answer to a source; leave --alignment out");
  }
  return std::make_unique<LanguageModelPredictor>(*this, options);
}

std::vector<std::string_view> LanguageModel::used_options() const {
  return {"beam", "length-penalty", "max-length", "threads"};
}

Report LanguageModel::evaluate(const EvaluationRequest& request, const Tell& /*tell*/) const {
  const EncodedText read = encode_text(text::TextFile(request.path), coding_);
  if (read.text.size() == 0) {
    throw DataError(request.path + ": found no text, expected some to score; give another file");
  }
  const TextScore score =
      score_text(*network_, read.text, std::make_shared<system::ThreadPool>(request.predictor.threads));
  Report report = report_on(score, read);
  report.unknown = read.unknown;
  return report;
}

}  // namespace elman::tasks
