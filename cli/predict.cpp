#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/answers.h"
#include "cli/flags/search_flags.h"
#include "cli/input_lines.h"
#include "cli/show/talk.h"
#include "cli/show/unknown_symbols.h"
#include "cli/verbs.h"
#include "elman/data/lexicon.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/tasks/task.h"
#include "elman/text/text_file.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr const char* after_help =
    "Reads sources, one a line (with a model that reads features: source TAB features), and answers each with a line.\n"
    "With --nbest N, each source has up to N lines, best first:\n"
    "  source TAB prediction TAB natural logarithm of its probability\n"
    "With --alignment, each line is a JSON object: line, source, output (both as symbols, </s> included), text, "
    "log_probability, confidence, cut (the length limit came before the output's end), and alignment: how much each "
    "output symbol "
    "looked at each source symbol.\n\n"
    "  echo palabra | elman predict words.elman\n"
    "  elman predict words.elman --beam 5 --nbest 5 < words.txt > pronunciations.tsv\n"
    "  elman predict words.elman words.txt --lexicon known.tsv --lower\n"
    "  elman predict words.elman words.txt --precision 0.98\n";

// What becomes of a source with a symbol that the model does not know: it is read as <unk>, left out (an empty answer),
// answered with itself, or an error.
enum class OnUnknown { read, skip, keep, error };

constexpr auto choices(OnUnknown) {
  return std::array{Choice<OnUnknown>{OnUnknown::read, "read"}, Choice<OnUnknown>{OnUnknown::skip, "skip"},
                    Choice<OnUnknown>{OnUnknown::keep, "keep"}, Choice<OnUnknown>{OnUnknown::error, "error"}};
}

struct AnswerOptions {
  std::string lexicon = {};
  bool lower = false;
  OnUnknown on_unknown = OnUnknown::read;
  bool confidence = false;
  double min_probability = 0;
  double precision = 0;
};

Fields fields(AnswerOptions& options) {
  return {
      {"lexicon", options.lexicon, "pairs whose sources are answered as they are there"},
      {"lower", options.lower, "put sources into lower case"},
      {"on-unknown", options.on_unknown,
       "a source with unknown symbols: read as <unk>, skip (an empty line), keep (itself), or error"},
      {"confidence", options.confidence, "behind each output a tab and how probably it is right"},
      Field("min-probability", options.min_probability, "leave out outputs that are less probably right").between(0, 1),
      Field("precision", options.precision,
            "leave out as many outputs as are needed for such a share of right ones, as the dev set says (0: none)")
          .between(0, 1)};
}

struct PredictVerb {
  explicit PredictVerb(CLI::App& verb) : flags(verb) {}

  std::string model_path;
  std::string input_path;  // empty: standard input
  OptionFlags flags;
  int nbest = 0;  // 0: the best alone, as plain lines
  bool alignment = false;
};

// One run over the input.
class Session {
 public:
  Session(const tasks::Predictor& predictor, const PredictVerb& verb, const AnswerOptions& options)
      : predictor_(predictor), verb_(verb), options_(options), input_(verb.input_path), form_(predictor.source_form()) {
    if (!options.lexicon.empty()) lexicon_ = data::Lexicon(text::TextFile(options.lexicon), options.lower);
  }

  void run() {
    std::vector<std::string> lines;
    while (input_.next(lines)) {
      if (!answer(lines)) return;
    }
    report(unknown_);
    if (long_ > 0) {
      talk("elman: {} source{} longer than all that was learnt ({} symbols), the first in line {}: expect errors\n",
           long_, long_ == 1 ? " is" : "s are", form_.longest_learnt, first_long_);
    }
    if (improbable_ > 0) {
      talk("elman: {} output{} left out as less probably right than {:.4g}\n", improbable_, improbable_ == 1 ? "" : "s",
           options_.min_probability);
    }
    if (cut_ > 0) {
      talk("elman: {} output{} cut at the length limit (--max-length)\n", cut_, cut_ == 1 ? "" : "s");
    }
  }

