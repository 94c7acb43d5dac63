// The lessons of the course, in order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/elman.h"
#include "lessons/document.h"
#include "lessons/texts.h"

namespace elman::lessons {

// What a learner may change. A lesson reads the fields that its flags set.
struct LessonOptions {
  Language language = Language::en;
  std::string inputs = "1 1, 1 1, 2 2";    // one step after the other, two numbers each
  double recurrent_weight = 1;             // of every connection from the state to itself; 0 forgets
  bool carry_state = false;                // start from the state that lesson srn ends with
  std::optional<std::uint64_t> seed = {};  // of what is random
  int epochs = 0;                          // 0: as many as the lesson needs
  int seeds = 100;                         // how many beginnings hello tries
  bool placeholder = false;                // decode as the page's program does, feeding ?
  model::Architecture architecture = model::Architecture::rnn;
};

struct Lesson {
  std::string_view name;
  Texts texts;
  Document (*run)(const LessonOptions& options);
  std::vector<std::string_view> flags;  // of the options that it reads
  int seconds = 0;                      // about how long it takes, if one would notice
};

std::span<const Lesson> course();

// Throws UsageError with the nearest name.
const Lesson& find_lesson(std::string_view name);

Document srn(const LessonOptions& options);
Document srn_tanh(const LessonOptions& options);
Document cell(const LessonOptions& options);
Document rnn(const LessonOptions& options);
Document hello(const LessonOptions& options);
Document pairs(const LessonOptions& options);
Document lengths(const LessonOptions& options);
Document memory(const LessonOptions& options);

}  // namespace elman::lessons
