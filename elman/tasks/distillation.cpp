#include "elman/tasks/distillation.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/text/line_reader.h"
#include "elman/text/text_file.h"
#include "elman/train/streams.h"

namespace elman::tasks {

namespace {

const Transducer& transducer_of(const Model& model, const std::string& path) {
  const auto* transducer = dynamic_cast<const Transducer*>(&model);
  if (transducer != nullptr) return *transducer;
  throw UsageError(fmt::format(
      "--distill: {} is a model of kind {}, expected one that was trained on pairs (elman train --task transduce)",
      path, model.kind()));
}

}  // namespace

Distillation::Distillation(const Model& teacher, std::string teacher_path, std::string words)
    : teacher_(transducer_of(teacher, teacher_path)),
      teacher_path_(std::move(teacher_path)),
      words_(std::move(words)) {}

void Distillation::see(const data::TextPair& pair) {
  if (words_.empty()) made_up_.see(pair.source);
}

std::vector<Input> Distillation::inputs(const Predictor& predictor, std::size_t count, std::uint64_t seed) const {
  std::vector<Input> inputs;
  if (words_.empty()) {
    constexpr std::size_t for_each_word = 5;
    constexpr std::size_t most = 20'000;  // unless the user wants more
    if (count == 0) count = std::min(for_each_word * made_up_.seen(), most);
    for (const text::SymbolSequence& word : made_up_.draw(count, Random(seed, train::made_up_words_stream))) {
      inputs.push_back(predictor.input(word.symbols()));
    }
    return inputs;
  }
  const text::TextFile file(words_);
  text::LineReader reader(file);
  for (text::Line line; reader.next(line);) {
    Input input = predictor.parse(line.text, words_, line.number);
    if (!input.symbols.empty()) inputs.push_back(std::move(input));
  }
  if (inputs.empty()) throw DataError(words_ + ": found no words, expected one a line; give another file of --words");
  return inputs;
}

std::string Distillation::make(std::size_t count, std::uint64_t seed, int threads,
                               const std::function<void(const data::TextPair&)>& add) {
  const std::unique_ptr<Predictor> predictor = teacher_.predictor({.search = {}, .threads = threads});
  std::size_t added = 0;
  for (const Prediction& prediction : predictor->predict(inputs(*predictor, count, seed))) {
    const Output& best = prediction.best();
    if (best.cut || best.symbols.empty()) continue;  // the teacher was lost
    add({.source = text::SymbolSequence{prediction.source}, .target = text::SymbolSequence{best.symbols}});
    ++added;
  }
  return fmt::format("distill  {} words {}, with what {} makes of them", added,
                     words_.empty() ? "made up" : "from " + words_, teacher_path_);
}

}  // namespace elman::tasks
