#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/option_list.h"
#include "cli/progress.h"
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

void record_provenance(const TrainVerb& verb, const train::TrainOptions& options, const Corpus& corpus,
                       const train::EpochReport& report, model::TextSeq2Seq& model) {
  auto& provenance = model.provenance;
  provenance["elman"] = version();
  provenance["train"] = std::filesystem::path(verb.train_path).filename().string();
  provenance["train-pairs"] = std::to_string(corpus.train.pairs.size());
  provenance["dev"] = verb.dev_path.empty() ? "held out" : std::filesystem::path(verb.dev_path).filename().string();
  provenance["dev-pairs"] = std::to_string(corpus.dev.size());
  provenance["target"] = kernels::target_name();
  provenance["epoch"] = std::to_string(report.epoch);
  provenance["dev-wer"] = fmt::format("{:.2f}", report.validation.wer);
  provenance["dev-per"] = fmt::format("{:.2f}", report.validation.per);
  train::visit_train_options(options, [&](const char* name, const auto& field, const char*) {
    if (std::string_view(name) != "threads") provenance[std::string("option-") + name] = show(field);
  });
}

void train_model(TrainVerb& verb) {
  if (!verb.config_path.empty()) verb.options.read_config(verb.config_path);
  verb.options.apply(verb.data, ELMAN_VISIT(visit_data_options));
  if (!verb.dump_config && verb.model_path.empty()) throw UsageError("train: say where the model goes: -o MODEL");
  if (!verb.dump_config && !verb.force && std::filesystem::exists(verb.model_path)) {
    throw UsageError(verb.model_path + ": exists already; choose another name or add --force");
  }
  train::TrainOptions first;  // the seed is needed before the data is
  verb.options.apply(first, ELMAN_VISIT(train::visit_train_options));
  Corpus corpus = read_corpus(verb, first.seed);
  const train::Recommended options = effective_options(verb, corpus.train.pairs.size());
  if (verb.dump_config) {
    dump(options.model, ELMAN_VISIT(model::visit_seq2seq_options));
    dump(options.training, ELMAN_VISIT(train::visit_train_options));
    return;
  }
  model::TextSeq2Seq model = model::make_text_seq2seq(corpus.train, options.model, options.training.seed);
  model.provenance["train-sha256"] = io::sha256_of_file(verb.train_path);
  if (!verb.dev_path.empty()) model.provenance["dev-sha256"] = io::sha256_of_file(verb.dev_path);
  describe(corpus, model, verb, options.training);

  const std::vector<data::EncodedPair> encoded = data::encode(corpus.train.pairs, model.source, model.target);
  const std::vector<data::SourceGroup> dev = data::group_by_source(corpus.dev);
  const int threads = train::thread_count(options.training);
  const decode::Predictor predictor(
      {.start = [&](const data::SequenceBatch& sources) { return model.network->start(sources, threads); },
       .source = model.source,
       .target = model.target,
       .format = model.format});
  Progress progress(options.training.epochs);
  train::TrainCallbacks callbacks;
  callbacks.validate = [&] {
    const decode::Score score = predictor.evaluate(dev).score;
    return train::Validation{score.wer(), score.per()};
  };
  callbacks.on_step = [&](const train::StepReport& report) { progress.on_step(report); };
  callbacks.on_epoch = [&](const train::EpochReport& report) {
    progress.on_epoch(report);
    if (!report.best) return;
    record_provenance(verb, options.training, corpus, report, model);
    io::save_model(verb.model_path, model);
  };
  const train::TrainingResult result = train::train(*model.network, encoded, options.training, callbacks);
  fmt::print(stderr, "{} after {} epochs; best was epoch {}: dev WER {:.2f}, PER {:.2f}\n",
             result.stopped_early ? "Stopped" : "Ended", result.epochs, result.best_epoch, result.best.wer,
             result.best.per);
  fmt::print(stderr, "Model: {}\nTry:   echo WORD | elman predict {}\n", verb.model_path, verb.model_path);
}

}  // namespace

void add_train(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("train", "Learn a model from lines of source TAB target");
  const auto state = std::make_shared<TrainVerb>(*verb);
  verb->add_option("TRAIN.tsv", state->train_path, "pairs to learn from")->required();
  verb->add_option("--dev", state->dev_path, "pairs to choose the best model by (default: a part is held out)");
  verb->add_option("-o,--output", state->model_path, "where the model goes");
  verb->add_flag("--force", state->force, "overwrite a model that is there");
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
  verb->callback([state] { train_model(*state); });
}

}  // namespace elman::cli
