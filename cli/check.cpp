#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/flags/pair_flags.h"
#include "cli/show/json_lines.h"
#include "cli/show/output.h"
#include "cli/verbs.h"
#include "elman/data/inspection.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr const char* after_help =
    "Says what elman train would see, without training: pairs, bad lines, symbols with their code points, the longest\n"
    "items, repeated pairs, sources with several targets, suspicious characters; with --dev, which of its\n"
    "pairs are in DATA.tsv too. Exit code 3 if there are bad lines, else 0.";

struct CheckVerb {
  explicit CheckVerb(CLI::App& verb) : flags(verb) {}

  std::string data_path;
  std::string dev_path;
  bool json = false;
  OptionFlags flags;
};

// A file, and what was found in it.
struct Checked {
  std::string path;
  data::Inspection inspection;
};

using Json = nlohmann::ordered_json;

// ---- As text ----

class Text {
 public:
  template <class... Values>
  void line(const char* title, fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(out_, "{:12}", title);
    fmt::format_to(out_, format, std::forward<Values>(values)...);
    text_.push_back('\n');
  }

  // The first of many things, and how many more there are.
  template <class Things, class Show>
  void list(const Things& things, std::size_t most, Show&& show) {
    for (std::size_t i = 0; i < std::min(most, things.size()); ++i) fmt::format_to(out_, "  {}\n", show(things[i]));
    if (things.size() > most) fmt::format_to(out_, "  and {} more\n", things.size() - most);
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::back_insert_iterator<std::string> out_{text_};
};

// Rare symbols are often mistakes: with the place of the first.
std::string shown(const data::SymbolCount& symbol, const std::string& path) {
  constexpr std::size_t rare = 2;
  const std::string place = symbol.count <= rare ? fmt::format("  {}:{}", path, symbol.first_line) : "";
  return fmt::format("{:8}  {}  {}{}", symbol.count, printable(symbol.symbol), text::code_points(symbol.symbol), place);
}

std::string count_of(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string lines_of(const std::vector<std::size_t>& lines) {
  constexpr std::size_t most = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
  }
  return (lines.size() == 1 ? "line " : "lines ") + text + (lines.size() > most ? ", ..." : "");
}

void add_text(const Checked& checked, Text& text) {
  constexpr std::size_t most = 20;
  const data::Inspection& found = checked.inspection;
  const data::TextPairs& pairs = found.pairs;
  const auto with_code_point = [&checked](const data::SymbolCount& symbol) { return shown(symbol, checked.path); };
  text.line("file", "{}", checked.path);
  text.line("format", "{}: {}{}", name_of(pairs.layout), data::explanation(pairs.layout),
            found.format_chosen ? " (chosen; --format says otherwise)" : "");
  text.line("pairs", "{}; {}", pairs.pairs.size(), printable(data::describe(pairs.columns)));
  text.line("bad lines", "{}", pairs.skipped.size());
  text.list(pairs.skipped, most, [](const data::BadLine& bad) { return bad.message; });
  text.line("longest", "source {} symbols in line {}, target {} in line {}", found.source.symbols, found.source.line,
            found.target.symbols, found.target.line);
  text.line("repeated", "{} pairs occur earlier in the file", found.repetitions.size());
  text.list(found.repetitions, most, [&](const data::Repetition& repetition) {
    return fmt::format("{}:{}: as line {}", checked.path, repetition.line, repetition.first_line);
  });
  text.line("conflicts", "{} sources have several targets", found.conflicts.size());
  text.list(found.conflicts, most, [](const data::Conflict& conflict) {
    return fmt::format("{} in {}", text::display(conflict.source), lines_of(conflict.lines));
  });
  if (!found.several.empty()) {
    text.line("several", "{} with several targets, the first is {}:{}:", count_of(found.several.size(), "line"),
              checked.path, found.several.front());
  }
  text.line("identical", "{} targets are their source{}", found.identical.size(),
            found.identical.empty() ? "" : ": " + lines_of(found.identical));
  text.line("normal form", "{} lines are not in {}, in which they are read{}", found.not_normalized.size(),
            name_of(pairs.format.source.normalization),
            found.not_normalized.empty() ? "" : ": " + lines_of(found.not_normalized));
  text.line("edges", "{} lines have a field that begins or ends with a space{}", found.edge_spaces.size(),
            found.edge_spaces.empty() ? "" : ": " + lines_of(found.edge_spaces));
  text.line("reserved", "{} symbols look like special ones and are kept with a backslash", found.reserved.size());
  text.list(found.reserved, most, with_code_point);
  text.line("suspicious", "{} characters", found.suspicious.size());
  text.list(found.suspicious, most, [&](const data::Suspicious& character) {
    return fmt::format("{}: {}, {} time{}, first at {}:{}:{}", text::code_points(character.character), character.why,
                       character.count, character.count == 1 ? "" : "s", checked.path, character.first.line,
                       character.first.column);
  });
  text.line("source", "{} symbols, by {}", found.source_symbols.size(), name_of(pairs.format.source.kind));
  text.list(found.source_symbols, 200, with_code_point);
  text.line("target", "{} symbols, by {}", found.target_symbols.size(), name_of(pairs.format.target.kind));
  text.list(found.target_symbols, 200, with_code_point);
}

std::string as_text(const std::vector<Checked>& files, const std::optional<data::Leakage>& leakage) {
  Text text;
  for (const Checked& checked : files) add_text(checked, text);
  if (leakage) {
    text.line("leakage", "{} pairs of {} are in {} too{}; {} of its sources are, with this target or another",
              leakage->pairs.size(), files[1].path, files[0].path,
              leakage->pairs.empty() ? "" : ": " + lines_of(leakage->pairs), leakage->sources.size());
  }
  // Last, where people look.
  for (const Checked& checked : files) {
    const data::Inspection& found = checked.inspection;
    for (const std::string& warning : found.warnings) text.line("warning", "{}", printable(warning));
    text.line("summary", "{}: {}, {}, {} repeated, {}, {}", checked.path, count_of(found.pairs.pairs.size(), "pair"),
              count_of(found.pairs.skipped.size(), "bad line"), found.repetitions.size(),
              count_of(found.conflicts.size(), "conflict"), count_of(found.suspicious.size(), "suspicious character"));
  }
  return text.take();
}

// ---- As JSON ----

Json as_json(const std::vector<data::SymbolCount>& symbols) {
  Json list = Json::array();
  for (const data::SymbolCount& symbol : symbols) {
    list.push_back(
        {{"symbol", symbol.symbol}, {"code_points", text::code_points(symbol.symbol)}, {"count", symbol.count}});
  }
  return list;
}

Json as_json(const Checked& checked) {
  const data::Inspection& found = checked.inspection;
  const data::TextPairs& pairs = found.pairs;
  Json json{{"file", checked.path},
            {"format", name_of(pairs.layout)},
            {"pairs", pairs.pairs.size()},
            {"columns", data::describe(pairs.columns)},
            {"source_symbols_by", name_of(pairs.format.source.kind)},
            {"target_symbols_by", name_of(pairs.format.target.kind)},
            {"bad_lines", Json::array()},
            {"longest_source", {{"symbols", found.source.symbols}, {"line", found.source.line}}},
            {"longest_target", {{"symbols", found.target.symbols}, {"line", found.target.line}}},
            {"repeated", Json::array()},
            {"conflicts", Json::array()},
            {"several", found.several},
            {"warnings", found.warnings},
            {"identical", found.identical},
            {"not_normalized", found.not_normalized},
            {"edge_spaces", found.edge_spaces},
            {"reserved", as_json(found.reserved)},
            {"suspicious", Json::array()},
            {"source_symbols", as_json(found.source_symbols)},
            {"target_symbols", as_json(found.target_symbols)}};
  for (const data::BadLine& bad : pairs.skipped)
    json["bad_lines"].push_back({{"line", bad.line}, {"message", bad.message}});
  for (const data::Repetition& pair : found.repetitions) {
    json["repeated"].push_back({{"line", pair.line}, {"first_line", pair.first_line}});
  }
  for (const data::Conflict& conflict : found.conflicts) {
    json["conflicts"].push_back({{"source", conflict.source}, {"lines", conflict.lines}});
  }
  for (const data::Suspicious& character : found.suspicious) {
    json["suspicious"].push_back({{"code_point", text::code_points(character.character)},
                                  {"why", character.why},
                                  {"count", character.count},
                                  {"line", character.first.line},
                                  {"column", character.first.column}});
  }
  return json;
}

std::string as_json(const std::vector<Checked>& files, const std::optional<data::Leakage>& leakage) {
  Json json = as_json(files[0]);
  if (leakage) {
    json["dev"] = as_json(files[1]);
    json["leakage"] = {{"pairs", leakage->pairs}, {"sources", leakage->sources}};
  }
  return json_lines(json);
}

// ---- Doing ----

void check(const CheckVerb& verb) {
  std::vector<Checked> files;
  std::optional<data::Leakage> leakage;
  const data::PairOptions options = reading_of(pair_options(verb.flags));
  files.push_back({verb.data_path, data::inspect(verb.data_path, options)});
  if (!verb.dev_path.empty()) {
    const data::TextPairs& train = files[0].inspection.pairs;
    Checked dev{verb.dev_path, data::inspect(verb.dev_path, data::pair_options(train.format, options.columns))};
    leakage = data::leakage(train.pairs, dev.inspection.pairs.pairs);
    files.push_back(std::move(dev));
  }
  write_out(verb.json ? as_json(files, leakage) : as_text(files, leakage));
  for (const Checked& checked : files) {
    const std::vector<data::BadLine>& bad = checked.inspection.pairs.skipped;
    if (bad.empty()) continue;
    throw DataError(fmt::format("{} bad line{} in {}, the first: {}", bad.size(), bad.size() == 1 ? "" : "s",
                                checked.path, bad.front().message));
  }
}

}  // namespace

void add_check(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("check", "Say what is in a file of pairs, and what is wrong with it");
  const auto state = std::make_shared<CheckVerb>(*verb);
  verb->add_option("DATA.tsv", state->data_path, "lines of source TAB target")->required()->type_name("");
  verb->add_option("--dev", state->dev_path, "pairs that none of DATA.tsv should be among")->type_name("DEV.tsv");
  verb->add_flag("--json", state->json, "the report as JSON, without limits to its lists");
  add_pair_flags(state->flags, {"format", "columns", "header", "source-symbols", "target-symbols", "features-separator",
                                "normalization"});
  verb->footer(after_help);
  verb->callback([state] { check(*state); });
}

}  // namespace elman::cli
