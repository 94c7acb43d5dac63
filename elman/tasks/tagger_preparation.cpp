#include "elman/tasks/tagger_preparation.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/system/shell_quotes.h"
#include "elman/tasks/pair_learnable.h"
#include "elman/tasks/tag_symbols.h"
#include "elman/tasks/tagger.h"

namespace elman::tasks {

namespace {

CheckedSize number(std::int64_t value) { return CheckedSize(static_cast<std::uint64_t>(value)); }

// Of the vectors of that many words, each of which is read once, however often it occurs. Long words are rarer in a
// text than among its words, so the mean of these is enough.
CheckedSize word_floats(const model::TaggerOptions& network, std::uint64_t words,
                        const std::vector<data::SpelledWord>& vocabulary) {
  constexpr std::int64_t gates_and_states = 9;  // of a direction, forward and backward
  std::uint64_t letters = 0;
  for (const data::SpelledWord& word : vocabulary) letters += word.letters.size();
  // Of so many words drawn from the vocabulary, as many are different; in a text, where some are frequent, fewer are.
  const auto known = static_cast<double>(std::max<std::size_t>(vocabulary.size(), 1));
  const double share = 1 - std::exp(-static_cast<double>(words) / known);
  words = static_cast<std::uint64_t>(share * known);
  letters = static_cast<std::uint64_t>(share * static_cast<double>(letters));
  return number(model::word_size(network)) * 4 * words +
         number(2 * gates_and_states) * number(network.letter_hidden_size) * letters;
}

// What a batch needs besides its ids; kept from step to step.
struct Learner {
  model::Tagger& network;
  std::vector<data::SpelledWord> vocabulary;  // by id of a source symbol; empty without letters
  data::WordBatch words = {};

