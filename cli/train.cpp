#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/interruption.h"
#include "cli/option_list.h"
#include "cli/progress.h"
#include "cli/resumption.h"
#include "cli/verbs.h"
#include "elman/data/split.h"
#include "elman/data/text_pairs.h"
#include "elman/decode/predictor.h"
#include "elman/io/hash.h"
#include "elman/io/model_file.h"
#include "elman/kernels/target.h"
#include "elman/train/recommended.h"
#include "elman/train/trainer.h"
#include "elman/version.h"

namespace elman::cli {

namespace {

// What shapes the data; everything else stands in the option structs of the library.
struct DataOptions {
  std::string source_symbols;  // empty: chosen from the data
  std::string target_symbols;
  std::string columns;
  bool header = false;
  double held_out = 0.1;
};

template <class Options, class Visit>
void visit_data_options(Options& options, Visit&& visit) {
  visit("held-out", options.held_out, "share of the pairs that serves as dev set where none is given");
}

struct TrainVerb {
  explicit TrainVerb(CLI::App& verb) : options(verb) {}

  std::string train_path;
  std::string dev_path;
  std::string model_path;
  std::string config_path;
  bool dump_config = false;
  bool force = false;
  bool resume = false;
  std::vector<std::string> arguments;  // of the whole program
  DataOptions data;
  OptionList options;
};

// ---- Reading ----

data::PairOptions pair_options(const DataOptions& options) {
  data::PairOptions pairs;
  pairs.columns.names =
      options.columns.empty() ? std::vector<std::string>() : data::parse_column_names(options.columns);
  pairs.columns.header = options.header;
  if (!options.source_symbols.empty()) pairs.source_symbols = data::parse_symbol_kind(options.source_symbols);
  if (!options.target_symbols.empty()) pairs.target_symbols = data::parse_symbol_kind(options.target_symbols);
  return pairs;
}

struct Corpus {
  data::TextPairs train;
  std::vector<data::TextPair> dev;
  std::string dev_is;  // where dev comes from, for people
};

std::vector<data::TextPair> chosen(std::vector<data::TextPair>& pairs, const std::vector<std::int32_t>& indices) {
  std::vector<data::TextPair> part;
  for (const std::int32_t i : indices) part.push_back(std::move(pairs[static_cast<std::size_t>(i)]));
  return part;
}

Corpus read_corpus(const TrainVerb& verb, std::uint64_t seed) {
  const data::PairOptions pairs = pair_options(verb.data);
  Corpus corpus{data::read_text_pairs(verb.train_path, pairs), {}, {}};
  if (!verb.dev_path.empty()) {
    corpus.dev = data::read_text_pairs(verb.dev_path, data::pair_options(corpus.train.format, pairs.columns)).pairs;
    corpus.dev_is = verb.dev_path;
    return corpus;
  }
  const data::HeldOut parts = data::hold_out(corpus.train.pairs, verb.data.held_out, seed);
  corpus.dev = chosen(corpus.train.pairs, parts.held_out);
  corpus.train.pairs = chosen(corpus.train.pairs, parts.kept);
  corpus.dev_is = fmt::format("held out of {} (no --dev)", verb.train_path);
  return corpus;
}

// ---- Telling ----

void describe(const Corpus& corpus, const model::TextSeq2Seq& model, const TrainVerb& verb,
              const train::TrainOptions& options) {
  const model::Seq2SeqOptions& network = model.network->options();
  fmt::print(stderr, "train    {} pairs from {}\n", corpus.train.pairs.size(), verb.train_path);
  fmt::print(stderr, "dev      {} pairs {}{}\n", corpus.dev.size(), verb.dev_path.empty() ? "" : "from ",
             corpus.dev_is);
  fmt::print(stderr, "columns  {}\n", data::describe(corpus.train.columns));
  fmt::print(stderr, "symbols  source by {}{}, target by {}{}; {} and {} in the vocabularies\n",
             data::to_string(model.format.source.kind), verb.data.source_symbols.empty() ? " (chosen)" : "",
             data::to_string(model.format.target.kind), verb.data.target_symbols.empty() ? " (chosen)" : "",
             model.source.size(), model.target.size());
  fmt::print(stderr, "model    {} {}, embedding {}, {} + {} layers, {}attention {}{}, dropout {}: {} parameters\n",
             model::to_string(network.architecture), network.hidden_size, network.embedding_size,
             network.encoder_layers, network.decoder_layers, network.bidirectional ? "bidirectional, " : "",
             model::to_string(network.attention), network.input_feeding ? " with input feeding" : "",
             show(network.dropout), model.network->parameter_count());
  fmt::print(stderr, "training {} {}, schedule {}, batches of {}, at most {} epochs, patience {}\n",
             train::to_string(options.optimizer), options.learning_rate, train::to_string(options.schedule),
             options.batch_size, options.epochs, options.patience);
  fmt::print(stderr, "machine  about {} MB of memory, {} thread{}, {}, seed {}\n",
             train::memory_estimate(*model.network, corpus.train.pairs, options) / 1000000,
             train::thread_count(options), train::thread_count(options) == 1 ? "" : "s", kernels::target_name(),
             options.seed);
}

template <class Options, class Visit>
void dump(const Options& options, Visit&& visit) {
  visit(options, [](const char* name, const auto& field, const char* comment) {
    const std::string value = show(field);
    using Field = std::remove_cvref_t<decltype(field)>;
    fmt::print("# {}\n{} = {}\n", comment, name, std::is_enum_v<Field> ? '"' + value + '"' : value);
  });
}

// ---- Doing ----

#define ELMAN_VISIT(function) [](auto& o, auto&& visit) { function(o, visit); }

train::Recommended effective_options(const TrainVerb& verb, std::size_t pairs) {
  train::Recommended options = train::recommended(pairs);
  verb.options.apply(options.model, ELMAN_VISIT(model::visit_seq2seq_options));
  verb.options.apply(options.training, ELMAN_VISIT(train::visit_train_options));
  if (options.model.attention == model::AttentionKind::none && verb.options.set_by_user("input-feeding") == nullptr) {
    options.model.input_feeding = false;
  }
  check(options.training);
  return options;
}

void record_provenance(const TrainVerb& verb, const train::TrainOptions& options, const Corpus& corpus, int epoch,
                       const train::Validation& validation, model::TextSeq2Seq& model) {
  auto& provenance = model.provenance;
  provenance["elman"] = version();
  provenance["train"] = std::filesystem::path(verb.train_path).filename().string();
  provenance["train-pairs"] = std::to_string(corpus.train.pairs.size());
  provenance["dev"] = verb.dev_path.empty() ? "held out" : std::filesystem::path(verb.dev_path).filename().string();
  provenance["dev-pairs"] = std::to_string(corpus.dev.size());
  provenance["target"] = kernels::target_name();
  provenance["epoch"] = std::to_string(epoch);
  provenance["dev-wer"] = fmt::format("{:.2f}", validation.wer);
  provenance["dev-per"] = fmt::format("{:.2f}", validation.per);
  train::visit_train_options(options, [&](const char* name, const auto& field, const char*) {
    if (std::string_view(name) != "threads") provenance[std::string("option-") + name] = show(field);
  });
}

// What a run depends on. The number of threads is no part of it.
train::Origin origin_of(const TrainVerb& verb, const train::Recommended& options, const model::TextSeq2Seq& model) {
  train::Origin origin{.facts = {}, .build = fmt::format("elman {} with {}", version(), kernels::target_name())};
  const auto add = [&](const char* name, const auto& field, const char*) {
    if (std::string_view(name) != "threads") origin.facts[std::string("--") + name] = show(field);
  };
  model::visit_seq2seq_options(options.model, add);
  train::visit_train_options(options.training, add);
  if (verb.dev_path.empty()) visit_data_options(verb.data, add);
  origin.facts["--source-symbols"] = data::to_string(model.format.source.kind);
  origin.facts["--target-symbols"] = data::to_string(model.format.target.kind);
  origin.facts["--columns"] = verb.data.columns;
  origin.facts["--header"] = show(verb.data.header);
  for (const char* name : {"train-sha256", "dev-sha256"}) {
    const auto found = model.provenance.find(name);
    if (found != model.provenance.end()) origin.facts[name] = found->second;
  }
  return origin;
}

// Trains, keeps the model and its checkpoint on disk, and tells.
class Training {
 public:
  Training(const TrainVerb& verb, const Resumption& resumption, const Corpus& corpus, const train::Recommended& options,
           model::TextSeq2Seq& model)
      : verb_(verb),
        resumption_(resumption),
        corpus_(corpus),
        options_(options),
        model_(model),
        origin_(origin_of(verb, options, model)),
        dev_(data::group_by_source(corpus.dev)),
        threads_(train::thread_count(options.training)),
        predictor_(
            {.start = [this](const data::SequenceBatch& sources) { return model_.network->start(sources, threads_); },
             .source = model.source,
             .target = model.target,
             .format = model.format}),
        progress_(options.training.epochs) {}

