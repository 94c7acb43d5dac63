// How probable a language model finds lines.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/model/text_scoring.h"
#include "elman/tasks/language_model.h"

namespace elman::tasks {

struct ScoredSymbol {
  std::string text;            // of a word at the beginning of a line, without the space that comes before words
  double log_probability = 0;  // natural logarithm, given what is before it
  bool is_end = false;         // the end of a document, which has no text
};

struct ScoredLine {
  std::vector<ScoredSymbol> symbols;  // the line's, and what ends it: a line break or, of documents, their end
  std::vector<std::string> unknown;   // symbols that the model does not know, each time they occur

  double log_probability() const;
};

// What each line is for the others.
enum class LineContext {
  apart,     // each begins anew
  together,  // a text that goes on
};

class LineScorer {
 public:
  // The model must outlive it. Results do not depend on the threads.
  LineScorer(const LanguageModel& model, LineContext context, int threads = 1);
  ~LineScorer();

  // file and the number of the first line (from 1) are for messages. Throws DataError for what is not UTF-8, if the
  // model reads characters.
  std::vector<ScoredLine> score(std::span<const std::string> lines, std::string_view file, std::size_t first_number);

 private:
  struct Encoded;
  Encoded encode(std::string_view line, std::string_view file, std::size_t number) const;
  std::vector<float> score_apart(const std::vector<std::int32_t>& ids) const;

  const LanguageModel& model_;
  std::shared_ptr<system::ThreadPool> pool_;
  std::unique_ptr<model::TextScoring> text_;  // if the lines are together
};

}  // namespace elman::tasks
