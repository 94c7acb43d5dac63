#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/show/lesson_json.h"
#include "cli/show/lesson_text.h"
#include "cli/show/output.h"
#include "cli/show/plot.h"
#include "cli/show/wrapping.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "lessons/course.h"

namespace elman::cli {
namespace {

using lessons::Language;

struct LessonVerb {
  std::string name;
  std::string language = "en";
  std::string architecture = "rnn";
  std::string plot_path;
  bool json = false;
  lessons::LessonOptions options;
};

// NO_COLOR: any value but the empty one says no (no-color.org).
bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return isatty(STDOUT_FILENO) != 0 && !refused && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::string list_as_text(Language language) {
  std::string text;
  for (const lessons::Lesson& lesson : lessons::course()) {
    std::string head = padded(lesson.name, 12);
    for (const std::string& line : wrapped(lessons::find_text(lesson.texts, "summary", language), 66)) {
      text.append("  ").append(head).append(line).append("\n");
      head = padded("", 12);
    }
  }
  text += "\n";
  for (const std::string& line : wrapped(lessons::find_text(lessons::course_texts, "how", language), 80)) {
    text += line + "\n";
  }
  return text;
}

std::string list_as_json(Language language) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const lessons::Lesson& lesson : lessons::course()) {
    list.push_back({{"name", lesson.name},
                    {"title", lessons::find_text(lesson.texts, "title", language)},
                    {"summary", lessons::find_text(lesson.texts, "summary", language)}});
  }
  return list.dump(2) + "\n";
}

// An option that the lesson does not read would be a silent lie.
void check_flags(const CLI::App& verb, const lessons::Lesson& lesson) {
  for (const CLI::Option* option : verb.get_options()) {
    const bool of_lessons = option->get_group() == "Lessons";
    const std::string name = option->get_single_name();
    if (!of_lessons || option->count() == 0 || std::ranges::find(lesson.flags, name) != lesson.flags.end()) continue;
    std::string known;
    for (const std::string_view flag : lesson.flags) known += fmt::format("{}--{}", known.empty() ? "" : ", ", flag);
    throw UsageError(
        fmt::format("lesson {} has no --{}; it has {}", lesson.name, name, known.empty() ? "none" : known));
  }
}

void write_plot(const lessons::Document& document, const std::string& path) {
  for (const lessons::Block& block : document.blocks) {
    const auto* plot = std::get_if<lessons::Plot>(&block);
    if (plot == nullptr) continue;
    std::ofstream file(path);
    file << plot_svg(*plot);
    file.close();
    if (!file) throw IoError(path + ": cannot be written");
    return;
  }
}

void teach(const CLI::App& app, LessonVerb& verb) {
  const Language language = parse_choice<Language>("language", verb.language);
  verb.options.language = language;
  verb.options.architecture = parse_choice<decltype(verb.options.architecture)>("arch", verb.architecture);
  if (verb.name.empty()) {
    write_out(verb.json ? list_as_json(language) : list_as_text(language));
    return;
  }
  if (verb.options.epochs < 0) {
    throw UsageError(fmt::format("--epochs is {}, expected 0 or more", verb.options.epochs));
  }
  const lessons::Lesson& lesson = lessons::find_lesson(verb.name);
  check_flags(app, lesson);
  if (lesson.seconds > 1) {
    std::string takes(lessons::find_text(lessons::course_texts, "takes", language));
    takes.replace(takes.find("{seconds}"), 9, std::to_string(lesson.seconds));
    fmt::print(stderr, "{}\n", takes);
  }
  const lessons::Document document = lesson.run(verb.options);
  if (!verb.plot_path.empty()) write_plot(document, verb.plot_path);
  const std::string attempts(lessons::find_text(lessons::course_texts, "try", language));
  write_out(verb.json ? as_json(document) : as_text(document, attempts, {.colour = wants_colour()}));
}

}  // namespace

void add_lesson(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("lesson", "Teach recurrent networks, one lesson at a time, with every number");
  const auto state = std::make_shared<LessonVerb>();
  lessons::LessonOptions& options = state->options;
  verb->add_option("NAME", state->name, "the lesson; without it they are listed")->type_name("");
  verb->add_flag("--json", state->json, "the lesson as data");
  verb->add_option("--lang", state->language, "en or zh")->capture_default_str()->type_name("");
  const auto add = [&](const char* name, auto& field, const char* comment) {
    return verb->add_option(name, field, comment)->capture_default_str()->type_name("")->group("Lessons");
  };
  add("--inputs", options.inputs, "srn, srn-tanh, cell, rnn: the sequence, two numbers for each step");
  add("--recurrent-weight", options.recurrent_weight, "srn, srn-tanh, cell, rnn: from the state to itself");
  verb->add_flag("--carry-state", options.carry_state, "srn-tanh: start from the state that srn ends with")
      ->group("Lessons");
  add("--seed", options.seed, "hello, pairs, lengths, memory: of what is random");
  add("--seeds", options.seeds, "hello: how many beginnings are tried");
  add("--epochs", options.epochs, "pairs, memory: how long it learns (0: as the lesson needs)");
  verb->add_flag("--placeholder", options.placeholder, "pairs: decode as the page's program does, feeding ?")
      ->group("Lessons");
  add("--arch", state->architecture, "pairs: rnn, lstm or gru");
  add("--plot", state->plot_path, "memory: write the curves to this SVG file");
  verb->callback([verb, state] { teach(*verb, *state); });
}

}  // namespace elman::cli