  train::Learnable::Loss loss(Tape& tape, const data::Batch& batch, Scalar label_smoothing) {
    if (!vocabulary.empty()) words.fill(vocabulary, batch.source.ids);
    const data::WordBatch* read = vocabulary.empty() ? nullptr : &words;
    return {network.loss(tape, batch, read, label_smoothing), model::tagged_symbols(batch)};
  }
};

std::vector<train::Score> scores_of(const decode::TagScore& score, decode::SpanKind kind) {
  std::vector<train::Score> scores{{.name = "accuracy", .value = score.symbol_accuracy(), .lower_is_better = false},
                                   {.name = "sequences", .value = score.sequence_accuracy(), .lower_is_better = false}};
  if (kind != decode::SpanKind::none) {
    scores.insert(scores.begin(), {.name = "F1", .value = score.f1(), .lower_is_better = false});
  }
  return scores;
}

}  // namespace

TaggerPreparation::TaggerPreparation() {
  training.schedule = train::ScheduleKind::cosine;
  training.patience = 0;  // the rate falls to the end, and so the best epochs come last
  training.clip_norm = 5;
  training.label_smoothing = 0;
}

PairRules TaggerPreparation::rules() { return {.symbol_kinds = with_tag_symbols, .objection = tag_objection}; }

void TaggerPreparation::read(const DataFiles& files, const Tell& tell) {
  PairPreparation::read(files, tell);
  has_words_ = corpus().coding.format.source.kind == text::SymbolKind::space && are_words(corpus().coding.source);
}

// Chosen on development data (docs/results.md).
void TaggerPreparation::recommend(const Settings& /*user*/) {
  const auto pairs = static_cast<int>(std::min<std::size_t>(corpus().size.pairs, 100'000'000));
  if (has_words_) {
    network.embedding_size = 100;
    network.hidden_size = 150;
    network.layers = 1;
    network.dropout = Scalar(0.5);
    network.crf = span_kind_of(corpus().coding.target) != decode::SpanKind::none;
    training.learning_rate = 4e-3;
    training.batch_size = std::clamp(pairs / 80, 4, 16);
    training.epochs = std::clamp(30'000 / std::max(pairs, 1), 8, 60);
  } else {
    training.learning_rate = 3e-3;
    training.batch_size = std::clamp(pairs / 200, 8, 32);
    training.epochs = std::clamp(430'000 / std::max(pairs, 1), 8, 60);
  }
  if (network.architecture != model::Architecture::transformer) return;
  network.hidden_size = 128;
  network.layers = 2;
  network.dropout = Scalar(0.3);
  training.learning_rate = 1e-3;
}

void TaggerPreparation::settle(const Settings& settings) {
  if (!network.letters) network.letters = has_words_ ? model::LetterUse::yes : model::LetterUse::no;
  if (model::uses_letters(network) && corpus().coding.format.source.kind != text::SymbolKind::space) {
    throw UsageError(
        "letters yes reads words by their letters, but the source's symbols are letters already; leave it "
        "out, or choose --source-symbols space");
  }
  PairPreparation::settle(settings);
  fit_schedule(settings);
  network.source_symbols = corpus().coding.source.size();
  network.target_symbols = corpus().coding.target.size();
  if (model::uses_letters(network)) {
    words_ = make_word_coding(corpus().source_counts, network.longest_suffix);
    network.letter_symbols = words_->letters.size();
    network.form_symbols = words_->forms.size();
    network.suffix_symbols = words_->suffixes.size();
  }
  check(training);
  check(network);
  if (network.crf && training.label_smoothing > 0) {
    throw UsageError("label-smoothing needs tags that are chosen each on its own; leave it out, or turn crf off");
  }
  const model::Seq2SeqOptions encoder = model::encoder_options(network);
  const std::vector<data::SpelledWord> vocabulary = spelled_vocabulary();
  const CheckedSize outputs = number(model::encoded_size(encoder)) * 4 + number(model::tag_count(network)) * 6;
  const CheckedSize read = number(encoder.embedding_size) * (words_ ? 4 : 0);
  batch_floats_ = heaviest(
      [&](const data::BatchLoad& batch) {
        return encoder_floats(encoder, batch) + (outputs + read) * batch.source +
               word_floats(network, batch.source, vocabulary);
      },
      [&](const PredictionLoad& batch) { return encoding_floats(encoder, batch.symbols) + outputs * batch.symbols; });
}

CheckedSize TaggerPreparation::memory_estimate() const {
  const std::int64_t parameters = model::Tagger(network, nn::Initializer::shapes_only()).parameter_count();
  // Weights, gradients, two moments, the running mean, the best copy, two packed forms, and products on their way to
  // the gradients.
  return (number(parameters) * 9 + batch_floats_) * sizeof(Scalar) + shard_bytes() + 10'000'000;
}

std::string TaggerPreparation::memory_advice() const {
  const data::TextPair& longest = corpus().longest;
  return fmt::format(
      "use a smaller --hidden-size, --embedding-size or --batch-size, or leave out long lines (the longest is line {}: "
      "{} symbols)",
      longest.line, longest.source.size());
}

std::unique_ptr<Model> TaggerPreparation::make_model() {
  return std::make_unique<Tagger>(corpus().coding, words_, network, training.seed);
}

std::vector<data::SpelledWord> TaggerPreparation::spelled_vocabulary() const {
  if (!words_) return {};
  return spell_vocabulary(corpus().coding.source, corpus().source_counts, *words_, network.longest_suffix,
                          network.word_dropout);
}

std::unique_ptr<train::Learnable> TaggerPreparation::make_learnable(Model& model) {
  auto& tagger = dynamic_cast<Tagger&>(model);
  const auto smoothing = static_cast<Scalar>(training.label_smoothing);
  const auto learner = std::make_shared<Learner>(Learner{tagger.network(), spelled_vocabulary()});
  const std::shared_ptr<Predictor> predictor =
      tagger.predictor({.search = {}, .threads = train::thread_count(training)});
  return std::make_unique<PairLearnable>(
      tagger.network(), take_pairs(), training,
      [learner, smoothing](Tape& tape, const data::Batch& batch) { return learner->loss(tape, batch, smoothing); },
      [predictor, dev = corpus().dev, kind = tagger.span_kind()] {
        if (dev.empty()) return std::vector<train::Score>();
        return scores_of(evaluate(*predictor, dev, kind).score, kind);
      },
      false, batches().batch_symbols);
}

std::string TaggerPreparation::suggestion(const std::string& model_path) const {
  return fmt::format("echo {} | elman predict {}", has_words_ ? "A SENTENCE" : "WORD",
                     system::in_shell_quotes(model_path));
}

std::string TaggerPreparation::describe_network(const Model& model) const {
  const auto& learner = dynamic_cast<const Tagger&>(model).network();
  const model::TaggerOptions& options = learner.options();
  const bool transformer = options.architecture == model::Architecture::transformer;
  std::string details;
  if (model::uses_letters(options)) {
    details = fmt::format("words {} with letters {} and suffixes of up to {}, ", options.embedding_size,
                          options.letter_hidden_size, options.longest_suffix);
  } else if (!transformer) {
    details = fmt::format("embedding {}, ", options.embedding_size);
  }
  if (transformer) {
    details += fmt::format("{} heads, {}-norm, ", options.heads, name_of(options.norm));
  } else if (options.bidirectional) {
    details += "bidirectional, ";
  }
  return fmt::format("{} {}, {} layer{}, {}{}, dropout {}: {} parameters", name_of(options.architecture),
                     options.hidden_size, options.layers, options.layers == 1 ? "" : "s", details,
                     options.crf ? "CRF" : "no CRF", text_of_number(options.dropout), learner.parameter_count());
}

}  // namespace elman::tasks
