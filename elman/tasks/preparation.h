// From a user's files and options to something that can be trained.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "elman/checked_size.h"
#include "elman/fields.h"
#include "elman/tasks/model.h"
#include "elman/tasks/pair_corpus.h"
#include "elman/train/learnable.h"
#include "elman/train/train_options.h"

namespace elman::tasks {

// What is between a task's network and the files that it learns from. `run/` calls the members in this order:
// options are set by the user, read() looks at the data, recommend() sets what suits it, the user's options for network
// and training are set again over that, settle() judges them; then the memory is estimated and the model and what it
// learns from are made.
class Preparation {
 public:
  virtual ~Preparation() = default;

  train::TrainOptions training;

  // Options that say how to read the data, and those of the network.
  virtual Fields data_options() = 0;
  virtual Fields network_options() = 0;
  // Throws UsageError for settings that contradict each other, or the files. Nothing has been read yet.
  virtual void refuse_contradictions(const DataFiles& files, const Settings& settings) const = 0;

  // The model that training begins with, before read(): its symbols keep their ids, and its network is the default.
  // Throws UsageError if this task cannot.
  virtual void begin_from(const Model& model, const std::string& path);

  // The model whose answers to further words are learnt as well, before read(); it must outlive that. `words`: a file
  // of them; empty: they are made up. Throws UsageError if this task cannot.
  virtual void learn_from(const Model& teacher, const std::string& path, const std::string& words);

  // Throws IoError and DataError as reading does.
  virtual void read(const DataFiles& files, const Tell& tell) = 0;
  // Sets options that depend on the data to what suits it. `user`: what the user has set, which is set again over that.
  virtual void recommend(const Settings& user) = 0;
  // Draws the conclusions from the options, and throws UsageError if they are out of range or contradict each other.
  virtual void settle(const Settings& settings) = 0;

  // Bytes that training takes at its peak, roughly.
  virtual CheckedSize memory_estimate() const = 0;
  // What takes that much, and how to take less.
  virtual std::string memory_advice() const = 0;

  // With weights from the seed. Throws UsageError for options that cannot be.
  virtual std::unique_ptr<Model> make_model() = 0;
  // Takes the data; the model must outlive it.
  virtual std::unique_ptr<train::Learnable> make_learnable(Model& model) = 0;

  // Settings that may suit the data, the one that is recommended first, of what the user has not set; called after
  // settle(). What is best is found by a race under a budget.
  virtual std::vector<Settings> candidates(const Settings& /*user*/) const { return {{}}; }

  // Settings to try, simplest first, of what the user has not set; called after read(). None: there is nothing to try.
  virtual std::vector<Settings> trials(const Settings& /*user*/) const { return {}; }
  // Settings over all others under which a trial is scored, each in turn: the scores that count are their means. None:
  // it is scored as it is.
  virtual std::vector<Settings> folds() const { return {}; }

  // For people, a line for each: what was read, and what will learn from it.
  virtual std::vector<std::string> describe(const DataFiles& files, const Model& model) const = 0;
  // What the result depends on beside the options, by name: hashes of the data.
  virtual std::map<std::string, std::string> data_facts() const = 0;
  // What the model's provenance says of the data.
  virtual std::map<std::string, std::string> data_provenance(const DataFiles& files) const = 0;
  // What a simple model makes of the dev set, for comparison, for people; empty if there is none.
  virtual std::string baseline() const { return {}; }
  // A command to try the model with.
  virtual std::string suggestion(const std::string& model_path) const = 0;

  // All options, under titles.
  std::vector<FieldGroup> option_groups();

 protected:
  // For schedules that fall to the end of training, unless the user has set these: a warm-up over a twentieth of all
  // steps, and a mean of the weights over about the last tenth; but for a trapezoidal one, whose end may be open, a
  // warm-up within the first epoch.
  void fit_to_steps(std::int64_t steps_in_epoch, const Settings& settings);
  // Nothing is held out: no patience, and a schedule that needs no scores. Throws UsageError if the user asks for one.
  void settle_without_dev(const Settings& settings);
};

// ---- What preparations share ----

// A file's name as text: a name may have any bytes, a model has UTF-8.
std::string file_name_as_text(const std::string& path);
// Throws UsageError if that setting, which would be without effect, asks for something. What a configuration says may
// be pointless.
void refuse_foreign(const Settings& settings, std::string_view name, const std::string& owner,
                    const std::string& found);
// Throws UsageError if a setting of another schedule than that one would be without effect.
void refuse_foreign_schedule(train::ScheduleKind schedule, const Settings& settings);
// Throws UsageError if there are two dev sets.
void refuse_held_out_beside_dev(const DataFiles& files, const Settings& settings);

}  // namespace elman::tasks
