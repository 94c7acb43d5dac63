#include "elman/tasks/text_options.h"

namespace elman::tasks {

Fields fields(TextOptions& options) {
  Fields all = text::fields(options.format);
  all.emplace_back("symbols-of", options.symbols_of,
                   "a model whose parts of words (bpe) are read instead of new ones, so that --lm can go with it");
  all.push_back(Field("merges", options.merges, "of symbols bpe: parts of words to learn; 0: as many as suit the text")
                    .between(0, 1'000'000));
  all.push_back(Field("min-count", options.min_count,
                      "characters that occur less often in training are unknown, such words are spelled; 0: 2 for "
                      "words, 1 for characters")
                    .between(0, 1'000'000'000));
  all.push_back(
      Field("held-out", options.held_out,
            "share of the text that is the dev set if none is given: its middle, or its last documents; about "
            "20,000 characters at most; 0: there is none, and the last epoch is kept")
          .from_to_below(0, 1));
  return all;
}

}  // namespace elman::tasks
