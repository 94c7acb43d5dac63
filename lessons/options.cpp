#include "lessons/options.h"

#include <algorithm>
#include <string>

#include "lessons/page.h"

namespace elman::lessons {

namespace {

// Of a literal, so that it ends in a null.
const char* help(std::string_view name, Language language) { return find_text(option_texts, name, language).data(); }

}  // namespace

Fields fields(LessonOptions& options, Language language) {
  const auto of = [&](const char* name, auto& value) { return Field(name, value, help(name, language)); };
  return {
      of("inputs", options.inputs),
      of("weights", options.weights),
      of("recurrent-weight", options.recurrent_weight).between(-10, 10),
      of("nonlinearity", options.nonlinearity),
      of("bias", options.bias).between(-10, 10),
      of("carry-state", options.carry_state),
      of("seed", options.seed).at_least(0),
      of("seeds", options.seeds).between(0, 10000),
      of("word", options.word),
      of("target", options.target),
      of("epochs", options.epochs).between(1, 100000),
      of("updates", options.updates).between(1, 100000),
      of("learning-rate", options.learning_rate).between(1e-6, 10),
      of("hidden-size", options.hidden_size).between(0, 1024),
      of("pairs", options.pairs),
      of("text", options.text),
      of("placeholder", options.placeholder),
      of("arch", options.arch),
  };
}

void set_option(LessonOptions& options, std::string_view name, const std::string& text, Language language) {
  LessonOptions changed = options;
  const Fields all = fields(changed, language);
  const auto field = std::ranges::find_if(all, [&](const Field& candidate) { return candidate.name() == name; });
  if (field == all.end()) throw Error("lesson: there is no option " + std::string(name));
  try {
    field->parse("--" + std::string(name), text);
    field->check();
  } catch (const UsageError&) {
    refuse(language, "--" + std::string(name), text,
           std::string(find_text(option_texts, "expected-" + std::string(name), language)));
  }
  options = changed;
}

int hidden_layer_size(const LessonOptions& options) {
  if (options.hidden_size > 0) return options.hidden_size;
  refuse(options.language, "--hidden-size", std::to_string(options.hidden_size),
         std::string(find_text(option_texts, "expected-hidden-layer", options.language)));
}

model::Architecture architecture_of(CellKind kind) {
  switch (kind) {
    case CellKind::rnn:
      return model::Architecture::rnn;
    case CellKind::lstm:
      return model::Architecture::lstm;
    case CellKind::gru:
      return model::Architecture::gru;
  }
  throw Error("lesson: there is no such cell");
}

}  // namespace elman::lessons
