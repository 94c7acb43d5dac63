#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/flags/search_flags.h"
#include "cli/input_lines.h"
#include "cli/show/output.h"
#include "cli/show/talk.h"
#include "cli/show/unknown_symbols.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/tasks/task.h"

namespace elman::cli {
namespace {

constexpr const char* after_help =
    "Reads sources from standard input, one a line (with a model that reads features: source TAB features), and "
    "answers\n"
    "each with a line. With --nbest N, each source has up to N lines, best first:\n"
    "  source TAB prediction TAB natural logarithm of its probability\n"
    "With --alignment, each line is a JSON object: line, source, output (both as symbols, </s> included), text,\n"
    "log_probability, cut (the length limit came before the output's end), and alignment: how much each output symbol\n"
    "looked at each source symbol.\n\n"
    "  echo palabra | elman predict words.elman\n"
    "  elman predict words.elman --beam 5 --nbest 5 < words.txt > pronunciations.tsv\n";

struct PredictVerb {
  explicit PredictVerb(CLI::App& verb) : flags(verb) {}

  std::string model_path;
  OptionFlags flags;
  int nbest = 0;  // 0: the best alone, as plain lines
  bool alignment = false;
};

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::string as_json(const std::string& text) { return printable_json(nlohmann::json(text).dump()); }

std::string as_json(const tasks::Symbols& symbols) {
  std::string list;
  for (const std::string& symbol : symbols) list += (list.empty() ? "" : ",") + as_json(symbol);
  return "[" + list + "]";
}

// Answers on their way to standard output.
class Answers {
 public:
  // Where the next piece of an answer goes.
  std::string& text() { return text_; }
  void flush() {
    if (heard_) heard_ = write_out(text_);
    text_.clear();
  }
  void flush_if_long() {
    if (text_.size() > longest) flush();
  }
  bool heard() const { return heard_; }

 private:
  static constexpr std::size_t longest = std::size_t{1} << 20;  // bytes; an alignment may be as large as the memory
  std::string text_;
  bool heard_ = true;
};

// Text is built from text: a tree of as many numbers takes sixteen times the memory, and cannot be destroyed without
// more of it.
void append_json(const tasks::Prediction& prediction, const tasks::Output& output, std::size_t line, Answers& answers) {
  std::string& text = answers.text();
  tasks::Symbols read = prediction.source;
  tasks::Symbols written = output.symbols;
  if (!read.empty()) {
    read.emplace_back("</s>");
    if (!output.cut) written.emplace_back("</s>");
  }
  const auto out = std::back_inserter(text);
  fmt::format_to(out, R"({{"line":{},"source":{},"output":{},"text":{},"log_probability":{},"cut":{},"alignment":[)",
                 line, as_json(read), as_json(written), as_json(output.text), rounded(output.log_probability),
                 output.cut);
  for (const std::vector<float>& weights : output.alignment) {
    text += &weights == &output.alignment.front() ? "[" : ",[";
    for (const float& weight : weights) {
      fmt::format_to(out, "{}{}", &weight == &weights.front() ? "" : ",", rounded(static_cast<double>(weight)));
    }
    text += "]";
    answers.flush_if_long();
  }
  text += "]}\n";
}

// One run over standard input.
class Session {
 public:
  Session(const tasks::Predictor& predictor, const PredictVerb& verb) : predictor_(predictor), verb_(verb) {}

  void run() {
    std::vector<std::string> lines;
    while (input_.next(lines)) {
      if (!answer(lines)) return;
    }
    report(unknown_);
    if (cut_ > 0) {
      talk("elman: {} output{} cut at the length limit (--max-length)\n", cut_, cut_ == 1 ? "" : "s");
    }
  }

 private:
  // What comes before a line that cannot be read is answered still.
  bool answer(const std::vector<std::string>& lines) {
    const std::size_t first = input_.lines_read() - lines.size() + 1;
    std::vector<tasks::Input> inputs;
    inputs.reserve(lines.size());
    std::exception_ptr trouble;
    try {
      for (const std::string& line : lines) {
        inputs.push_back(predictor_.parse(line, input_.name(), first + inputs.size()));
      }
    } catch (const DataError&) {
      trouble = std::current_exception();
    }
    const std::vector<tasks::Prediction> predictions = predictor_.predict(inputs);
    for (std::size_t i = 0; i < predictions.size(); ++i) show(lines[i], predictions[i], first + i);
    answers_.flush();
    if (trouble) std::rethrow_exception(trouble);
    return answers_.heard();
  }

  void show(const std::string& line, const tasks::Prediction& prediction, std::size_t number) {
    std::string& text = answers_.text();
    unknown_.add(prediction.unknown, number);
    for (const tasks::Output& output : prediction.outputs) {
      cut_ += output.cut ? 1 : 0;
      if (verb_.alignment) {
        append_json(prediction, output, number, answers_);
      } else if (verb_.nbest > 0) {
        fmt::format_to(std::back_inserter(text), "{}\t{}\t{:.4f}\n", line, output.text, output.log_probability);
      } else {
        text.append(output.text).push_back('\n');
      }
    }
  }

  const tasks::Predictor& predictor_;
  const PredictVerb& verb_;
  InputLines input_{STDIN_FILENO, "stdin"};
  Answers answers_;
  tasks::UnknownSymbols unknown_;
  std::size_t cut_ = 0;
};

void predict(const PredictVerb& verb) {
  tasks::PredictorOptions options;
  apply_search_flags(verb.flags, options);
  options.search.nbest = std::max(verb.nbest, 1);
  options.search.alignment = verb.alignment;
  if (!verb.flags.settings().contains("beam")) options.search.beam = std::max(options.search.beam, verb.nbest);
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  refuse_foreign_flags(verb.flags, *model);
  Session(*model->predictor(options), verb).run();
}

}  // namespace

void add_predict(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("predict", "Write what a model makes of each line of standard input");
  const auto state = std::make_shared<PredictVerb>(*verb);
  verb->add_option("MODEL", state->model_path, "a trained model")->required()->type_name("");
  add_search_flags(state->flags);
  verb->add_option("--nbest", state->nbest, "the N best outputs with their log-probabilities (beam: at least N)")
      ->check(CLI::Range(1, 1000).description(""))
      ->type_name("N");
  verb->add_flag("--alignment", state->alignment, "answer in JSON lines with the weights of attention");
  verb->footer(after_help);
  verb->callback([state] { predict(*state); });
}

}  // namespace elman::cli
