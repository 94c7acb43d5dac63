#include "elman/tasks/transducer_preparation.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "elman/data/pair_order.h"
#include "elman/model/seq2seq.h"
#include "elman/tasks/joined_pairs.h"
#include "elman/tasks/network_memory.h"
#include "elman/tasks/pair_learnable.h"
#include "elman/tasks/pair_rewriting.h"
#include "elman/tasks/recommended_training.h"
#include "elman/tasks/sentence_report.h"
#include "elman/tasks/transducer.h"

namespace elman::tasks {

namespace {

CheckedSize number(std::int64_t value) { return CheckedSize(static_cast<std::uint64_t>(value)); }

bool has_transformer(const model::Seq2SeqOptions& network) {
  return model::is_transformer_encoder(network) || model::is_transformer_decoder(network);
}

// Flags of parts that the network does not have.
void refuse_foreign_parts(const model::Seq2SeqOptions& network, const Settings& settings) {
  const bool edits = model::is_edit_decoder(network);
  const bool transformer = model::is_transformer_decoder(network);
  const std::string decoder = std::string("decoder ") + (edits ? "edit" : transformer ? "transformer" : "recurrent");
  if (edits || transformer) {
    for (const char* name : {"attention", "input-feeding", "pointer", "coverage-loss"}) {
      refuse_foreign(settings, name, "decoder recurrent", decoder);
    }
  }
  if (!transformer) refuse_foreign(settings, "tied-embeddings", "decoder transformer", decoder);
  if (model::is_transformer_encoder(network)) {
    refuse_foreign(settings, "bidirectional", "encoder recurrent", "encoder transformer");
  } else if (!transformer) {
    for (const char* name : {"heads", "feed-forward-size", "norm", "activation", "positions"}) {
      refuse_foreign(settings, name, "encoder or decoder transformer", "encoder recurrent and " + decoder);
    }
  }
}

// What only a recurrent decoder with attention has.
bool is_of_pointers(const model::Seq2SeqOptions& network) { return network.pointer || network.coverage_loss > 0; }

std::string side(bool transformer, const model::Seq2SeqOptions& options) {
  return transformer ? "transformer" : name_of(options.architecture);
}

}  // namespace

void TransducerPreparation::begin_from(const Model& model, const std::string& path) {
  const auto* transducer = dynamic_cast<const Transducer*>(&model);
  if (transducer == nullptr) return PairPreparation::begin_from(model, path);
  network = transducer->network().options();
  begin_with(transducer->coding());
}

void TransducerPreparation::learn_from(const Model& teacher, const std::string& path, const std::string& words) {
  distillation_.emplace(teacher, path, words);
}

Fields fields(TransducerDataOptions& options) {
  return {Field("made-up-words", options.made_up_words,
                "--distill without --words: words that look like those of the data; 0: five for each pair")
              .between(0, 10'000'000),
          Field("joined-pairs", options.joined_pairs,
                "how many joined pairs, of two or three end to end, are learnt for each pair: for sources of several "
                "words without anything between them (0.5 to 1 is usual)")
              .between(0, 1)};
}

Fields TransducerPreparation::data_options() {
  Fields all = PairPreparation::data_options();
  const Fields own = fields(data_);
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

void TransducerPreparation::refuse_contradictions(const DataFiles& files, const Settings& settings) const {
  PairPreparation::refuse_contradictions(files, settings);
  check_ranges(data_);
  for (const char* name : {"source-sentencepiece", "target-sentencepiece"}) {  // that model says how text is read
    if (has_begun()) refuse_foreign(settings, name, "a run without --init", "--init");
    if (distillation_) refuse_foreign(settings, name, "a run without --distill", "--distill");
  }
  if (!distillation_) {
    refuse_foreign(settings, "made-up-words", "--distill", "none");
  } else if (distillation_->has_file()) {
    refuse_foreign(settings, "made-up-words", "--distill without --words", "--words");
  } else if (has_begun()) {
    throw UsageError("--init and --distill both say how text is read; give one of them");
  }
}

PairRules TransducerPreparation::rules() {
  PairRules rules = PairPreparation::rules();
  rules.copies_unknown = network.pointer;
  if (!distillation_) return rules;
  rules.like = distillation_->format();
  rules.further = FurtherPairs{.see = [this](const data::TextPair& pair) { distillation_->see(pair); },
                               .make =
                                   [this](const std::function<void(const data::TextPair&)>& add) {
                                     return distillation_->make(static_cast<std::size_t>(data_.made_up_words),
                                                                training.seed, train::thread_count(training), add);
                                   }};
  return rules;
}

void TransducerPreparation::recommend(const Settings& user) {
  const std::size_t pairs = corpus().size.pairs;
  const bool is_open = !has_begun() && !network.decoder && !has_transformer(network) && !user.contains("attention") &&
                       !user.contains("input-feeding") && !is_of_pointers(network);
  const bool sentences = writes_sentences();
  if (is_open && sentences && !user.contains("arch") && !user.contains("encoder") && !user.contains("bidirectional")) {
    network.architecture = model::Architecture::transformer;
    choice_ = "sentences";
  } else if (is_open && suits_edits()) {
    network.decoder = model::DecoderKind::edit;
  }
  if (model::is_edit_decoder(network) && !model::is_transformer_encoder(network)) {
    training = recommended_edit_training(pairs);
    if (has_begun() || pairs >= 2000) return;
    network.hidden_size = 128;
    network.dropout = Scalar(0.5);
    return;
  }
  training = has_transformer(network) ? recommended_transformer_training(pairs) : recommended_training(pairs);
  const bool transformer = model::is_transformer_encoder(network) && model::is_transformer_decoder(network);
  if (transformer && sentences) {
    training = recommended_translation_training();
    if (has_begun()) return;
    network.hidden_size = 256;
    network.encoder_layers = network.decoder_layers = 3;
    network.dropout = Scalar(0.15);
    network.tied_embeddings = true;
    return;
  }
  if (has_begun() || !transformer) return;
  network.hidden_size = 128;
  network.encoder_layers = network.decoder_layers = 3;
  network.dropout = pairs < 2000 ? Scalar(0.3) : Scalar(0.2);
}

std::vector<Settings> TransducerPreparation::candidates(const Settings& user) const {
  std::vector<Settings> candidates{{}};
  if (has_begun()) return candidates;
  const auto add = [&candidates](std::initializer_list<std::pair<const char*, const char*>> options) {
    Settings settings;
    for (const auto& [name, text] : options) settings[name] = {text, "the race"};
    candidates.push_back(std::move(settings));
  };
  const auto is_set = [&user](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&user](const char* name) { return user.contains(name); });
  };
  const bool edits = model::is_edit_decoder(network);
  const bool transformer = has_transformer(network);
  const bool pointers = is_of_pointers(network);
  if (!pointers && !is_set({"arch", "encoder", "decoder", "attention", "input-feeding", "bidirectional"})) {
    if (edits || transformer) add({{"arch", "lstm"}, {"decoder", "recurrent"}});
    if (!edits && !transformer && can_edit_) add({{"decoder", "edit"}});
    if (!edits && !transformer && network.hidden_size % network.heads == 0) add({{"arch", "transformer"}});
  }
  if (!is_set({"hidden-size", "encoder-layers", "dropout"})) {
    if (edits && corpus().size.pairs < 2000) add({{"hidden-size", "256"}});
    if (edits && corpus().size.pairs >= 2000) add({{"encoder-layers", "2"}});
    if (transformer && network.hidden_size > 128) add({{"hidden-size", "128"}});
  }
  return candidates;
}

