// What users say of a running text.
#pragma once

#include <string>

#include "elman/fields.h"
#include "elman/text/running_text.h"

namespace elman::tasks {

struct TextOptions {
  text::RunningFormat format = {};
  std::string symbols_of = {};  // a model whose parts of words are read; empty: none
  int merges = 0;               // of bpe; 0: as many as suit the text
  int min_count = 0;            // of a symbol; 0: as suits the symbols
  double held_out = 0.1;
};
Fields fields(TextOptions& options);

}  // namespace elman::tasks
