// Texts written by a language model.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "elman/decode/sampling.h"
#include "elman/tasks/language_model.h"
#include "elman/text/utf8_progress.h"

namespace elman::tasks {

struct GeneratorOptions {
  std::string prompt = {};             // what the text begins with
  int length = 500;                    // symbols beyond the prompt, at most
  std::vector<std::string> stop = {};  // a text ends before any of these
  decode::SamplingOptions sampling = {};
  int threads = 1;  // results do not depend on it
};

enum class GenerationEnd { length, stop, document, interrupted };
constexpr auto choices(GenerationEnd) {
  return std::array{Choice<GenerationEnd>{GenerationEnd::length, "length"},
                    Choice<GenerationEnd>{GenerationEnd::stop, "stop"},
                    Choice<GenerationEnd>{GenerationEnd::document, "document"},
                    Choice<GenerationEnd>{GenerationEnd::interrupted, "interrupted"}};
}

struct GeneratedSymbol {
  std::string text;
  double log_probability = 0;  // the model's own, without temperature and what is left out
};

struct Generated {
  std::string text;  // without the prompt; whole scalar values of UTF-8 alone
  std::vector<GeneratedSymbol> symbols;
  double log_probability = 0;  // of all of them, and of the document's end if it was reached
  GenerationEnd end = GenerationEnd::length;
};

class Generator {
 public:
  // The model must outlive it. Throws UsageError for options out of range, DataError for a prompt that is not UTF-8.
  Generator(const LanguageModel& model, GeneratorOptions options);

  // Is given what is certain to stay of the text, piece by piece; false ends it.
  using Write = std::function<bool(std::string_view piece)>;
  // Text number `number`, from 0.
  Generated generate(std::uint64_t number, const Write& write = {}) const;

  // The prompt as the model reads it, and its symbols that the model does not know.
  const std::string& prompt() const { return prompt_; }
  const std::vector<std::string>& unknown() const { return unknown_; }

 private:
  void forbid(Scalar* log_probabilities, const text::Utf8Progress& utf8, bool wants_space) const;

  const LanguageModel& model_;
  GeneratorOptions options_;
  std::string prompt_;
  bool owes_space_ = false;  // the prompt ends with the space of the word that comes next
  std::vector<std::int32_t> prompt_ids_;
  std::vector<std::string> unknown_;
  std::shared_ptr<system::ThreadPool> pool_;
};

}  // namespace elman::tasks
