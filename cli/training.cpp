#include "cli/training.h"

#include <fmt/core.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/interruption.h"
#include "cli/progress.h"
#include "cli/talk.h"
#include "elman/decode/predictor.h"
#include "elman/io/model_file.h"
#include "elman/kernels/target.h"
#include "elman/text/unicode.h"
#include "elman/train/trainer.h"
#include "elman/version.h"

namespace elman::cli {

namespace {

// A file's name as text: a name may have any bytes, a model has UTF-8.
std::string name_of(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  for (std::size_t bad = 0; (bad = text::find_invalid_utf8(name)) != std::string::npos;) name[bad] = '?';
  return name;
}

void record_run(const TrainVerb& verb, const train::TrainOptions& options, const Corpus& corpus,
                model::TextSeq2Seq& model) {
  auto& provenance = model.provenance;
  provenance["elman"] = version();
  provenance["train"] = name_of(verb.train_path);
  provenance["train-sha256"] = corpus.train_sha256;
  provenance["train-pairs"] = std::to_string(corpus.size.pairs);
  provenance["dev"] = verb.dev_path.empty() ? "held out" : name_of(verb.dev_path);
  if (!verb.dev_path.empty()) provenance["dev-sha256"] = corpus.dev_sha256;
  provenance["dev-pairs"] = std::to_string(corpus.dev.size());
  provenance["target"] = kernels::target_name();
  train::visit_train_options(options, [&](const char* name, const auto& field, const char*) {
    if (std::string_view(name) != "threads") provenance[std::string("option-") + name] = show(field);
  });
}

void record_epoch(int epoch, const train::Validation& validation, model::TextSeq2Seq& model) {
  model.provenance["epoch"] = std::to_string(epoch);
  model.provenance["dev-wer"] = fmt::format("{:.2f}", validation.wer);
  model.provenance["dev-per"] = fmt::format("{:.2f}", validation.per);
}

// What a run depends on. The number of threads is no part of it.
train::Origin origin_of(const TrainVerb& verb, const train::Recommended& options, const model::TextSeq2Seq& model) {
  train::Origin origin{.facts = {}, .build = fmt::format("elman {} with {}", version(), kernels::target_name())};
  const auto add = [&](const char* name, const auto& field, const char*) {
    if (std::string_view(name) != "threads") origin.facts[std::string("--") + name] = show(field);
  };
  model::visit_seq2seq_options(options.model, add);
  train::visit_train_options(options.training, add);
  if (verb.dev_path.empty()) visit_split_options(verb.split, add);
  origin.facts["--source-symbols"] = text::to_string(model.format.source.kind);
  origin.facts["--target-symbols"] = text::to_string(model.format.target.kind);
  origin.facts["--columns"] = verb.data.columns;
  origin.facts["--header"] = show(verb.data.header);
  origin.facts["--skip-bad-lines"] = show(verb.data.skip_bad_lines);
  for (const char* name : {"train-sha256", "dev-sha256"}) {
    const auto found = model.provenance.find(name);
    if (found != model.provenance.end()) origin.facts[name] = found->second;
  }
  return origin;
}

class Training {
 public:
  Training(const TrainVerb& verb, const Resumption& resumption, Corpus corpus, const train::Recommended& options,
           model::TextSeq2Seq& model)
      : verb_(verb),
        resumption_(resumption),
        options_(options),
        model_(model),
        origin_(origin_of(verb, options, model)),
        dev_(data::group_by_source(corpus.dev)),
        pairs_(std::move(corpus.train)),
        predictor_(model, {}, train::thread_count(options.training)),
        progress_(options.training.epochs) {}

  void run() {
    const std::optional<train::TrainingState> from = resumption_.load(*model_.network, origin_);
    const Interruption interruption;
    const train::TrainingResult result = train(from ? &*from : nullptr);
    if (result.interrupted) {
      tell_how_to_resume(result);
      throw Interrupted();
    }
    // The best epoch may have been saved before the interruption, or not.
    if (from) save_model(result.best_epoch, result.best);
    resumption_.remove();
    talk("{} after {} epochs; best was epoch {}: dev WER {:.2f}, PER {:.2f}\n",
         result.stopped_early ? "Stopped" : "Ended", result.epochs, result.best_epoch, result.best.wer,
         result.best.per);
    talk("Model: {}\nTry:   echo WORD | elman predict {}\n", verb_.model_path, verb_.model_path);
  }

 private:
  train::TrainingResult train(const train::TrainingState* from) {
    try {
      return train::train(*model_.network, std::move(pairs_), options_.training, callbacks(), from);
    } catch (const train::DivergenceError&) {
      resumption_.remove();  // it could only go where this run went
      throw;
    }
  }

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
    record_epoch(epoch, validation, model_);
    io::save_model(verb_.model_path, model_);
  }

  void tell_how_to_resume(const train::TrainingResult& result) const {
    if (resumption_.path().empty()) {
      talk("elman: interrupted after {} epochs\n", result.epochs);
      return;
    }
    talk("elman: interrupted after {} epochs; saved to {}. To go on:\n  {}\n", result.epochs, resumption_.path(),
         resuming_command(verb_.arguments));
  }

  const TrainVerb& verb_;
  const Resumption& resumption_;
  const train::Recommended& options_;
  model::TextSeq2Seq& model_;
  const train::Origin origin_;
  const std::vector<data::SourceGroup> dev_;
  data::PairShards pairs_;  // until training has them
  const decode::Predictor predictor_;
  Progress progress_;
  std::optional<train::EpochReport> over_;  // but not told of
};

}  // namespace

void run_training(const TrainVerb& verb, const Resumption& resumption, Corpus corpus, const train::Recommended& options,
                  model::TextSeq2Seq& model) {
  record_run(verb, options.training, corpus, model);
  Training(verb, resumption, std::move(corpus), options, model).run();
}

}  // namespace elman::cli
