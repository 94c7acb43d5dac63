#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "cli/course/files.h"
#include "cli/course/json.h"
#include "cli/course/lists.h"
#include "cli/course/reading.h"
#include "cli/course/steps.h"
#include "cli/course/text.h"
#include "cli/show/output.h"
#include "cli/show/talk.h"
#include "cli/suggestion.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "lessons/course.h"

namespace elman::cli {
namespace {

using lessons::course_text;
using lessons::Language;

struct LessonVerb {
  std::string name;
  std::string step;
  std::string plots;
  std::string page;
  bool json = false;
  bool slow = false;
  bool terms = false;
  bool no_pager = false;
  Language language = language_of_environment();
  lessons::Settings settings;
};

// NO_COLOR: any value but the empty one says no (no-color.org).
bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return isatty(STDOUT_FILENO) != 0 && !refused && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void announce(const lessons::Lesson& lesson, Language language) {
  if (lesson.seconds < 2) return;
  talk("{}\n", course_text("takes", language, {{"seconds", std::to_string(lesson.seconds)}}));
}

lessons::Document chosen_step(const lessons::Document& document, const std::string& step, Language language) {
  if (step.empty()) return document;
  const bool digits = step.find_first_not_of("0123456789") == std::string::npos && step.size() < 6;
  if (!digits) lessons::refuse(language, "--step", step, course_text("expected-whole-step", language));
  return only_step(document, std::stoi(step));
}

void show(const LessonVerb& verb, const lessons::Document& document) {
  const lessons::Document chosen = chosen_step(document, verb.step, verb.language);
  if (!verb.plots.empty()) write_figures(document, verb.plots);
  if (!verb.page.empty()) write_page(chosen, verb.page);
  if (verb.json) {
    write_out(as_json(chosen));
  } else if (verb.slow) {
    write_slowly(as_text(chosen, {.colour = wants_colour(), .page_breaks = true}), course_text("enter", verb.language));
  } else if (verb.page.empty()) {
    const std::string text = as_text(chosen, {.colour = wants_colour()});
    if (verb.no_pager) write_out(text);
    if (!verb.no_pager) write_paged(text);
  }
}

// Without the name of a lesson: the list, the glossary, or the whole course as pages.
void show_course(const LessonVerb& verb) {
  if (!verb.settings.empty() || !verb.step.empty() || !verb.plots.empty()) {
    throw UsageError(course_text("needs-name", verb.language));
  }
  if (!verb.page.empty()) {
    write_course(verb.page, [](const lessons::Lesson& lesson, Language language) {
      talk("{} {}\n", lesson.name, name_of(language));
    });
  } else if (verb.terms) {
    write_out(verb.json ? glossary_as_json(verb.language) : glossary_as_text(verb.language));
  } else {
    write_out(verb.json ? lessons_as_json(verb.language) : lessons_as_text(verb.language));
  }
}

const lessons::Lesson& chosen_lesson(const LessonVerb& verb) {
  const lessons::Lesson* lesson = lessons::find_lesson(verb.name);
  if (lesson != nullptr) return *lesson;
  std::vector<std::string> names;
  for (const lessons::Lesson& known : lessons::course()) names.emplace_back(known.name);
  const std::string* nearest = nearest_name(verb.name, names);
  if (nearest == nullptr) throw UsageError(course_text("unknown-lesson", verb.language, {{"name", verb.name}}));
  throw UsageError(course_text("unknown-lesson-near", verb.language, {{"name", verb.name}, {"nearest", *nearest}}));
}

void run(const LessonVerb& verb) {
  if (verb.name.empty() || verb.terms) return show_course(verb);
  const lessons::Lesson& lesson = chosen_lesson(verb);
  announce(lesson, verb.language);
  show(verb, lessons::teach(lesson, verb.settings, verb.language));
}

// What the library says in English of files and data comes with a word in the lesson's language.
void run_in_its_language(const LessonVerb& verb) {
  try {
    run(verb);
  } catch (const IoError& error) {
    throw IoError(course_text("file-error", verb.language, {{"reason", error.what()}}));
  } catch (const DataError& error) {
    throw DataError(course_text("data-error", verb.language, {{"reason", error.what()}}));
  }
}

// In English main does it, for all verbs, and knows what may have been meant.
void refuse_extras(const CLI::App& verb, Language language) {
  const std::vector<std::string> extras = verb.remaining();
  if (extras.empty()) return;
  throw UsageError(course_text("no-such-argument", language, {{"found", extras.front()}}));
}

// The help in the language that has been asked for so far.
void describe(CLI::App& verb, Language language) {
  verb.allow_extras(language != Language::en);
  verb.description(course_text("verb-help", language));
  for (const char* name :
       {"NAME", "--lang", "--json", "--html", "--plot", "--step", "--slow", "--no-pager", "--terms"}) {
    const std::string_view key = std::string_view(name).starts_with("--") ? name + 2 : name;
    verb.get_option(name)->description(course_text("help-" + std::string(key), language));
  }
  lessons::LessonOptions options;
  for (const Field& field : fields(options, language)) {
    std::string of;
    for (const lessons::Lesson& lesson : lessons::course()) {
      if (std::ranges::find(lesson.flags, field.name()) == lesson.flags.end()) continue;
      of += (of.empty() ? "" : ", ") + std::string(lesson.name);
    }
    verb.get_option("--" + std::string(field.name()))->description(of + ": " + field.comment());
  }
}

void choose_language(CLI::App& app, LessonVerb& verb, const std::string& name) {
  const std::optional<Language> found = lessons::find_language(name);
  if (!found) lessons::refuse(verb.language, "--lang", name, course_text("expected-language", verb.language));
  verb.language = *found;
  describe(app, verb.language);
}

void add_settings(CLI::App& verb, const std::shared_ptr<LessonVerb>& state) {
  lessons::LessonOptions options;
  for (const Field& field : fields(options, state->language)) {
    const std::string name = field.name();
    CLI::Option* option = nullptr;
    if (field.type() == FieldType::flag) {
      option = verb.add_flag_function("--" + name, [state, name](std::int64_t) { state->settings[name] = "true"; });
    } else {
      option = verb.add_option_function<std::string>(
                       "--" + name, [state, name](const std::string& text) { state->settings[name] = text; })
                   ->type_name("")
                   ->take_last();
    }
    option->group("Lessons");
  }
}

}  // namespace

void add_lesson(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("lesson", "");
  const auto state = std::make_shared<LessonVerb>();
  verb->add_option("NAME", state->name)->type_name("");
  verb->add_option_function<std::string>(
          "--lang", [verb, state](const std::string& name) { choose_language(*verb, *state, name); })
      ->type_name("")
      ->trigger_on_parse();
  verb->add_flag("--json", state->json);
  verb->add_option("--html", state->page)->type_name("");
  verb->add_option("--plot", state->plots)->type_name("");
  verb->add_option("--step", state->step)->type_name("");
  verb->add_flag("--slow", state->slow);
  verb->add_flag("--no-pager", state->no_pager);
  verb->add_flag("--terms", state->terms);
  add_settings(*verb, state);
  describe(*verb, state->language);
  verb->callback([verb, state] {
    refuse_extras(*verb, state->language);
    run_in_its_language(*state);
  });
}

}  // namespace elman::cli
