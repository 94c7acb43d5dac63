// Small taggers, for tests of the model and the task.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/tasks/tagger.h"

namespace elman::test {

// Sentences of the words ab, Ab, c, dab and their tags X and Y, of different lengths.
data::TextPairs tagged_sentences();

// Sizes are small and odd. With letters if the options say so.
std::unique_ptr<tasks::Tagger> small_tagger(model::TaggerOptions options = {}, std::uint64_t seed = 1);

// Every architecture, with a CRF or not, with letters or not, layers and directions.
std::vector<model::TaggerOptions> all_kinds_of_taggers();
std::string describe(const model::TaggerOptions& options);

// A batch of these sentences, and its words if the tagger has letters.
struct TaggedBatch {
  data::Batch batch;
  data::WordBatch words;
  bool has_words = false;

  const data::WordBatch* words_or_null() const { return has_words ? &words : nullptr; }
};
TaggedBatch batch_of(const tasks::Tagger& tagger, const std::vector<std::int32_t>& indices, double word_dropout = 0.5);
// All of them.
TaggedBatch batch_of(const tasks::Tagger& tagger);

}  // namespace elman::test
