#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/flags/pair_flags.h"
#include "cli/flags/search_flags.h"
#include "cli/show/output.h"
#include "cli/show/talk.h"
#include "cli/verbs.h"
#include "elman/decode/bootstrap.h"
#include "elman/error.h"
#include "elman/io/model_file.h"
#include "elman/printable.h"
#include "elman/tasks/task.h"

namespace elman::cli {
namespace {

struct CompareVerb {
  explicit CompareVerb(CLI::App& verb) : flags(verb) {}

  std::string first;  // models
  std::string second;
  std::string data_path;
  OptionFlags flags;
};

// What a file says of its model: options, how text is read, where it comes from.
std::map<std::string, std::string> facts_of(const std::string& path) {
  const io::ModelFile file = io::ModelFile::open(path);
  std::map<std::string, std::string> facts{{"kind", file.description().kind}};
  for (const io::Section& section : file.description().sections) {
    if (section.is_list) {
      facts[section.name] = fmt::format("{} symbols", section.list.size());
      continue;
    }
    for (const FieldValue& value : section.values) facts[section.name + "." + value.name] = value.text;
  }
  for (const auto& [name, value] : file.description().provenance) facts[name] = value;
  return facts;
}

std::string differences(const CompareVerb& verb) {
  const std::map<std::string, std::string> first = facts_of(verb.first);
  const std::map<std::string, std::string> second = facts_of(verb.second);
  std::map<std::string, std::string> all = first;
  all.insert(second.begin(), second.end());
  const auto value_in = [](const std::map<std::string, std::string>& facts, const std::string& name) {
    const auto found = facts.find(name);
    return found == facts.end() ? std::string("-") : printable(found->second);
  };
  std::string text;
  for (const auto& [name, value] : all) {
    const std::string a = value_in(first, name);
    const std::string b = value_in(second, name);
    if (a != b) text += fmt::format("{:28} {}  |  {}\n", printable(name), a, b);
  }
  return text.empty() ? "the models say the same of themselves\n" : text;
}

tasks::Report report_on(const CompareVerb& verb, const std::string& path) {
  tasks::EvaluationRequest request{.path = verb.data_path, .data = pair_options(verb.flags), .predictor = {}};
  apply_search_flags(verb.flags, request.predictor);
  return tasks::open(path)->evaluate(request,
                                     [](const std::string& line) { talk("{}\n", printable(line, longest_message)); });
}

std::vector<decode::Score> scores_of(const tasks::Report& report) {
  std::vector<decode::Score> scores;
  for (const tasks::EvaluatedLine& line : report.lines) scores.push_back(line.score);
  return scores;
}

// Whether the difference of the two scores may be luck: a paired bootstrap over the same words.
std::string significance(const tasks::Report& first, const tasks::Report& second) {
  const std::vector<decode::Score> a = scores_of(first);
  const std::vector<decode::Score> b = scores_of(second);
  if (a.empty() || a.size() != b.size()) return {};
  const double worse = decode::bootstrap_worse(a, b, &decode::Score::wer);
  const double certain = 100 * std::max(worse, 1 - worse);
  std::size_t only_first = 0;
  std::size_t only_second = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    only_first += a[i].wrong > b[i].wrong ? 1 : 0;
    only_second += b[i].wrong > a[i].wrong ? 1 : 0;
  }
  const std::string counts = fmt::format("wrong only by the first {}, only by the second {}", only_first, only_second);
  if (only_first == only_second) return counts + ": the same WER\n";
  return fmt::format("{}; the {} has the lower WER on {:.1f} % of resampled sets of these words: {}\n", counts,
                     worse > 0.5 ? "second" : "first", certain, certain >= 97.5 ? "they differ" : "that may be luck");
}

void compare(const CompareVerb& verb) {
  std::string text = differences(verb);
  if (!verb.data_path.empty()) {
    const tasks::Report first = report_on(verb, verb.first);
    const tasks::Report second = report_on(verb, verb.second);
    const auto out = std::back_inserter(text);
    text += "\n";
    for (std::size_t i = 0; i < std::min(first.measures.size(), second.measures.size()); ++i) {
      const tasks::Measure& a = first.measures[i];
      const tasks::Measure& b = second.measures[i];
      if (a.name != b.name) continue;
      fmt::format_to(out, "{:28} {:.{}f} {}  |  {:.{}f} {}\n", a.name, a.value, a.decimals, a.unit, b.value, b.decimals,
                     b.unit);
    }
    text += significance(first, second);
  }
  write_out(text);
}

}  // namespace

void add_compare(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("compare", "Say how two models differ, and which is better");
  const auto state = std::make_shared<CompareVerb>(*verb);
  verb->add_option("A", state->first, "a trained model")->required()->type_name("");
  verb->add_option("B", state->second, "another one")->required()->type_name("");
  verb->add_option("TEST", state->data_path, "pairs to score both on")->type_name("");
  add_pair_flags(state->flags, {"format", "columns", "header", "skip-bad-lines"});
  add_search_flags(state->flags);
  verb->footer(
      "First what the files say differently: options, data, dev scores. With TEST, scores of both side by side, and "
      "whether the difference may be luck (paired bootstrap).\n\n"
      "  elman compare small.elman large.elman test.tsv\n");
  verb->callback([state] { compare(*state); });
}

}  // namespace elman::cli
