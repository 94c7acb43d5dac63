#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/data_flags.h"
#include "cli/output.h"
#include "cli/search_flags.h"
#include "cli/unknown_symbols.h"
#include "cli/verbs.h"
#include "elman/data/text_pairs.h"
#include "elman/decode/predictor.h"
#include "elman/error.h"
#include "elman/io/model_file.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

struct EvalVerb {
  std::string model_path;
  std::string data_path;
  DataFlags data;
  bool json = false;
  std::size_t confusions = 10;
  SearchFlags flags;
};

// What is told of an evaluation, on paper or as JSON.
struct Report {
  decode::Evaluation evaluation;
  std::size_t lines = 0;
  std::size_t cut = 0;
  UnknownSymbols unknown;
};

std::vector<data::TextPair> read_pairs(const EvalVerb& verb, const text::TextFormat& format) {
  data::PairOptions options = data::pair_options(format, pair_options(verb.data).columns);
  options.skip_bad_lines = verb.data.skip_bad_lines;
  data::TextPairs read = data::read_text_pairs(verb.data_path, options);
  report_skipped(read, verb.data_path);
  if (read.format.features != format.features) {
    throw UsageError(fmt::format(
        "{}: found {} column of features, expected {}, as the model was trained; name the "
        "columns with --columns ({})",
        verb.data_path, format.features ? "no" : "a", format.features ? "one" : "none", data::describe(read.columns)));
  }
  return std::move(read.pairs);
}

Report evaluate(const EvalVerb& verb) {
  const model::TextSeq2Seq model = io::load_model(verb.model_path);
  const std::vector<data::TextPair> pairs = read_pairs(verb, model.format);
  const std::vector<data::SourceGroup> groups = data::group_by_source(pairs);
  const decode::Predictor predictor(model, {.search = verb.flags.search}, verb.flags.threads);
  Report report{predictor.evaluate(groups), pairs.size(), 0, {}};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const decode::Prediction& prediction = report.evaluation.predictions[i];
    report.unknown.add(prediction.unknown, groups[i].line);
    report.cut += prediction.best().cut ? 1 : 0;
  }
  return report;
}

std::string shown(const std::string& symbol) { return symbol.empty() ? "nothing" : text::display(symbol); }

std::string as_text(const EvalVerb& verb, const Report& report) {
  const decode::Score& score = report.evaluation.score;
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "WER    {:6.2f} %   {} of {} words wrong, {} lines\n", score.wer(), score.wrong, score.words,
                 report.lines);
  fmt::format_to(out, "PER    {:6.2f} %   {} edit{} to {} symbols\n", score.per(), score.edits,
                 score.edits == 1 ? "" : "s", score.gold_symbols);
  if (report.cut > 0) fmt::format_to(out, "cut    {} outputs at the length limit\n", report.cut);
  const std::size_t count = std::min(verb.confusions, report.evaluation.confusions.size());
  if (count > 0) fmt::format_to(out, "\ncommonest errors: gold, output\n");
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [edit, times] = report.evaluation.confusions[i];
    fmt::format_to(out, "{:6}   {}, {}\n", times, shown(edit.gold), shown(edit.output));
  }
  return text;
}

std::string as_json(const EvalVerb& verb, const Report& report) {
  const decode::Score& score = report.evaluation.score;
  nlohmann::ordered_json json{{"model", verb.model_path},
                              {"data", verb.data_path},
                              {"beam", verb.flags.search.beam},
                              {"lines", report.lines},
                              {"words", score.words},
                              {"wrong", score.wrong},
                              {"wer", score.wer()},
                              {"gold_symbols", score.gold_symbols},
                              {"edits", score.edits},
                              {"per", score.per()},
                              {"cut", report.cut},
                              {"unknown_symbols", nlohmann::ordered_json::object()},
                              {"confusions", nlohmann::ordered_json::array()}};
  for (const auto& [symbol, seen] : report.unknown.all()) json["unknown_symbols"][symbol] = seen.count;
  const std::size_t count = std::min(verb.confusions, report.evaluation.confusions.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [edit, times] = report.evaluation.confusions[i];
    json["confusions"].push_back({{"gold", edit.gold}, {"output", edit.output}, {"count", times}});
  }
  return json.dump(2) + "\n";
}

void evaluate_and_tell(const EvalVerb& verb) {
  const Report report = evaluate(verb);
  write_out(verb.json ? as_json(verb, report) : as_text(verb, report));
  if (!verb.json) report.unknown.report();
}

}  // namespace

void add_eval(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("eval", "Score a model on lines of source TAB target");
  const auto state = std::make_shared<EvalVerb>();
  verb->add_option("MODEL", state->model_path, "a trained model")->required()->type_name("");
  verb->add_option("TEST.tsv", state->data_path, "pairs to score on; any of several targets of a source is right")
      ->required()
      ->type_name("");
  verb->add_flag("--json", state->json, "the report as JSON");
  verb->add_option("--confusions", state->confusions, "how many of the commonest errors to show")
      ->capture_default_str()
      ->type_name("N");
  add_column_flags(*verb, state->data);
  add_skip_flag(*verb, state->data);
  add_search_flags(*verb, state->flags);
  verb->footer(
      "WER: percent of words whose output equals no target. PER: edits to the nearest target in percent of its "
      "symbols.\nAn empty gold or output in --json's confusions means that a symbol was added or left out.");
  verb->callback([state] { evaluate_and_tell(*state); });
}

}  // namespace elman::cli
