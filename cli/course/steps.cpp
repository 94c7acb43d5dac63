#include "cli/course/steps.h"

#include <algorithm>
#include <string>

#include "cli/course/text.h"
#include "lessons/texts.h"

namespace elman::cli {

int step_count(const lessons::Document& document) {
  int count = 0;
  for (const lessons::Block& block : document.blocks) {
    if (const auto* heading = std::get_if<lessons::Heading>(&block)) count = std::max(count, heading->step);
  }
  return count;
}

lessons::Document only_step(const lessons::Document& document, int step) {
  const lessons::Language language = language_of(document);
  const int count = step_count(document);
  if (count == 0) {
    throw UsageError(lessons::course_text("no-steps", language, {{"lesson", document.lesson}}));
  }
  if (step < 1 || step > count) {
    lessons::refuse(language, "--step", std::to_string(step),
                    lessons::course_text("expected-step", language, {{"count", std::to_string(count)}}));
  }
  lessons::Document one = document;
  one.blocks.clear();
  bool inside = false;
  for (const lessons::Block& block : document.blocks) {
    if (const auto* heading = std::get_if<lessons::Heading>(&block)) inside = heading->step == step;
    if (inside) one.blocks.push_back(block);
  }
  return one;
}

}  // namespace elman::cli
