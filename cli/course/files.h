// Figures and pages of lessons, as files.
#pragma once

#include <functional>
#include <string>

#include "lessons/course.h"

namespace elman::cli {

// Each figure as LESSON-FIGURE.svg in the folder, which is made if it is not there. Throw IoError.
void write_figures(const lessons::Document& document, const std::string& folder);

// The lesson as a page that needs nothing beside it.
void write_page(const lessons::Document& document, const std::string& path);

// Every lesson in every language, with contents, into the folder; `begins` is told of each.
using LessonListener = std::function<void(const lessons::Lesson&, lessons::Language)>;
void write_course(const std::string& folder, const LessonListener& begins);

}  // namespace elman::cli
