#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags/option_flags.h"
#include "cli/flags/pair_flags.h"
#include "cli/flags/search_flags.h"
#include "cli/show/correlation_plot.h"
#include "cli/show/json_lines.h"
#include "cli/show/output.h"
#include "cli/show/talk.h"
#include "cli/show/unknown_symbols.h"
#include "cli/show/wrapping.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/io/hash.h"
#include "elman/printable.h"
#include "elman/system/atomic_file.h"
#include "elman/tasks/task.h"
#include "elman/text/text_file.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

struct EvalVerb {
  explicit EvalVerb(CLI::App& verb) : flags(verb) {}

  std::string model_path;
  std::string data_path;
  std::string plot_path;
  std::string output_path;
  bool json = false;
  std::size_t confusions = 10;
  OptionFlags flags;
};

std::string shown(const std::string& symbol) { return symbol.empty() ? "nothing" : text::display(symbol); }

// Columns as wide as their widest cell; the first at the left, numbers at the right.
std::string as_text(const tasks::ReportTable& table) {
  std::vector<std::vector<std::string>> rows = table.rows;
  rows.insert(rows.begin(), table.columns);
  std::vector<std::size_t> widths(table.columns.size());
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text::display_width(row[i]));
  }
  std::string text = table.title + "\n";
  for (const std::vector<std::string>& row : rows) {
    text += "  " + padded(row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) text += "  " + right_aligned(row[i], widths[i]);
    text += "\n";
  }
  return text;
}

std::string as_text(const tasks::Report& report, std::size_t most_confusions) {
  std::string text;
  const auto out = std::back_inserter(text);
  std::size_t width = 6;
  for (const tasks::Measure& measure : report.measures) width = std::max(width, measure.name.size());
  for (const tasks::Measure& measure : report.measures) {
    const std::string interval = measure.interval
                                     ? fmt::format(" ({:.{}f} to {:.{}f})", measure.interval->low, measure.decimals,
                                                   measure.interval->high, measure.decimals)
                                     : "";
    fmt::format_to(out, "{:{}} {:6.{}f} {}{}   {}\n", measure.name, width, measure.value, measure.decimals,
                   measure.unit, interval, measure.explanation);
  }
  for (const tasks::ReportTable& table : report.tables) text += "\n" + as_text(table);
  if (report.cut > 0) fmt::format_to(out, "cut    {} outputs at the length limit\n", report.cut);
  const std::size_t count = std::min(most_confusions, report.confusions.size());
  if (count > 0) fmt::format_to(out, "\ncommonest errors: gold, output\n");
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [edit, times] = report.confusions[i];
    fmt::format_to(out, "{:6}   {}, {}\n", times, shown(edit.gold), shown(edit.output));
  }
  return text;
}

// beam: 0 for a model that does not search.
std::string as_json(const EvalVerb& verb, int beam, const tasks::Report& report) {
  nlohmann::ordered_json json{{"model", verb.model_path}, {"data", verb.data_path}};
  if (beam > 0) json["beam"] = beam;
  for (const FieldValue& number : report.numbers) json[number.name] = nlohmann::ordered_json::parse(number.text);
  json["cut"] = report.cut;
  json["unknown_symbols"] = nlohmann::ordered_json::object();
  for (const auto& [symbol, seen] : report.unknown.all()) json["unknown_symbols"][symbol] = seen.count;
  json["confusions"] = nlohmann::ordered_json::array();
  const std::size_t count = std::min(verb.confusions, report.confusions.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [edit, times] = report.confusions[i];
    json["confusions"].push_back({{"gold", edit.gold}, {"output", edit.output}, {"count", times}});
  }
  return json_lines(json);
}

// Scores on words that were learnt say nothing about others.
void warn_of_known_data(const EvalVerb& verb, const tasks::Model& model) {
  const std::string sha256 = io::sha256(text::TextFile(verb.data_path).file());
  for (const char* part : {"train", "dev"}) {
    const auto found = model.provenance.find(std::string(part) + "-sha256");
    if (found == model.provenance.end() || found->second != sha256) continue;
    talk("elman: warning: {} is the file that the model was {}: what it has never seen would score worse\n",
         printable(verb.data_path), part == std::string("train") ? "trained on" : "chosen by");
  }
}

