// A run of training as a user starts it: read, train, keep the best model and a checkpoint, go on after an
// interruption.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"
#include "elman/tasks/model.h"
#include "elman/tasks/pair_corpus.h"
#include "elman/train/trainer.h"

namespace elman::run {

struct Request {
  std::string task = "transduce";
  tasks::DataFiles files;
  std::string model;         // where it goes
  bool resume = false;       // go on from MODEL.checkpoint
  bool force = false;        // overwrite a model that is there, begin anew over a checkpoint
  std::string init = {};     // a model whose weights, symbols and network the run begins with
  std::string teacher = {};  // a model whose answers to further words are learnt as well
  std::string words = {};    // a file of these; empty: they are made up
  Settings options = {};     // of data, network and training, by name; all others are chosen from the data
  int member = 0;            // of an ensemble, from 0: added to the seed once the data are split
};

// The files that a run reads its data from, and how symbols are made of it.
std::vector<std::string> data_files(const Request& request);

// Options as code writes them: {{"hidden-size", "128"}}.
Settings settings(std::initializer_list<std::pair<const char*, std::string>> options);

// With these options over its own.
Request with(const Request& request, const Settings& settings);
// "--hidden-size 128 --dropout 0.5".
std::string text_of(const Settings& settings);

// Is told how a run goes. Nothing needs to be done about any of it.
class Listener {
 public:
  virtual ~Listener() = default;
  // A line for people, without its end: what was read, what was left out, what happens to the checkpoint.
  virtual void on_notice(const std::string& /*line*/) {}
  // Everything that decides the result, by name: options and hashes of the data.
  virtual void on_options(const std::map<std::string, std::string>& /*options*/) {}
  virtual void on_begin(const train::TrainOptions& /*options*/, std::string_view /*unit*/) {}
  virtual void on_step(const train::StepReport& /*report*/) {}
  // After it is on disk, so that nothing can take it away any more.
  virtual void on_epoch(const train::EpochReport& /*report*/) {}
  // Asked after each step: true saves and ends the run.
  virtual bool stop() { return false; }

  // What train::TrainCallbacks says of the same names. Of last_step, only if has_open_end().
  virtual bool pause(std::int64_t /*steps*/, double /*seconds*/) { return false; }
  virtual void on_pause(const std::vector<train::Score>& /*scores*/) {}
  virtual bool has_open_end() const { return false; }
  virtual std::optional<std::int64_t> last_step(std::int64_t /*steps*/, double /*seconds*/) { return std::nullopt; }
};

struct Result {
  train::TrainingResult training;
  std::string checkpoint = {};  // from which an interrupted run can go on; empty if there is none
  Settings chosen = {};         // by search(): what --resume has to be given beside what the user has set
  std::string suggestion = {};  // a command to try the model with
  std::string baseline = {};    // what a simple model makes of the dev set; empty if there is none
  int members = 1;              // by train_ensemble(): how many models there are
};

// Trains and leaves the best model in request.model, complete or absent. MODEL.checkpoint is beside it from before the
// first step until training has ended well: a model without one is finished, and one with it can go on, to the very
// bytes of a run without interruption.
// Throws UsageError for options, files and checkpoints that do not go together, if another process trains this model,
// or for too little memory; ModelError for a damaged checkpoint; otherwise as reading, training and writing do.
Result train(const Request& request, Listener& listener);

// Whether the model that is there was trained on the same data with the same options. Throws as reading data and
// opening a model do.
bool is_result_of(const Request& request);

// What train() would tell of that model if it had made it: its scores on dev, as the best ones. Throws as reading does.
Result result_of(const Request& request, tasks::Model& model);

// What search() would try, with the data read: tasks::Preparation::trials and folds.
struct Trials {
  std::vector<Settings> settings;
  std::vector<Settings> folds;
};
Trials trials_of(const Request& request, Listener& listener);

// What a race may decide between, with the data read: tasks::Preparation::candidates, and for how many epochs train()
// would train what is recommended at most.
struct Candidates {
  std::vector<Settings> settings;
  int epochs = 0;
};
Candidates candidates_of(const Request& request, Listener& listener);

// The options that train() would use, as lines of a configuration file (TOML) with comments.
std::string configuration(const Request& request, Listener& listener);

}  // namespace elman::run
