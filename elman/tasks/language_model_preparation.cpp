#include "elman/tasks/language_model_preparation.h"

#include <fmt/core.h>

#include <algorithm>
#include <numbers>

#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/model/ngram.h"
#include "elman/system/file.h"
#include "elman/system/shell_quotes.h"
#include "elman/tasks/language_model.h"
#include "elman/tasks/language_model_symbols.h"
#include "elman/tasks/network_memory.h"
#include "elman/tasks/task.h"
#include "elman/tasks/text_learnable.h"
#include "elman/tasks/text_score.h"

namespace elman::tasks {

namespace {

// Symbols of the dev set for each of its characters, if these are not the symbols; else 0.
double symbols_per_character(const TextCorpus& corpus) {
  if (corpus.coding.format().symbols == text::TextUnit::character || corpus.dev.size() == 0) return 0;
  return static_cast<double>(corpus.dev.size()) / static_cast<double>(corpus.dev_characters);
}

// Bits a character compare models of different symbols.
std::vector<train::Score> dev_scores(double nats_per_symbol, double symbols_per_character) {
  std::vector<train::Score> scores{{.name = "nats", .value = nats_per_symbol, .decimals = 4}};
  if (symbols_per_character == 0) return scores;
  const double bits = nats_per_symbol / std::numbers::ln2 * symbols_per_character;
  scores.push_back({.name = "bits-per-character", .value = bits, .decimals = 4});
  return scores;
}

constexpr int order = 5;                   // of the n-gram model
constexpr std::int32_t dev_segments = 32;  // that are scored side by side

struct NgramScore {
  std::uint64_t symbols = 0;  // that were counted
  double nats = 0;            // a symbol of the dev set
};

NgramScore score_ngrams(const TextCorpus& corpus) {
  constexpr std::uint64_t most_symbols = 4'000'000;  // bounds memory
  const std::uint64_t count = std::min(most_symbols, corpus.train.size());
  std::vector<std::int32_t> text(static_cast<std::size_t>(count));
  corpus.train.read(corpus.train.size() - count, text);
  const model::NgramModel ngrams(text, order, corpus.coding.vocabulary().size());
  double nats = 0;
  std::vector<std::int32_t> dev;
  for (std::uint64_t at = 0; at < corpus.dev.size();) {
    // A block of the dev set, and what comes before it.
    const auto seen = static_cast<std::size_t>(std::min<std::uint64_t>(at, order - 1));
    const auto block = static_cast<std::size_t>(std::min<std::uint64_t>(65536, corpus.dev.size() - at));
    dev.resize(seen + block);
    corpus.dev.read(at - seen, dev);
    for (std::size_t i = seen; i < dev.size(); ++i) {
      nats -= ngrams.log_probability(std::span(dev).first(i), dev[i]);
    }
    at += block;
  }
  return {count, nats / static_cast<double>(corpus.dev.size())};
}

}  // namespace

LanguageModelPreparation::LanguageModelPreparation() {
  training.schedule = train::ScheduleKind::cosine;
  training.patience = 0;  // the rate falls to the end, and so the best epochs come last
  training.clip_norm = 1;
  training.label_smoothing = 0;
}

void LanguageModelPreparation::refuse_contradictions(const DataFiles& files, const Settings& settings) const {
  refuse_held_out_beside_dev(files, settings);
  refuse_foreign_schedule(settings.contains("schedule") ? training.schedule : train::ScheduleKind::cosine, settings);
  check_ranges(options_);
  text::TextUnit symbols = options_.format.symbols;
  std::string found = "symbols " + name_of(symbols);
  if (!options_.symbols_of.empty()) {
    if (symbols != text::TextUnit::bpe)
      refuse_foreign(settings, "symbols", "a model with symbols of its own", "symbols-of");
    refuse_foreign(settings, "merges", "symbols that are learnt", "symbols-of");
    symbols = text::TextUnit::bpe;
    found = "symbols-of";
  }
  if (symbols != text::TextUnit::bpe) refuse_foreign(settings, "merges", "symbols bpe", found);
  if (symbols == text::TextUnit::bpe || symbols == text::TextUnit::byte) {
    refuse_foreign(settings, "min-count", "symbols char or word", found);
  }
}

void LanguageModelPreparation::read(const DataFiles& files, const Tell& /*tell*/) {
  text::TextCoding::Encoding encoding;
  if (!options_.symbols_of.empty()) {
    encoding = encoding_of(*open(options_.symbols_of), options_.symbols_of);
    encoding_sha256_ = io::sha256(system::File::open_regular_to_read(options_.symbols_of));
    options_.format.symbols = text::TextUnit::bpe;
  }
  corpus_ = read_text_corpus(files, options_, encoding);
  if (corpus_.dev.size() == 0) return;
  const NgramScore ngrams = score_ngrams(corpus_);
  baseline_ = fmt::format(
      "a {}-gram model (Kneser-Ney) of {} has dev {}", order,
      ngrams.symbols == corpus_.train.size() ? "the same text" : fmt::format("its last {} symbols", ngrams.symbols),
      text_of(dev_scores(ngrams.nats, symbols_per_character(corpus_))));
}

// Chosen on development data (docs/results.md).
void LanguageModelPreparation::recommend(const Settings& user) {
  const auto symbols = static_cast<std::int64_t>(corpus_.train.size());
  // A small text is read in short chunks of few streams, or there would be few updates.
  training.batch_size = static_cast<int>(std::clamp<std::int64_t>(symbols / 5'000, 1, 32));
  network.context = static_cast<int>(std::clamp<std::int64_t>(symbols / (50 * training.batch_size), 8, 64));
  training.epochs = static_cast<int>(std::clamp<std::int64_t>(9'000'000 / std::max<std::int64_t>(symbols, 1), 1, 40));
  training.learning_rate = 3e-3;
  network.hidden_size = symbols < 100'000 ? 128 : symbols < 500'000 ? 256 : 384;
  network.dropout = Scalar(symbols < 500'000 ? 0.3 : 0.15);
  const std::int32_t vocabulary = corpus_.coding.vocabulary().size();
  if (vocabulary > 5'000 && !user.contains("tied-embeddings")) {
    network.adaptive_softmax = vocabulary > 20'000 ? "2000,10000" : "2000";
  }
}

std::int64_t LanguageModelPreparation::steps_in_epoch() const {
  const auto symbols = static_cast<std::int64_t>(corpus_.train.size());
  const std::int64_t chunk = std::int64_t{std::max(training.batch_size, 1)} * std::max(network.context, 1);
  return (symbols + chunk - 1) / chunk;
}

void LanguageModelPreparation::settle(const Settings& settings) {
  if (corpus_.dev.size() == 0) settle_without_dev(settings);
  network.symbols = corpus_.coding.vocabulary().size();
  fit_to_steps(steps_in_epoch(), settings);
  check(training);
  check(network);
}

CheckedSize LanguageModelPreparation::memory_estimate() const {
  const std::int64_t parameters = model::LanguageModel(network, nn::Initializer::shapes_only()).parameter_count();
  const auto positions = static_cast<std::uint64_t>(training.batch_size) * static_cast<std::uint64_t>(network.context);
  const std::int64_t outputs = outputs_of(network, corpus_.train);
  // Weights, gradients, two moments, the running mean, the best copy, two packed forms, and products on their way to
  // the gradients.
  const CheckedSize floats = CheckedSize(static_cast<std::uint64_t>(parameters)) * 9 +
                             training_floats(network, outputs, positions) +
                             scoring_floats(network, outputs, corpus_.dev.size(), dev_segments);
  const std::uint64_t ids =
      std::min<std::uint64_t>(corpus_.train.size() + corpus_.dev.size(), std::uint64_t{data::TextIds::most_in_memory});
  // The text's ids, and what is left of reading and counting them.
  const std::uint64_t words = text::are_of_words(corpus_.coding.format().symbols) ? 6'000'000 : 0;
  const std::uint64_t text = 6 * ids + 6 * std::min<std::uint64_t>(ids, 1'000'000) + words;
  // What steps fill is rounded up to huge pages, in training and in scoring.
  const std::uint64_t rounding = (floats * sizeof(Scalar)).at_most(32'000'000) ? 0 : 4'000'000;
  return floats * sizeof(Scalar) + text + rounding + 10'000'000;
}

std::string LanguageModelPreparation::memory_advice() const {
  return "use a smaller --hidden-size, --batch-size or --context";
}

std::unique_ptr<Model> LanguageModelPreparation::make_model() {
  return std::make_unique<LanguageModel>(corpus_.coding, network, training.seed);
}

std::unique_ptr<train::Learnable> LanguageModelPreparation::make_learnable(Model& model) {
  model::LanguageModel& learner = dynamic_cast<LanguageModel&>(model).network();
  const auto pool = std::make_shared<system::ThreadPool>(train::thread_count(training));
  return std::make_unique<TextLearnable>(
      learner, corpus_.train, training, [&learner, pool, dev = corpus_.dev, symbols = symbols_per_character(corpus_)] {
        if (dev.size() == 0) return std::vector<train::Score>();
        constexpr std::uint64_t warm_up = 256;
        return dev_scores(score_segments(learner, dev, dev_segments, warm_up, pool).nats_per_symbol(), symbols);
      });
}

std::vector<std::string> LanguageModelPreparation::describe(const DataFiles& files, const Model& model) const {
  const auto& learner = dynamic_cast<const LanguageModel&>(model).network();
  const std::string from =
      files.more_train.empty() ? files.train : fmt::format("{} and {} more", files.train, files.more_train.size());
  const std::string dev_is = corpus_.dev.size() == 0 ? "(nothing is held out: the last epoch is kept)"
                             : files.dev.empty()
                                 ? fmt::format("of its {} (no --dev)", corpus_.dev_is_end() ? "end" : "middle")
                                 : fmt::format("from {}", files.dev);
  const text::RunningFormat& format = corpus_.coding.format();
  std::string documents;
  if (format.document != text::DocumentKind::none) {
    documents = fmt::format(", {} documents by {}", corpus_.size.documents, name_of(format.document));
  }
  std::vector<std::string> lines{
      fmt::format("train    {} symbols from {}{}", corpus_.train.size(), from, documents),
      fmt::format("dev      {} symbols {}", corpus_.dev.size(), dev_is),
      fmt::format("symbols  by {}, {} in the vocabulary", name_of(format.symbols), learner.options().symbols),
      fmt::format("model    {}: {} parameters", model::describe(learner.options()), learner.parameter_count()),
      fmt::format("training {} {}, schedule {}, {} streams of {} symbols, {}{}", name_of(training.optimizer),
                  training.learning_rate, name_of(training.schedule), training.batch_size, network.context,
                  corpus_.dev.size() == 0 ? "" : "at most ", train::text_of_length(training))};
  if (!corpus_.dev_unknown.empty()) {
    lines.push_back(fmt::format("unknown  {} symbols of dev do not occur in train", corpus_.dev_unknown.all().size()));
  }
  return lines;
}

std::map<std::string, std::string> LanguageModelPreparation::data_facts() const {
  std::map<std::string, std::string> facts{{"train-sha256", corpus_.train_sha256}};
  if (!corpus_.dev_sha256.empty()) facts["dev-sha256"] = corpus_.dev_sha256;
  if (!encoding_sha256_.empty()) facts["symbols-of-sha256"] = encoding_sha256_;
  return facts;
}

std::map<std::string, std::string> LanguageModelPreparation::data_provenance(const DataFiles& files) const {
  std::map<std::string, std::string> provenance = data_facts();
  provenance["train"] = file_name_as_text(files.train);
  for (const std::string& path : files.more_train) provenance["train"] += ", " + file_name_as_text(path);
  provenance["train-symbols"] = std::to_string(corpus_.train.size());
  provenance["dev"] = corpus_.dev.size() == 0 ? "none" : files.dev.empty() ? "held out" : file_name_as_text(files.dev);
  provenance["dev-symbols"] = std::to_string(corpus_.dev.size());
  return provenance;
}

std::string LanguageModelPreparation::suggestion(const std::string& model_path) const {
  return "elman generate " + system::in_shell_quotes(model_path);
}

}  // namespace elman::tasks
