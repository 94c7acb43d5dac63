#include "elman/tasks/transducer_predictor.h"

#include <utility>

#include "elman/data/encoded_pairs.h"

namespace elman::tasks {

TransducerPredictor::TransducerPredictor(Start start, const PairCoding& coding, const PredictorOptions& options)
    : Predictor(options), start_(std::move(start)), coding_(coding) {}

Input TransducerPredictor::parse(std::string_view line, std::string_view file, std::size_t number) const {
  if (line.empty()) return input({});
  return input(text::parse_source_line(line, coding_.format, file, number));
}

Input TransducerPredictor::input(std::span<const std::string> symbols) const {
  Input input;
  input.symbols.assign(symbols.begin(), symbols.end());
  input.ids = data::encode_source(symbols, coding_.source, &input.unknown);
  return input;
}

void TransducerPredictor::predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                                        std::vector<Prediction>& predictions) const {
  const std::unique_ptr<model::Decoding> decoding = start_(batch_of(inputs, chosen), workspace);
  std::vector<std::vector<decode::Hypothesis>> found = decode::search(*decoding, options().search);
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    for (decode::Hypothesis& hypothesis : found[k]) {
      predictions[chosen[k]].outputs.push_back(output(std::move(hypothesis), inputs[chosen[k]].ids.size()));
    }
  }
}

Output TransducerPredictor::output(decode::Hypothesis hypothesis, std::size_t source_length) const {
  Output output;
  output.symbols = coding_.target.symbols(hypothesis.ids);
  output.text = text::join(output.symbols, coding_.format.target);
  output.log_probability = hypothesis.log_probability;
  output.cut = hypothesis.cut;
  output.alignment = std::move(hypothesis.alignment);
  for (std::vector<float>& row : output.alignment) row.resize(source_length);  // the batch may have longer sources
  return output;
}

}  // namespace elman::tasks