 private:
  // What comes before a line that cannot be read is answered still.
  bool answer(const std::vector<std::string>& lines) {
    const std::size_t first = input_.lines_read() - lines.size() + 1;
    std::vector<tasks::Input> inputs;
    std::vector<std::optional<tasks::Prediction>> ready;  // needs no network
    inputs.reserve(lines.size());
    std::exception_ptr trouble;
    try {
      for (const std::string& line : lines) {
        const std::size_t number = first + inputs.size();
        const std::string read = options_.lower ? lower_source(line, number) : line;
        tasks::Input input = predictor_.parse(read, input_.name(), number);
        ready.push_back(known(read, input, number));
        inputs.push_back(ready.back() ? predictor_.input({}) : std::move(input));
      }
    } catch (const DataError&) {
      trouble = std::current_exception();
      ready.resize(inputs.size());
    }
    const std::vector<tasks::Prediction> predictions = predictor_.predict(inputs);
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      show(lines[i], ready[i] ? *ready[i] : predictions[i], first + i);
    }
    answers_.flush();
    if (trouble) std::rethrow_exception(trouble);
    return answers_.heard();
  }

  // Features stay as they are. Throws DataError for what is not UTF-8.
  std::string lower_source(const std::string& line, std::size_t number) const {
    if (text::find_invalid_utf8(line) != std::string::npos) predictor_.parse(line, input_.name(), number);
    const std::size_t tab = std::min(line.find('\t'), line.size());
    return text::lower_case(line.substr(0, tab)) + line.substr(tab);
  }

  // An answer that is not the network's.
  std::optional<tasks::Prediction> known(const std::string& line, const tasks::Input& input, std::size_t number) {
    tasks::Prediction prediction{input.symbols, {}, {}};
    const auto add = [&prediction](std::string text) {
      tasks::Output output;
      output.text = std::move(text);
      prediction.outputs.push_back(std::move(output));
    };
    if (const std::vector<std::string>* targets = lexicon_.find(line)) {
      const std::size_t most = verb_.nbest > 0 ? static_cast<std::size_t>(verb_.nbest) : 1;
      for (std::size_t i = 0; i < std::min(most, targets->size()); ++i) add((*targets)[i]);
      return prediction;
    }
    if (form_.longest_learnt > 0 && input.symbols.size() > form_.longest_learnt && long_++ == 0) first_long_ = number;
    if (input.unknown.empty() || options_.on_unknown == OnUnknown::read) return std::nullopt;
    if (options_.on_unknown == OnUnknown::error) {
      throw DataError(fmt::format("{}:{}: found {}, expected symbols that the model knows; elman inspect lists them",
                                  input_.name(), number, text::display(input.unknown.front())));
    }
    prediction.unknown = input.unknown;
    add(options_.on_unknown == OnUnknown::keep ? line.substr(0, line.find('\t')) : "");
    return prediction;
  }

  void show(const std::string& line, const tasks::Prediction& prediction, std::size_t number) {
    std::string& text = answers_.text();
    unknown_.add(prediction.unknown, number);
    for (const tasks::Output& output : prediction.outputs) {
      cut_ += output.cut ? 1 : 0;
      const double sure = output.confidence.value_or(std::exp(output.log_probability));
      const bool improbable = sure < options_.min_probability;
      improbable_ += improbable ? 1 : 0;
      if (improbable && (verb_.alignment || verb_.nbest > 0)) continue;
      if (verb_.alignment) {
        append_json(prediction, output, number, answers_);
      } else if (verb_.nbest > 0) {
        const auto columns = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t')) + 1;
        const std::string missing(form_.columns - std::min(form_.columns, columns), '\t');  // of an empty line
        fmt::format_to(std::back_inserter(text), "{}{}\t{}\t{:.4f}", line, missing, output.text,
                       output.log_probability);
      } else if (!improbable) {
        text.append(output.text);
      }
      if (verb_.alignment) continue;
      if (options_.confidence) fmt::format_to(std::back_inserter(text), "\t{:.4f}", sure);
      text.push_back('\n');
    }
  }

  const tasks::Predictor& predictor_;
  const PredictVerb& verb_;
  const AnswerOptions options_;
  InputLines input_;
  const tasks::Predictor::SourceForm form_;
  data::Lexicon lexicon_;
  Answers answers_;
  tasks::UnknownSymbols unknown_;
  std::size_t cut_ = 0;
  std::size_t improbable_ = 0;
  std::size_t long_ = 0;  // sources longer than any that was learnt
  std::size_t first_long_ = 0;
};

// The least confidence that answers have to have for a share of right ones.
double least_confidence(const tasks::Confidence& confidence, double precision) {
  const std::optional<tasks::Confidence::OperatingPoint> at = confidence.at_precision(precision);
  if (!at) {
    throw UsageError(
        fmt::format("--precision {}: no part of the dev set has so many right outputs; ask for less", precision));
  }
  talk(
      "elman: outputs with a confidence of {:.4f} or more are given: {:.1f} % of the dev set, {:.1f} % of them right\n",
      at->least, 100 * at->answered, 100 * at->right);
  return at->least;
}

// Throws UsageError if the model cannot know what the options ask for.
void settle(AnswerOptions& options, const tasks::Model& model, const tasks::PredictorOptions& prediction) {
  if (!options.confidence && options.precision == 0) return;
  const char* option = options.confidence ? "--confidence" : "--precision";
  const tasks::Confidence* confidence = model.confidence();
  if (confidence == nullptr || !prediction.language_model.empty()) {
    throw UsageError(fmt::format(
        "{}: {}; leave it out", option,
        confidence == nullptr ? "the model does not know how often it is right (it was joined from others, had no dev "
                                "set, or is of another task or an older Elman)"
                              : "with --lm nobody knows how often outputs are right"));
  }
  if (options.precision == 0) return;
  if (options.min_probability > 0) {
    throw UsageError("--precision chooses what --min-probability says; give one of them");
  }
  options.min_probability = least_confidence(*confidence, options.precision);
}

void predict(const PredictVerb& verb) {
  tasks::PredictorOptions options;
  apply_search_flags(verb.flags, options);
  options.search.nbest = std::max(verb.nbest, 1);
  options.search.alignment = verb.alignment;
  if (!verb.flags.settings().contains("beam")) options.search.beam = std::max(options.search.beam, verb.nbest);
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  AnswerOptions answers;
  const Fields of_answers = fields(answers);
  refuse_foreign_flags(verb.flags, *model, of_answers);
  set_fields(verb.flags.settings(), of_answers);
  for (const Field& field : of_answers) field.check();
  settle(answers, *model, options);
  Session(*model->predictor(options), verb, answers).run();
}

}  // namespace

void add_predict(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("predict", "Write what a model makes of each line");
  const auto state = std::make_shared<PredictVerb>(*verb);
  verb->add_option("MODEL", state->model_path, "a trained model")->required()->type_name("");
  verb->add_option("FILE", state->input_path, "sources; - or none: standard input")->type_name("");
  add_search_flags(state->flags);
  AnswerOptions answers;
  state->flags.add(fields(answers), "Answers");
  verb->add_option("--nbest", state->nbest, "the N best outputs with their log-probabilities (beam: at least N)")
      ->check(CLI::Range(1, 1000).description(""))
      ->type_name("N");
  verb->add_flag("--alignment", state->alignment, "answer in JSON lines with the weights of attention");
  verb->footer(after_help);
  verb->callback([state] { predict(*state); });
}

}  // namespace elman::cli
