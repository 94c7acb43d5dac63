#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/corpus.h"
#include "cli/data_flags.h"
#include "cli/output.h"
#include "cli/resumption.h"
#include "cli/talk.h"
#include "cli/train_verb.h"
#include "cli/training.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/kernels/target.h"
#include "elman/system/memory.h"
#include "elman/train/recommended.h"

namespace elman::cli {

namespace {

// ---- Telling ----

void describe(const Corpus& corpus, const model::TextSeq2Seq& model, const TrainVerb& verb,
              const train::TrainOptions& options) {
  const model::Seq2SeqOptions& network = model.network->options();
  talk("train    {} pairs from {}\n", corpus.size.pairs, verb.train_path);
  talk("dev      {} pairs {}{}\n", corpus.dev.size(), verb.dev_path.empty() ? "" : "from ", corpus.dev_is);
  talk("columns  {}\n", data::describe(corpus.columns));
  talk("symbols  source by {}{}, target by {}{}; {} and {} in the vocabularies\n",
       text::to_string(model.format.source.kind), verb.data.source_symbols.empty() ? " (chosen)" : "",
       text::to_string(model.format.target.kind), verb.data.target_symbols.empty() ? " (chosen)" : "",
       model.source.size(), model.target.size());
  talk("model    {} {}, embedding {}, {} + {} layers, {}attention {}{}, dropout {}: {} parameters\n",
       model::to_string(network.architecture), network.hidden_size, network.embedding_size, network.encoder_layers,
       network.decoder_layers, network.bidirectional ? "bidirectional, " : "", model::to_string(network.attention),
       network.input_feeding ? " with input feeding" : "", show(network.dropout), model.network->parameter_count());
  talk("training {} {}, schedule {}, batches of {}, at most {} epochs, patience {}\n",
       train::to_string(options.optimizer), options.learning_rate, train::to_string(options.schedule),
       options.batch_size, options.epochs, options.patience);
  talk("machine  about {} MB of memory, {} thread{}, {}, seed {}\n",
       *train::memory_estimate(network, corpus.size, options).value() / 1000000, train::thread_count(options),
       train::thread_count(options) == 1 ? "" : "s", kernels::target_name(), options.seed);
}

template <class Options, class Visit>
std::string as_config(const Options& options, Visit&& visit) {
  std::string text;
  visit(options, [&](const char* name, const auto& field, const char* comment) {
    const std::string value = show(field);
    using Field = std::remove_cvref_t<decltype(field)>;
    text += fmt::format("# {}\n{} = {}\n", comment, name, std::is_enum_v<Field> ? '"' + value + '"' : value);
  });
  return text;
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
  options.model.source_symbols = options.model.target_symbols = text::Vocabulary::special_count;  // at least
  check(options.model);
  return options;
}

// Flags that would be without effect.
void refuse_contradictions(const TrainVerb& verb) {
  const OptionList& options = verb.options;
  if (options.is_flag_given("held-out") && !verb.dev_path.empty()) {
    throw UsageError("--held-out takes the dev set out of the training file and --dev gives one; give one of them");
  }
  train::TrainOptions training;
  options.apply(training, ELMAN_VISIT(train::visit_train_options));
  const auto refuse = [&](const char* flag, train::ScheduleKind schedule) {
    if (!options.is_flag_given(flag) || training.schedule == schedule) return;
    throw UsageError(
        fmt::format("--{} belongs to schedule {}, found schedule {}; choose that schedule or leave the flag out", flag,
                    train::to_string(schedule), train::to_string(training.schedule)));
  };
  refuse("warmup-steps", train::ScheduleKind::inverse_sqrt);
  refuse("plateau-patience", train::ScheduleKind::plateau);
  refuse("plateau-factor", train::ScheduleKind::plateau);
}

// Before the memory is asked for: a machine that runs out of it may take other programs along.
void require_memory(const Corpus& corpus, const model::Seq2SeqOptions& sizes, const train::TrainOptions& options) {
  const CheckedSize needed = train::memory_estimate(sizes, corpus.size, options);
  const std::uint64_t limit = system::memory_limit();
  if (needed.at_most(limit)) return;
  const data::TextPair& longest = corpus.longest;
  throw UsageError(fmt::format(
      "training would take {} MB of memory, expected at most the {} MB that there are; use a smaller --hidden-size, "
      "--embedding-size or --batch-size, or leave out long pairs (the longest is line {}: {} + {} symbols)",
      needed.value() ? std::to_string(*needed.value() / 1'000'000) : "more than 10000000000000", limit / 1'000'000,
      longest.line, longest.source.size(), longest.target.size()));
}

void train_model(TrainVerb& verb) {
  if (!verb.config_path.empty()) verb.options.read_config(verb.config_path);
  verb.options.apply(verb.split, ELMAN_VISIT(visit_split_options));
  refuse_contradictions(verb);
  std::optional<Resumption> resumption;
  if (!verb.dump_config) {
    if (verb.model_path.empty()) throw UsageError("train: say where the model goes: -o MODEL");
    resumption.emplace(verb.model_path, verb.resume, verb.force);
  }
  train::TrainOptions first;  // the seed is needed before the data is
  verb.options.apply(first, ELMAN_VISIT(train::visit_train_options));
  Corpus corpus = read_corpus({verb.train_path, verb.dev_path}, verb.data, verb.split.held_out, first.seed);
  const train::Recommended options = effective_options(verb, corpus.size.pairs);
  if (!resumption) {
    write_out(as_config(options.model, ELMAN_VISIT(model::visit_seq2seq_options)) +
              as_config(options.training, ELMAN_VISIT(train::visit_train_options)));
    return;
  }
  require_memory(corpus, options.model, options.training);
  model::TextSeq2Seq model = model::make_text_seq2seq(corpus.coding, options.model, options.training.seed);
  require_memory(corpus, model.network->options(), options.training);
  describe(corpus, model, verb, options.training);
  run_training(verb, *resumption, std::move(corpus), options, model);
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
  add_symbol_flags(*verb, state->data);
  add_column_flags(*verb, state->data);
  add_skip_flag(*verb, state->data);
  const train::Recommended defaults = train::recommended(8000);
  state->options.add(SplitOptions(), ELMAN_VISIT(visit_split_options), "Data");
  state->options.add(defaults.model, ELMAN_VISIT(model::visit_seq2seq_options), "Model (defaults for 8000 pairs)");
  state->options.add(defaults.training, ELMAN_VISIT(train::visit_train_options), "Training (defaults for 8000 pairs)");
  verb->footer(
      "MODEL.checkpoint stands beside the model until training has ended. Ctrl-C or SIGTERM saves and stops after the "
      "step under way (exit code 130), a second one at once; a run that was killed loses no epoch that was told of.\n"
      "The same command with --resume goes on, and ends with the bytes of a run without interruption.\n"
      "Data of more than 8 MiB, and data from a pipe, waits in a temporary file in the folder TMPDIR, or /tmp.");
  verb->callback([state] { train_model(*state); });
}

}  // namespace elman::cli
