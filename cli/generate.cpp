#include <unistd.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/flags/option_flags.h"
#include "cli/interruption.h"
#include "cli/show/output.h"
#include "cli/show/unknown_symbols.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/tasks/generator.h"
#include "elman/tasks/task.h"

namespace elman::cli {
namespace {

constexpr const char* after_help =
    "Writes a text that a language model (elman train --task lm) goes on with, symbol by symbol, to standard output.\n"
    "Ctrl-C ends it (exit code 130). The same seed gives the same text, with any number of threads.\n"
    "With --json, each text is a line: prompt, text, end (length, stop, document, interrupted), log_probability, and\n"
    "the symbols with the natural logarithms of their probabilities.\n\n"
    "  elman generate plays.elman --prompt 'ROMEO:' --length 300 --temperature 0.8\n"
    "  elman generate names.elman --count 10\n";

struct GenerateVerb {
  explicit GenerateVerb(CLI::App& verb) : flags(verb) {}

  std::string model_path;
  tasks::GeneratorOptions options;
  std::uint64_t count = 1;
  bool json = false;
  OptionFlags flags;
};

// Bytes that are not UTF-8 by themselves as their numbers.
std::string shown(const std::string& symbol) {
  if (text::find_invalid_utf8(symbol) == std::string::npos) return symbol;
  return text::display(symbol);
}

std::string as_json(const std::string& prompt, const tasks::Generated& generated) {
  auto symbols = nlohmann::ordered_json::array();
  for (const tasks::GeneratedSymbol& symbol : generated.symbols) {
    symbols.push_back({{"symbol", shown(symbol.text)}, {"log_probability", symbol.log_probability}});
  }
  const nlohmann::ordered_json line{{"prompt", prompt},
                                    {"text", generated.text},
                                    {"end", name_of(generated.end)},
                                    {"log_probability", generated.log_probability},
                                    {"symbols", std::move(symbols)}};
  // A prompt for a model of bytes may be any bytes.
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// On a terminal each symbol is shown at once, elsewhere many together.
class Output {
 public:
  bool write(std::string_view piece) {
    waiting_ += piece;
    return waiting_.size() < at_once_ || flush();
  }
  bool flush() {
    const bool written = write_out(waiting_);
    waiting_.clear();
    return written;
  }

 private:
  std::size_t at_once_ = isatty(STDOUT_FILENO) != 0 ? 1 : 4096;
  std::string waiting_;
};

void generate(GenerateVerb& verb) {
  const Fields sampling = fields(verb.options.sampling);
  set_fields(verb.flags.settings(), sampling);
  const std::unique_ptr<tasks::Model> model = tasks::open(verb.model_path);
  const tasks::Generator generator(tasks::as<tasks::LanguageModel>(*model, verb.model_path), verb.options);
  tasks::UnknownSymbols unknown;
  unknown.add(generator.unknown(), 1);
  report(unknown);
  const Interruption interruption;
  Output output;
  for (std::uint64_t number = 0; number < verb.count; ++number) {
    if (!verb.json && !output.write(generator.prompt())) return;
    bool is_read = true;
    const tasks::Generated generated = generator.generate(number, [&](std::string_view piece) {
      is_read = verb.json || output.write(piece);
      return is_read && !Interruption::requested();
    });
    if (!is_read) return;
    const std::string end = verb.json ? as_json(generator.prompt(), generated) : "\n";
    if (!output.write(end)) return;
    if (generated.end == tasks::GenerationEnd::interrupted) {
      output.flush();
      throw Interrupted();
    }
  }
  output.flush();
}

}  // namespace

void add_generate(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("generate", "Let a language model write");
  const auto state = std::make_shared<GenerateVerb>(*verb);
  tasks::GeneratorOptions& options = state->options;
  verb->add_option("MODEL", state->model_path, "a language model")->required()->type_name("");
  verb->add_option("--prompt", options.prompt, "what the text begins with")->type_name("TEXT");
  verb->add_option("--length", options.length, "symbols at most, beyond the prompt")
      ->check(CLI::Range(0, 1'000'000'000).description(""))
      ->capture_default_str()
      ->type_name("N");
  verb->add_option("--stop", options.stop, "the text ends before TEXT; may be given more than once")
      ->allow_extra_args(false)
      ->type_name("TEXT");
  verb->add_option("--count", state->count, "how many texts")->capture_default_str()->type_name("N");
  verb->add_option("--threads", options.threads, "threads; results do not depend on it")
      ->check(CLI::Range(1, 1024).description(""))
      ->capture_default_str()
      ->type_name("N");
  verb->add_flag("--json", state->json, "JSON lines with log-probabilities");
  state->flags.add(fields(options.sampling), "Sampling");
  verb->footer(after_help);
  verb->callback([state] { generate(*state); });
}

}  // namespace elman::cli
