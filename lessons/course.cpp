#include "lessons/course.h"

#include <algorithm>
#include <numeric>

namespace elman::lessons {

namespace {

// Letters to change, add or drop to get from one name to the other (Levenshtein 1966).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char letter : a) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (letter == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::span<const Lesson> course() {
  static const std::vector<Lesson> lessons = {
      {"srn", srn_texts, srn, {"inputs", "recurrent-weight"}},
      {"srn-tanh", srn_tanh_texts, srn_tanh, {"inputs", "recurrent-weight", "carry-state"}},
      {"cell", cell_texts, cell, {"inputs", "recurrent-weight"}},
      {"rnn", rnn_texts, rnn, {"inputs", "recurrent-weight"}},
      {"hello", hello_texts, hello, {"seed", "seeds"}},
      {"pairs", pairs_texts, pairs, {"seed", "epochs", "placeholder", "arch"}},
      {"lengths", lengths_texts, lengths, {"seed", "epochs", "arch"}},
      {"memory", memory_texts, memory, {"seed", "epochs", "plot"}, 5},
  };
  return lessons;
}

const Lesson& find_lesson(std::string_view name) {
  const std::span<const Lesson> lessons = course();
  const auto known =
      std::find_if(lessons.begin(), lessons.end(), [&](const Lesson& lesson) { return lesson.name == name; });
  if (known != lessons.end()) return *known;
  const auto nearest = std::min_element(lessons.begin(), lessons.end(), [&](const Lesson& a, const Lesson& b) {
    return edit_distance(a.name, name) < edit_distance(b.name, name);
  });
  throw UsageError("there is no lesson \"" + std::string(name) + "\"; did you mean " + std::string(nearest->name) +
                   "? elman lesson lists them all");
}

}  // namespace elman::lessons
