// What all pages share.
#pragma once

#include <string>

#include "lessons/course.h"

namespace elman::cli {

struct PageFrame {
  lessons::Language language = lessons::Language::en;
  std::string title = {};
  std::string links = {};   // of the navigation, as HTML
  std::string main = {};    // as HTML
  std::string footer = {};  // as HTML
  std::string script = {};  // what goes before the script: the document, if there is one
};

// The whole page, with style and script inside.
std::string framed(const PageFrame& frame);

// "zh-Hans", "en".
std::string html_language(lessons::Language language);

}  // namespace elman::cli