// Then BLEU says which epoch is the best: hardly a sentence is written exactly as another one would write it.
bool TransducerPreparation::writes_sentences() const { return text::are_of_words(corpus().coding.format.target.kind); }

// Of the order and of the repetitions; chosen on sets of spellings, inflections and sentences (docs/results.md).
bool TransducerPreparation::suits_edits() {
  constexpr std::size_t fewest_pairs = 200;           // fewer say too little
  constexpr std::uint64_t most_scores = 100'000'000;  // of a batch: nodes times scores of each
  constexpr double least_order = 0.89;
  constexpr double most_repeated = 0.1;
  for (const text::SymbolOptions& side : {corpus().coding.format.source, corpus().coding.format.target}) {
    if (text::are_of_words(side.kind)) return false;
  }
  const CheckedSize scores = CheckedSize(32) * (corpus().size.longest_source + 1) * (corpus().size.longest_target + 1) *
                             number(2 * std::int64_t{corpus().coding.target.size()});
  if (scores.value().value_or(most_scores + 1) > most_scores) return false;
  can_edit_ = true;
  if (corpus().size.pairs < fewest_pairs) return false;
  const data::PairOrder order = data::order_of(sample(), copies(corpus().coding), feature_ids(corpus().coding));
  const bool suits = order.same >= least_order && order.repeated <= most_repeated;
  choice_ = fmt::format("{:.0f} % of neighbouring symbols keep their order", 100 * order.same);
  if (order.repeated > most_repeated) {
    choice_ += fmt::format(", but {:.0f} % of targets repeat a part of their source", 100 * order.repeated);
  }
  return suits;
}

