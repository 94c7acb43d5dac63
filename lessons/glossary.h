// The terms of the field that the course uses, and the course's page line by line.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/texts.h"

namespace elman::lessons {

struct Term {
  std::string_view en;
  std::string_view zh;
  std::string_view meaning_en;
  std::string_view meaning_zh;
  std::string_view lesson;  // where it is met
};

// In the order in which they are met.
std::span<const Term> glossary();

// A line or passage of the page that the course goes with, and where it has its counterpart.
struct PageLine {
  int section = 0;  // of the page
  std::string_view en;
  std::string_view zh;
  std::string_view lesson;
  std::string_view where;  // a table, formula or flag there
};
std::span<const PageLine> page_lines();

// Those that have their counterpart in that lesson.
std::vector<std::string> lines_answered_by(std::string_view lesson, Language language);

}  // namespace elman::lessons
