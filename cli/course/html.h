// Lessons as pages that need nothing beside them: no network, no server, no other file.
#pragma once

#include <string>

#include "lessons/course.h"

namespace elman::cli {

// The page of a lesson. in_course: beside it lie the pages of the others, LESSON.html, and contents, index.html; the
// other languages' are in ../en, ../zh.
std::string page_of(const lessons::Document& document, bool in_course);

// The contents of the course in one language, and its glossary.
std::string contents_page(lessons::Language language);
std::string glossary_page(lessons::Language language);
// The way in, in all languages.
std::string entrance_page();

}  // namespace elman::cli
