#include "lessons/course.h"

#include <algorithm>

#include "lessons/glossary.h"

namespace elman::lessons {

std::span<const Lesson> course() {
  static const std::vector<Lesson> lessons = {
      {"srn",
       srn_texts,
       srn,
       {"inputs", "weights", "recurrent-weight", "nonlinearity", "bias"},
       {{"nonlinearity", "none"}}},
      {"srn-tanh",
       srn_tanh_texts,
       srn_tanh,
       {"inputs", "weights", "recurrent-weight", "nonlinearity", "bias", "carry-state"},
       {}},
      {"cell", cell_texts, cell, {"inputs", "weights", "recurrent-weight", "nonlinearity", "bias"}, {}},
      {"rnn", rnn_texts, rnn, {"inputs", "weights", "recurrent-weight", "nonlinearity", "bias"}, {}},
      {"hello",
       hello_texts,
       hello,
       {"word", "target", "epochs", "learning-rate", "seed", "hidden-size", "seeds"},
       {{"epochs", "15"}}},
      {"pairs",
       pairs_texts,
       pairs,
       {"pairs", "word", "epochs", "learning-rate", "seed", "hidden-size", "arch", "placeholder"},
       {{"word", "mans"}, {"epochs", "5000"}, {"learning-rate", "0.001"}, {"seed", "1"}, {"hidden-size", "128"}}},
      {"lengths",
       lengths_texts,
       lengths,
       {"epochs", "seed", "hidden-size", "arch"},
       {{"epochs", "150"}, {"seed", "1"}, {"hidden-size", "64"}}},
      {"sequence",
       sequence_texts,
       sequence,
       {"inputs", "recurrent-weight"},
       {{"inputs", "2 0, 0 1, -1 0"}, {"recurrent-weight", "0.5"}}},
      {"seq2seq",
       seq2seq_texts,
       seq2seq,
       {"epochs", "seed", "hidden-size", "arch"},
       {{"epochs", "20"}, {"seed", "1"}, {"hidden-size", "32"}, {"arch", "gru"}}},
      {"attention",
       attention_texts,
       attention,
       {"epochs", "seed", "word"},
       {{"epochs", "8"}, {"seed", "1"}, {"word", "abcdefgh"}}},
      {"transformer", transformer_texts, transformer, {"epochs", "seed"}, {{"epochs", "20"}, {"seed", "1"}}},
      {"memories", memories_texts, memories, {"epochs", "seed"}, {{"epochs", "12"}, {"seed", "1"}}},
      {"memory", memory_texts, memory, {"epochs", "seed"}, {{"epochs", "16"}, {"seed", "3"}}, 5},
      {"explode", explode_texts, explode, {"epochs", "seed"}, {{"epochs", "12"}, {"seed", "1"}}},
      {"generate",
       generate_texts,
       generate,
       {"text", "updates", "seed", "hidden-size", "arch"},
       {{"updates", "1000"}, {"seed", "1"}, {"hidden-size", "64"}, {"arch", "gru"}}},
  };
  return lessons;
}

const Lesson* find_lesson(std::string_view name) {
  const std::span<const Lesson> lessons = course();
  const auto known = std::ranges::find(lessons, name, &Lesson::name);
  return known == lessons.end() ? nullptr : &*known;
}

LessonOptions defaults_of(const Lesson& lesson, Language language) {
  LessonOptions options;
  options.language = language;
  for (const auto& [name, text] : lesson.defaults) set_option(options, name, std::string(text), language);
  return options;
}

Document teach(const Lesson& lesson, const Settings& settings, Language language) {
  LessonOptions options = defaults_of(lesson, language);
  for (const auto& [name, text] : settings) {
    if (std::ranges::find(lesson.flags, name) == lesson.flags.end()) {
      std::string known;
      for (const std::string_view flag : lesson.flags) known.append(known.empty() ? "--" : ", --").append(flag);
      throw UsageError(course_text("no-such-flag", language,
                                   {{"lesson", std::string(lesson.name)}, {"flag", name}, {"known", known}}));
    }
    set_option(options, name, text, language);
  }
  Document document = lesson.run(options);
  const std::span<const Lesson> lessons = course();
  const auto place = static_cast<std::size_t>(&lesson - lessons.data());
  document.number = static_cast<int>(place) + 1;
  document.count = static_cast<int>(lessons.size());
  if (place + 1 < lessons.size()) document.next = lessons[place + 1].name;
  document.answers = lines_answered_by(lesson.name, language);
  for (const Field& field : fields(options, language)) {
    if (std::ranges::find(lesson.flags, field.name()) == lesson.flags.end()) continue;
    document.options.push_back({field.name(), field.text()});
  }
  return document;
}

}  // namespace elman::lessons