// source, features if the model reads them, gold targets with " | " between, prediction, log-probability, edits, and
// confidence if the model has it.
std::string as_table(const std::vector<tasks::EvaluatedLine>& lines) {
  const bool features =
      std::any_of(lines.begin(), lines.end(), [](const auto& line) { return !line.features.empty(); });
  const bool sure = std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.confidence; });
  std::string table = features ? "source\tfeatures\tgold\tprediction\tlog_probability\tedits"
                               : "source\tgold\tprediction\tlog_probability\tedits";
  table += sure ? "\tconfidence\n" : "\n";
  for (const tasks::EvaluatedLine& line : lines) {
    std::string golds;
    for (const std::string& gold : line.golds) golds.append(golds.empty() ? "" : " | ").append(gold);
    fmt::format_to(std::back_inserter(table), "{}{}\t{}\t{}\t{:.4f}\t{}", line.source,
                   features ? "\t" + line.features : "", golds, line.prediction, line.log_probability,
                   line.score.edits);
    if (sure) fmt::format_to(std::back_inserter(table), "\t{:.4f}", line.confidence.value_or(0));
    table += "\n";
  }
  return table;
}

void evaluate(const EvalVerb& verb) {
  tasks::EvaluationRequest request{.path = verb.data_path, .data = pair_options(verb.flags)};
  set_fields(verb.flags.settings(), fields(request.series));
  apply_search_flags(verb.flags, request.predictor);
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  refuse_foreign_flags(verb.flags, *model);
  std::error_code unknown;  // what cannot be looked at is complained about when it is read
  const bool from_file = verb.data_path != "-" && std::filesystem::is_regular_file(verb.data_path, unknown);
  if (from_file) warn_of_known_data(verb, *model);
  if (!verb.output_path.empty()) system::require_writable(verb.output_path);
  const tasks::Report report =
      model->evaluate(request, [](const std::string& line) { talk("{}\n", printable(line, longest_message)); });
  if (!verb.output_path.empty()) {
    if (report.lines.empty()) {
      throw UsageError(
          fmt::format("--output: a model of kind {} writes no lines of its own; leave it out", model->kind()));
    }
    system::write_file_atomically(verb.output_path, as_table(report.lines));
  }
  const std::vector<std::string_view> used = model->used_options();
  const bool searches = std::find(used.begin(), used.end(), "beam") != used.end();
  const int beam = searches ? request.predictor.search.beam : 0;
  write_out(verb.json ? as_json(verb, beam, report) : as_text(report, verb.confusions));
  if (!verb.json) cli::report(report.unknown);
  if (verb.plot_path.empty()) return;
  if (report.correlograms.empty()) {
    throw UsageError("--plot: there is nothing to draw, expected a forecaster and more than 50 rows of series");
  }
  system::write_file_atomically(verb.plot_path, correlations_svg(report.correlograms));
}

}  // namespace

void add_eval(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("eval", "Score a model on lines of source TAB target, or on series");
  const auto state = std::make_shared<EvalVerb>(*verb);
  verb->add_option("MODEL", state->model_path, "a trained model")->required()->type_name("");
  verb->add_option("TEST", state->data_path,
                   "pairs to score on; any of several targets of a source is right. Or a table of series")
      ->required()
      ->type_name("");
  verb->add_option("--output", state->output_path, "write each source with gold, prediction, log-probability and edits")
      ->type_name("FILE.tsv");
  verb->add_flag("--json", state->json, "the report as JSON");
  verb->add_option("--plot", state->plot_path, "of series: correlations of errors with their past and inputs, as SVG")
      ->type_name("FILE");
  verb->add_option("--confusions", state->confusions, "how many of the commonest errors to show")
      ->capture_default_str()
      ->type_name("N");
  add_pair_flags(state->flags, {"format", "columns", "header", "skip-bad-lines"});
  add_search_flags(state->flags);
  tasks::SeriesEvaluation series;
  state->flags.add(fields(series), "Series");
  verb->footer(
      "WER: percent of words whose output equals no target. PER: edits to the nearest target in percent of its "
      "symbols. In brackets: a 95 % interval (bootstrap over the words).\nOf taggers, "
      "the accuracy of tags and of whole lines, and F1 of spans (B-X, I-X) or of morphs (B, I).\n"
      "An empty gold or output in --json's confusions means that a symbol was added or left out.");
  verb->callback([state] { evaluate(*state); });
}

}  // namespace elman::cli
