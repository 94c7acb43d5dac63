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
  const std::string text = coding.normalized(line);
  Input input;
  for (const text::TextCoding::Symbol& symbol : coding.split(text)) {
    input.symbols.emplace_back(symbol.text);
    input.ids.push_back(symbol.id);
    if (symbol.id == text::Vocabulary::unknown) input.unknown.emplace_back(symbol.text);
  }
  return input;
}

Input LanguageModelPredictor::input(std::span<const std::string> symbols) const {
  std::string line;
  for (const std::string& symbol : symbols) line += symbol;
  return parse(line, "input", 1);
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
      text::RunningWriter writer(coding, inputs[i].ids.empty());
      for (const std::int32_t id : found.ids) output.symbols.emplace_back(writer.add(id));
      for (const std::string& symbol : output.symbols) output.text += symbol;
      output.log_probability = found.log_probability;
      output.cut = found.cut;
    }
  }
}

}  // namespace elman::tasks
