#include "elman/tasks/language_model_predictor.h"

#include <utility>

#include "elman/decode/continuation.h"
#include "elman/text/line_reader.h"

namespace elman::tasks {

LanguageModelPredictor::LanguageModelPredictor(const LanguageModel& model, const PredictorOptions& options)
    : Predictor(options), model_(model) {}

Input LanguageModelPredictor::parse(std::string_view line, std::string_view file, std::size_t number) const {
  const text::TextCoding& coding = model_.coding();
  if (coding.format().symbols != text::TextUnit::byte) text::check_text({.text = line, .file = file, .number = number});
  Symbols symbols;
  text::for_each_symbol(coding.normalized(line), coding.format().symbols,
                        [&](std::string_view symbol) { symbols.emplace_back(symbol); });
  return input(symbols);
}

Input LanguageModelPredictor::input(std::span<const std::string> symbols) const {
  Input input;
  input.symbols.assign(symbols.begin(), symbols.end());
  for (const std::string& symbol : symbols) {
    input.ids.push_back(model_.coding().id(symbol));
    if (input.ids.back() == text::Vocabulary::unknown) input.unknown.push_back(symbol);
  }
  return input;
}

void LanguageModelPredictor::predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                                           std::vector<Prediction>& predictions) const {
  const text::TextCoding& coding = model_.coding();
  const std::int32_t newline = coding.id("\n");
  for (const std::size_t i : chosen) {
    const std::unique_ptr<model::Decoding> text = model_.network().start(1, workspace->pool);
    decode::Continuation line(*text, inputs[i].ids, newline == text::Vocabulary::unknown ? -1 : newline);
    const std::vector<std::vector<decode::Hypothesis>> all = decode::search(line, options().search);
    for (const decode::Hypothesis& found : all.front()) {
      Output& output = predictions[i].outputs.emplace_back();
      for (const std::int32_t id : found.ids) output.symbols.emplace_back(coding.bytes(id));
      for (const std::string& symbol : output.symbols) output.text += symbol;
      output.log_probability = found.log_probability;
      output.cut = found.cut;
    }
  }
}

}  // namespace elman::tasks
