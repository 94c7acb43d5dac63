#include "elman/train/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/io/safetensors.h"

namespace elman::train {

namespace {

constexpr const char* version_key = "elman-checkpoint";
constexpr const char* build_key = "build";
constexpr std::string_view origin_prefix = "origin.";
constexpr std::string_view note_prefix = "note.";
constexpr std::string_view state_prefix = "state.";
constexpr std::string_view optimizer_prefix = "optimizer.";
constexpr std::string_view carried_prefix = "carried.";

// Calls visit(name, field) for each number of the state: the one list for writing and reading.
template <class State, class Visit>
void visit_numbers(State& state, Visit&& visit) {
  visit("epoch", state.epoch);
  visit("steps", state.steps);
  visit("loss-sum", state.loss_sum);
  visit("units", state.units);
  visit("seconds", state.seconds);
  visit("epochs-over", state.result.epochs);
  visit("best-epoch", state.result.best_epoch);
  visit("optimizer-steps", state.optimizer.step_count);
  visit("average-updates", state.average_updates);
}

// The shortest text that reads back as the same bits.
template <class Number>
std::string text_of(Number number) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  return {text, end};
}

std::string key(std::string_view prefix, std::string_view name) { return std::string(prefix).append(name); }

class Reader {
 public:
  explicit Reader(const std::string& path) : file_(io::SafetensorsFile::open(path)) {}

  void check_version() const {
    const auto found = file_.metadata().find(version_key);
    if (found == file_.metadata().end()) {
      throw ModelError(file_.path() + ": found no checkpoint of elman train, expected one; give another file");
    }
    int version = 0;
    read_number(version_key, found->second, version);
    if (version == checkpoint_format_version) return;
    throw ModelError(file_.path() + ": written in checkpoint version " + found->second +
                     ", this program reads version " + std::to_string(checkpoint_format_version) +
                     "; go on with the elman that wrote it, or begin anew");
  }

  template <class Number>
  void number(std::string_view name, Number& field) const {
    const std::string full = key(state_prefix, name);
    read_number(full, text(full), field);
  }

  std::vector<double> numbers(std::string_view name) const {
    const std::string full = key(state_prefix, name);
    std::vector<double> found;
    std::string_view list = text(full);
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(' '), list.size());
      read_number(full, list.substr(0, end), found.emplace_back());
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return found;
  }

  Origin origin() const {
    Origin origin;
    origin.build = text(build_key);
    for (const auto& [name, value] : file_.metadata()) {
      if (name.starts_with(origin_prefix)) origin.facts.emplace(name.substr(origin_prefix.size()), value);
      if (name.starts_with(note_prefix)) origin.notes.emplace(name.substr(note_prefix.size()), value);
    }
    return origin;
  }

  // Written as "WER 3.5 lower 2 PER 1.2 lower 2".
  std::vector<Score> scores(std::string_view name) const {
    const std::string full = key(state_prefix, name);
    std::vector<Score> found;
    std::string_view list = text(full);
    const auto word = [&list] {
      const std::size_t end = std::min(list.find(' '), list.size());
      const std::string_view next = list.substr(0, end);
      list.remove_prefix(std::min(end + 1, list.size()));
      return next;
    };
    while (!list.empty()) {
      Score& score = found.emplace_back();
      score.name = word();
      read_number(full, word(), score.value);
      score.lower_is_better = word() == "lower";
      read_number(full, word(), score.decimals);
      score.decimals = std::clamp(score.decimals, 0, 9);
    }
    return found;
  }

  // One for each parameter, or none if the file has none at all.
  std::vector<Tensor> tensors(const char* prefix, const std::vector<NamedParameter>& parameters) const {
    std::vector<Tensor> found;
    if (!parameters.empty() && file_.find(prefix + parameters.front().name) == nullptr) return found;
    for (const NamedParameter& named : parameters) found.push_back(file_.read(prefix + named.name));
    return found;
  }

  // Those whose names begin so, without that beginning.
  template <class Named>
  std::vector<Named> named_tensors(std::string_view prefix) const {
    std::vector<Named> found;
    for (const io::TensorInfo& info : file_.tensors()) {
      if (info.name.starts_with(prefix)) found.push_back({info.name.substr(prefix.size()), file_.read(info.name)});
    }
    return found;
  }

