// What predict prints.
#pragma once

#include <cstddef>
#include <string>

#include "elman/tasks/predictor.h"

namespace elman::cli {

// Answers on their way to standard output.
class Answers {
 public:
  // Where the next piece of an answer goes.
  std::string& text() { return text_; }
  void flush();
  void flush_if_long();
  bool heard() const { return heard_; }

 private:
  std::string text_;
  bool heard_ = true;
};

// A line of JSON for one output, with its alignment.
void append_json(const tasks::Prediction& prediction, const tasks::Output& output, std::size_t line, Answers& answers);

}  // namespace elman::cli