  void run() {
    const std::optional<train::TrainingState> from = resumption_.load(*model_.network, origin_);
    const std::vector<data::EncodedPair> encoded = data::encode(corpus_.train.pairs, model_.source, model_.target);
    const Interruption interruption;
    const train::TrainingResult result =
        train::train(*model_.network, encoded, options_.training, callbacks(), from ? &*from : nullptr);
    if (result.interrupted) {
      tell_how_to_resume(result);
      throw Interrupted();
    }
    // The best epoch may have been saved before the interruption, or not.
    if (from) save_model(result.best_epoch, result.best);
    resumption_.remove();
    fmt::print(stderr, "{} after {} epochs; best was epoch {}: dev WER {:.2f}, PER {:.2f}\n",
               result.stopped_early ? "Stopped" : "Ended", result.epochs, result.best_epoch, result.best.wer,
               result.best.per);
    fmt::print(stderr, "Model: {}\nTry:   echo WORD | elman predict {}\n", verb_.model_path, verb_.model_path);
  }

 private:
  train::TrainCallbacks callbacks() {
    train::TrainCallbacks callbacks;
    callbacks.validate = [this] {
      const decode::Score score = predictor_.evaluate(dev_).score;
      return train::Validation{score.wer(), score.per()};
    };
    callbacks.on_step = [this](const train::StepReport& report) { progress_.on_step(report); };
    callbacks.on_epoch = [this](const train::EpochReport& report) {
      if (report.best) save_model(report.epoch, report.validation);
      over_ = report;
    };
    // An epoch is told of when nothing can take it away any more.
    callbacks.keep = [this](const train::TrainingState& state) {
      resumption_.save(*model_.network, origin_, state);
      if (over_) progress_.on_epoch(*over_);
      over_.reset();
    };
    callbacks.stop = Interruption::requested;
    return callbacks;
  }

