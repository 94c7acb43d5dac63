// The lessons of the course, in order.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "elman/elman.h"
#include "lessons/document.h"
#include "lessons/options.h"
#include "lessons/texts.h"

namespace elman::lessons {

struct Lesson {
  std::string_view name;
  Texts texts;
  Document (*run)(const LessonOptions& options);
  std::vector<std::string_view> flags;                                  // of the options that it reads
  std::vector<std::pair<std::string_view, std::string_view>> defaults;  // where they are the lesson's own
  int seconds = 0;                                                      // about how long it takes, if one would notice
};

std::span<const Lesson> course();

// Null if there is none of that name.
const Lesson* find_lesson(std::string_view name);

// The options that the lesson starts from.
LessonOptions defaults_of(const Lesson& lesson, Language language);

// Gives the lesson with what the learner has set, by the names of flags; its document holds the options and its place
// in the course. Throws UsageError, in that language, for a flag that the lesson does not have or a value out of range.
using Settings = std::map<std::string, std::string>;
Document teach(const Lesson& lesson, const Settings& settings, Language language);

Document srn(const LessonOptions& options);
Document srn_tanh(const LessonOptions& options);
Document cell(const LessonOptions& options);
Document rnn(const LessonOptions& options);
Document hello(const LessonOptions& options);
Document pairs(const LessonOptions& options);
Document lengths(const LessonOptions& options);
Document sequence(const LessonOptions& options);
Document seq2seq(const LessonOptions& options);
Document attention(const LessonOptions& options);
Document transformer(const LessonOptions& options);
Document memories(const LessonOptions& options);
Document memory(const LessonOptions& options);
Document explode(const LessonOptions& options);
Document generate(const LessonOptions& options);

}  // namespace elman::lessons