 private:
  const std::string& text(const std::string& name) const {
    const auto found = file_.metadata().find(name);
    if (found == file_.metadata().end()) {
      throw ModelError(file_.path() + ": found no \"" + name + "\", expected it in a checkpoint; the file is damaged");
    }
    return found->second;
  }

  template <class Number>
  void read_number(std::string_view name, std::string_view text, Number& field) const {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), field);
    if (error == std::errc() && stop == text.data() + text.size()) return;
    throw ModelError(file_.path() + ": \"" + std::string(name) + "\" is no number; the file is damaged");
  }

  io::SafetensorsFile file_;
};

// Throws UsageError if a fact of one is not one of the other.
void require_same(const Origin& then, const Origin& now, const std::string& path) {
  const auto value_in = [](const Origin& origin, const std::string& name) {
    const auto found = origin.facts.find(name);
    return found == origin.facts.end() ? std::string("not given") : found->second;
  };
  Origin all = then;
  all.facts.insert(now.facts.begin(), now.facts.end());
  std::string differences;
  for (const auto& [name, value] : all.facts) {
    const std::string before = value_in(then, name);
    const std::string after = value_in(now, name);
    if (before == after) continue;
    differences.append(differences.empty() ? "" : "; ").append(name);
    differences.append(" was ").append(before).append(", is ").append(after);
  }
  if (differences.empty()) return;
  throw UsageError(path + ": found a checkpoint of a run with other data or options (" + differences +
                   "), expected the same; give those, or begin anew");
}

}  // namespace

void save_checkpoint(const std::string& path, const nn::Module& network, const Origin& origin,
                     const TrainingState& state) {
  io::Metadata metadata{{version_key, text_of(checkpoint_format_version)}, {build_key, origin.build}};
  for (const auto& [name, value] : origin.facts) metadata[key(origin_prefix, name)] = value;
  for (const auto& [name, value] : origin.notes) metadata[key(note_prefix, name)] = value;
  visit_numbers(state, [&](const char* name, auto field) { metadata[key(state_prefix, name)] = text_of(field); });
  std::string& schedule = metadata[key(state_prefix, "schedule")];
  for (const double number : state.schedule) schedule += (schedule.empty() ? "" : " ") + text_of(number);
  std::string& scores = metadata[key(state_prefix, "best-scores")];
  for (const Score& score : state.result.best) {
    scores += (scores.empty() ? "" : " ") + score.name + " " + text_of(score.value) +
              (score.lower_is_better ? " lower " : " higher ") + text_of(score.decimals);
  }

  std::vector<NamedTensor> tensors;
  const std::vector<NamedParameter> parameters = network.parameters();
  const auto add = [&](const char* prefix, std::span<const Tensor> values) {
    for (std::size_t i = 0; i < values.size(); ++i) tensors.push_back({prefix + parameters[i].name, values[i]});
  };
  add("weights.", state.weights);
  add("mean.", state.means);
  add("best.", state.best);
  for (const optim::StateTensor& named : state.optimizer.tensors) {
    tensors.push_back({key(optimizer_prefix, named.name), named.tensor});
  }
  for (const NamedTensor& named : state.carried) tensors.push_back({key(carried_prefix, named.name), named.tensor});
  io::write_safetensors(path, tensors, metadata);
}

Checkpoint load_checkpoint(const std::string& path, const nn::Module& network, const Origin& origin) {
  const Reader reader(path);
  reader.check_version();
  Checkpoint checkpoint{reader.origin(), {}};
  require_same(checkpoint.origin, origin, path);
  TrainingState& state = checkpoint.state;
  visit_numbers(state, [&](const char* name, auto& field) { reader.number(name, field); });
  state.schedule = reader.numbers("schedule");
  state.result.best = reader.scores("best-scores");
  state.optimizer.tensors = reader.named_tensors<optim::StateTensor>(optimizer_prefix);
  state.carried = reader.named_tensors<NamedTensor>(carried_prefix);
  const std::vector<NamedParameter> parameters = network.parameters();
  state.weights = reader.tensors("weights.", parameters);
  state.means = reader.tensors("mean.", parameters);
  state.best = reader.tensors("best.", parameters);
  return checkpoint;
}

}  // namespace elman::train
