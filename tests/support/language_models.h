// Small language models, for tests of the model and the task.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "elman/tasks/language_model.h"

namespace elman::test {

// Of the characters a, b, c, blank, line break and é.
text::TextCoding small_coding(text::RunningFormat format = {});

// Sizes are small and odd.
std::unique_ptr<tasks::LanguageModel> small_language_model(model::LanguageModelOptions options = {},
                                                           text::RunningFormat format = {}, std::uint64_t seed = 1);

// Every architecture, with tied embeddings and without, with all regularisers and none, and with an adaptive softmax.
std::vector<model::LanguageModelOptions> all_kinds_of_language_models();

// `count` ids of symbols, the same each time.
std::vector<std::int32_t> some_ids(const tasks::LanguageModel& model, std::size_t count, std::uint64_t seed = 1);

}  // namespace elman::test
