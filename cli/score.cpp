#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "cli/input_lines.h"
#include "cli/show/output.h"
#include "cli/show/talk.h"
#include "cli/show/unknown_symbols.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/tasks/line_scorer.h"
#include "elman/tasks/task.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr const char* after_help =
    "Answers each line with\n"
    "  natural logarithm of its probability, line break included TAB line\n"
    "With --symbols, each symbol has a line:\n"
    "  number of the line TAB symbol TAB surprisal, in bits: -log2 of its probability\n"
    "Line breaks, tabs and invisible symbols are written as code points. --colour shows the lines themselves: the "
    "more\n"
    "surprising a symbol is, the redder its background. Each line is scored by itself; with --together, all lines are\n"
    "one text. At the end, stderr says how many bits a character and a byte took, all lines together.\n\n"
    "  elman score plays.elman lines.txt | sort -n   the least probable first\n";

struct ScoreVerb {
  std::string model_path;
  std::string input_path;  // empty: standard input
  bool symbols = false;
  bool colour = false;
  bool together = false;
  int threads = 1;
};

// Of all lines, so that models of different symbols compare.
class Total {
 public:
  void add(const tasks::ScoredLine& line) {
    nats_ -= line.log_probability();
    for (const tasks::ScoredSymbol& symbol : line.symbols) {
      bytes_ += std::max<std::size_t>(symbol.text.size(), symbol.is_end ? 1 : 0);
      characters_ += symbol.is_end ? 1 : 0;
      for (const char byte : symbol.text) characters_ += (static_cast<unsigned char>(byte) & 0xC0) != 0x80 ? 1 : 0;
    }
  }
  void tell() const {
    if (characters_ == 0) return;
    const double bits = nats_ / std::numbers::ln2;
    talk("elman: {:.4f} bits a character, {:.4f} bits a byte\n", bits / static_cast<double>(characters_),
         bits / static_cast<double>(bytes_));
  }

 private:
  double nats_ = 0;
  std::size_t characters_ = 0;  // line breaks included, or what stands for them
  std::size_t bytes_ = 0;
};

double bits(const tasks::ScoredSymbol& symbol) { return -symbol.log_probability / std::numbers::ln2; }

bool is_shown_as_it_is(const std::string& symbol) {
  return !symbol.empty() && symbol != "\t" && text::find_invalid_utf8(symbol) == std::string::npos &&
         text::display_width(symbol) > 0;
}

std::string shown(const tasks::ScoredSymbol& scored) {
  if (scored.is_end) return "</s>";
  const std::string& symbol = scored.text;
  if (is_shown_as_it_is(symbol)) return symbol;
  return text::find_invalid_utf8(symbol) == std::string::npos ? text::code_points(symbol) : text::display(symbol);
}

// From no colour for nothing to bright red for ten bits and more, in the 256 colours of terminals.
void add_coloured(const tasks::ScoredLine& line, std::string& text) {
  constexpr int shades[] = {0, 52, 88, 124, 160, 196};
  for (const tasks::ScoredSymbol& symbol : line.symbols) {
    if (!is_shown_as_it_is(symbol.text)) continue;
    const int shade = shades[static_cast<std::size_t>(std::clamp(bits(symbol) / 2, 0.0, 5.0))];
    if (shade == 0) {
      text += symbol.text;
    } else {
      fmt::format_to(std::back_inserter(text), "\033[48;5;{}m{}\033[0m", shade, symbol.text);
    }
  }
  text += '\n';
}

void add_symbols(const tasks::ScoredLine& line, std::size_t number, std::string& text) {
  for (const tasks::ScoredSymbol& symbol : line.symbols) {
    fmt::format_to(std::back_inserter(text), "{}\t{}\t{:.4f}\n", number, shown(symbol), bits(symbol));
  }
}

void score(const ScoreVerb& verb) {
  if (verb.symbols && verb.colour) {
    throw UsageError("--symbols and --colour are two forms of the answer; give one of them");
  }
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  tasks::LineScorer scorer(tasks::as<tasks::LanguageModel>(*model, verb.model_path),
                           verb.together ? tasks::LineContext::together : tasks::LineContext::apart, verb.threads);
  InputLines input(verb.input_path);
  tasks::UnknownSymbols unknown;
  Total total;
  std::vector<std::string> lines;
  while (input.next(lines)) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::size_t number = input.lines_read() - lines.size() + 1 + i;
      const tasks::ScoredLine line = scorer.score({&lines[i], 1}, input.name(), number).front();
      unknown.add(line.unknown, number);
      total.add(line);
      std::string text;
      if (verb.colour) {
        add_coloured(line, text);
      } else if (verb.symbols) {
        add_symbols(line, number, text);
      } else {
        text = fmt::format("{:.4f}\t{}\n", line.log_probability(), lines[i]);
      }
      if (!write_out(text)) return;
    }
  }
  report(unknown);
  total.tell();
}

}  // namespace

void add_score(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("score", "Say how probable a language model finds each line");
  const auto state = std::make_shared<ScoreVerb>();
  verb->add_option("MODEL", state->model_path, "a language model")->required()->type_name("");
  verb->add_option("FILE", state->input_path, "lines of text; - or none: standard input")->type_name("");
  verb->add_flag("--symbols", state->symbols, "each symbol and its surprisal, as lines of TSV");
  verb->add_flag("--colour", state->colour, "lines coloured by surprisal");
  verb->add_flag("--together", state->together, "the lines are one text that goes on");
  verb->add_option("--threads", state->threads, "threads; results do not depend on it")
      ->check(CLI::Range(1, 1024).description(""))
      ->capture_default_str()
      ->type_name("N");
  verb->footer(after_help);
  verb->callback([state] { score(*state); });
}

}  // namespace elman::cli