  void save_model(int epoch, const train::Validation& validation) {
    record_provenance(verb_, options_.training, corpus_, epoch, validation, model_);
    io::save_model(verb_.model_path, model_);
  }

  void tell_how_to_resume(const train::TrainingResult& result) const {
    if (resumption_.path().empty()) {
      fmt::print(stderr, "elman: interrupted after {} epochs\n", result.epochs);
      return;
    }
    fmt::print(stderr, "elman: interrupted after {} epochs; saved to {}. To go on:\n  {}\n", result.epochs,
               resumption_.path(), resuming_command(verb_.arguments));
  }

  const TrainVerb& verb_;
  const Resumption& resumption_;
  const Corpus& corpus_;
  const train::Recommended& options_;
  model::TextSeq2Seq& model_;
  const train::Origin origin_;
  const std::vector<data::SourceGroup> dev_;
  const int threads_;
  const decode::Predictor predictor_;
  Progress progress_;
  std::optional<train::EpochReport> over_;  // but not told of
};

void train_model(TrainVerb& verb) {
  if (!verb.config_path.empty()) verb.options.read_config(verb.config_path);
  verb.options.apply(verb.data, ELMAN_VISIT(visit_data_options));
  std::optional<Resumption> resumption;
  if (!verb.dump_config) {
    if (verb.model_path.empty()) throw UsageError("train: say where the model goes: -o MODEL");
    resumption.emplace(verb.model_path, verb.resume, verb.force);
  }
  train::TrainOptions first;  // the seed is needed before the data is
  verb.options.apply(first, ELMAN_VISIT(train::visit_train_options));
  Corpus corpus = read_corpus(verb, first.seed);
  const train::Recommended options = effective_options(verb, corpus.train.pairs.size());
  if (!resumption) {
    dump(options.model, ELMAN_VISIT(model::visit_seq2seq_options));
    dump(options.training, ELMAN_VISIT(train::visit_train_options));
    return;
  }
  model::TextSeq2Seq model = model::make_text_seq2seq(corpus.train, options.model, options.training.seed);
  model.provenance["train-sha256"] = io::sha256_of_file(verb.train_path);
  if (!verb.dev_path.empty()) model.provenance["dev-sha256"] = io::sha256_of_file(verb.dev_path);
  describe(corpus, model, verb, options.training);
  Training(verb, *resumption, corpus, options, model).run();
}

}  // namespace

void add_train(CLI::App& app, std::vector<std::string> arguments) {
  CLI::App* verb = app.add_subcommand("train", "Learn a model from lines of source TAB target");
  const auto state = std::make_shared<TrainVerb>(*verb);
  state->arguments = std::move(arguments);
  verb->add_option("TRAIN.tsv", state->train_path, "pairs to learn from")->required();
  verb->add_option("--dev", state->dev_path, "pairs to choose the best model by (default: a part is held out)");
  verb->add_option("-o,--output", state->model_path, "where the model goes");
  verb->add_flag("--force", state->force, "overwrite a model that is there, begin anew over a checkpoint");
  verb->add_flag("--resume", state->resume, "go on from MODEL.checkpoint, which an interrupted run has left");
  verb->add_option("--config", state->config_path, "read options from a file; flags win");
  verb->add_flag("--dump-config", state->dump_config, "print the options that would be used, as such a file");
  verb->add_option("--source-symbols", state->data.source_symbols, "char, grapheme or space (default: from the data)");
  verb->add_option("--target-symbols", state->data.target_symbols, "char, grapheme or space (default: from the data)");
  verb->add_option("--columns", state->data.columns, "names of the columns, such as lemma,features,form");
  verb->add_flag("--header", state->data.header, "the first line names the columns");
  const train::Recommended defaults = train::recommended(8000);
  state->options.add(DataOptions(), ELMAN_VISIT(visit_data_options), "Data");
  state->options.add(defaults.model, ELMAN_VISIT(model::visit_seq2seq_options), "Model (defaults for 8000 pairs)");
  state->options.add(defaults.training, ELMAN_VISIT(train::visit_train_options), "Training (defaults for 8000 pairs)");
  verb->footer(
      "MODEL.checkpoint stands beside the model until training has ended. Ctrl-C or SIGTERM saves and stops after the "
      "step under way (exit code 130), a second one at once; a run that was killed loses no epoch that was told of.\n"
      "The same command with --resume goes on, and ends with the bytes of a run without interruption.");
  verb->callback([state] { train_model(*state); });
}

}  // namespace elman::cli