void TransducerPreparation::settle(const Settings& settings) {
  PairPreparation::settle(settings);
  if (corpus().coding.format.features) refuse_foreign(settings, "joined-pairs", "pairs without features", "features");
  if (network.pointer) refuse_foreign(settings, "joined-pairs", "networks without a pointer", "pointer");
  if (training.schedule == train::ScheduleKind::cosine || training.schedule == train::ScheduleKind::trapezoidal) {
    fit_schedule(settings);
  }
  if (network.attention == model::AttentionKind::none && !settings.contains("input-feeding")) {
    network.input_feeding = false;
  }
  // Room for what is a little longer than everything that was learnt.
  const auto longest = static_cast<int>(std::min<std::size_t>(corpus().size.longest_target, 100'000));
  if (!settings.contains("longest-output")) network.longest_output = longest + longest / 4 + 10;
  network.source_symbols = corpus().coding.source.size();
  network.target_symbols = corpus().coding.target.size();
  check(training);
  check(network);
  refuse_foreign_parts(network, settings);
  if (network.pointer && unknown_told_apart(corpus().coding.format) == data::UnknownSymbols::alike &&
      copies(corpus().coding).empty()) {
    throw UsageError(
        "--pointer: no symbol of the sources is one of the targets, so there is nothing to copy; leave it out");
  }
  batch_floats_ =
      heaviest([this](const data::BatchLoad& batch) { return training_floats(network, batch); },
               [this](const PredictionLoad& batch) { return prediction_floats(network, batch); }, rewriting());
}

CheckedSize TransducerPreparation::memory_estimate() const {
  const std::int64_t parameters = model::Seq2Seq(network, nn::Initializer::shapes_only()).parameter_count();
  // Weights, gradients, two moments, the running mean, the best copy, two packed forms, and products on their way to
  // the gradients.
  return (number(parameters) * 9 + batch_floats_) * sizeof(Scalar) + shard_bytes() + 10'000'000;
}

std::string TransducerPreparation::memory_advice() const {
  const data::TextPair& longest = corpus().longest;
  return fmt::format(
      "use a smaller --hidden-size, --embedding-size or --batch-size, or leave out long pairs (the longest is line {}: "
      "{} + {} symbols)",
      longest.line, longest.source.size(), longest.target.size());
}

std::unique_ptr<Model> TransducerPreparation::make_model() {
  PairCoding coding = corpus().coding;
  if (data_.joined_pairs > 0) coding.format.longest_source *= JoinedPairs::most;
  return std::make_unique<Transducer>(coding, network, training.seed);
}

data::RewritePairs TransducerPreparation::rewriting() const {
  return rewriting_of(corpus().coding, data_.joined_pairs, merge_dropout());
}

std::unique_ptr<train::Learnable> TransducerPreparation::make_learnable(Model& model) {
  auto& transducer = dynamic_cast<Transducer&>(model);
  model::Seq2Seq& learner = transducer.network();
  const auto smoothing = static_cast<Scalar>(training.label_smoothing);
  const std::shared_ptr<Predictor> predictor =
      transducer.predictor({.search = {}, .threads = train::thread_count(training)});
  const bool sentences = writes_sentences();
  auto learnable = std::make_unique<PairLearnable>(
      learner, take_pairs(), training,
      [&learner, smoothing](Tape& tape, const data::Batch& batch) -> train::Learnable::Loss {
        return {learner.loss(tape, batch, smoothing), static_cast<std::int64_t>(batch.target_out.size())};
      },
      [predictor, &transducer, sentences, dev = dev_groups()] {
        if (dev.empty()) return std::vector<train::Score>();
        const TransducerScores scores = evaluate(*predictor, dev);
        transducer.set_confidence(confidence_of(scores));
        std::vector<train::Score> told{{"WER", scores.score.wer()}, {"PER", scores.score.per()}};
        if (!sentences) return told;
        const decode::SentenceScore sum = sum_of(score_sentences(scores.predictions, dev, transducer.coding().format));
        told.insert(told.begin(), {{"BLEU", sum.bleu(), false}, {"chrF", sum.chrf(), false}});
        return told;
      },
      !sentences, batches().batch_symbols);
  learnable->rewrite_with(rewriting());
  return learnable;
}

std::vector<std::string> TransducerPreparation::describe(const DataFiles& files, const Model& model) const {
  std::vector<std::string> lines = PairPreparation::describe(files, model);
  if (!choice_.empty()) {
    const bool transformer = network.architecture == model::Architecture::transformer;
    lines.push_back(fmt::format("decoder  {} (chosen: {}; --{} says otherwise)",
                                model::is_edit_decoder(network) ? "edit"
                                : transformer                   ? "transformer"
                                                                : "recurrent",
                                choice_, transformer ? "arch" : "decoder"));
  }
  std::size_t too_long = 0;
  std::size_t first_line = 0;
  for (const data::TextPair& pair : corpus().dev) {
    const auto limit = model::length_limit(network, static_cast<std::int64_t>(pair.source.size()) + 1);
    if (static_cast<std::int64_t>(pair.target.size()) <= limit) continue;
    if (too_long++ == 0) first_line = pair.line;
  }
  if (too_long > 0) {
    lines.push_back(
        fmt::format("limit    {} dev target{} longer than any output may be, the first in line {}; --longest-output N "
                    "gives more room",
                    too_long, too_long == 1 ? " is" : "s are", first_line));
  }
  return lines;
}

std::string TransducerPreparation::describe_network(const Model& model) const {
  const auto& learner = dynamic_cast<const Transducer&>(model).network();
  const model::Seq2SeqOptions& options = learner.options();
  const bool encoder = model::is_transformer_encoder(options);
  const bool decoder = model::is_transformer_decoder(options);
  const bool edits = model::is_edit_decoder(options);
  std::string kind = side(encoder, options);
  if (encoder != decoder) kind += " to " + side(decoder, options);
  std::string details;
  if (!encoder || !decoder) {
    details += fmt::format("embedding {}, {}", options.embedding_size,
                           options.bidirectional && !encoder ? "bidirectional, " : "");
  }
  if (edits) details += "edits of the source, ";
  if (!decoder && !edits) {
    details +=
        fmt::format("attention {}{}, ", name_of(options.attention), options.input_feeding ? " with input feeding" : "");
    if (options.pointer) details += "pointer, ";
    if (options.coverage_loss > 0) details += fmt::format("coverage loss {}, ", text_of_number(options.coverage_loss));
  }
  if (encoder || decoder) {
    details += fmt::format("{} heads, feed-forward {}, {}-norm, ", options.heads,
                           model::transformer_layer_of(options).feed_forward, name_of(options.norm));
  }
  return fmt::format("{} {}, {} + {} layers, {}dropout {}: {} parameters", kind, options.hidden_size,
                     options.encoder_layers, options.decoder_layers, details, text_of_number(options.dropout),
                     learner.parameter_count());
}

}  // namespace elman::tasks
