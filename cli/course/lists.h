// What there is in the course: its lessons, its glossary.
#pragma once

#include <string>

#include "lessons/course.h"

namespace elman::cli {

std::string lessons_as_text(lessons::Language language);
// [{"name", "title", "summary", "flags"}]
std::string lessons_as_json(lessons::Language language);

std::string glossary_as_text(lessons::Language language);
// {"terms": [{"en", "zh", "meaning", "lesson"}], "page": [{"section", "line", "lesson", "where"}]}
std::string glossary_as_json(lessons::Language language);

// LC_ALL, LC_MESSAGES, LANG: the first that is set decides; English for a language that the course does not speak.
lessons::Language language_of_environment();

}  // namespace elman::cli
