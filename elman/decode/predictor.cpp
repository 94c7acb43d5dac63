#include "elman/decode/predictor.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "elman/data/batch.h"

namespace elman::decode {
namespace {

// Indices of the inputs that have symbols, longest first, equal ones in order.
std::vector<std::size_t> by_length(std::span<const Input> inputs) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].symbols.empty()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return inputs[a].ids.size() > inputs[b].ids.size(); });
  return order;
}

}  // namespace

Predictor::Predictor(TextModel model, const PredictorOptions& options) : model_(std::move(model)), options_(options) {
  check(options_.search);
}

Predictor::Predictor(const model::TextSeq2Seq& model, const PredictorOptions& options, int threads)
    : Predictor(text_model(model, threads), options) {}

Input Predictor::parse(std::string_view line, std::string_view file, std::size_t number) const {
  if (line.empty()) return input({});
  return input(data::parse_source_line(line, model_.format, file, number));
}

Input Predictor::input(std::span<const std::string> symbols) const {
  Input input;
  input.symbols.assign(symbols.begin(), symbols.end());
  input.ids = data::encode_source(symbols, model_.source, &input.unknown);
  return input;
}

std::vector<Prediction> Predictor::predict(std::span<const Input> inputs) const {
  std::vector<Prediction> predictions(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    predictions[i] = {inputs[i].symbols, inputs[i].unknown, {}};
    if (inputs[i].symbols.empty()) predictions[i].outputs.emplace_back();
  }
  const std::vector<std::size_t> order = by_length(inputs);
  for (std::size_t begin = 0; begin < order.size();) {
    const std::size_t places = inputs[order[begin]].ids.size() * static_cast<std::size_t>(options_.search.beam);
    const std::size_t count = std::min(std::max<std::size_t>(options_.batch_places / places, 1), order.size() - begin);
    predict_batch(inputs, std::span(order).subspan(begin, count), predictions);
    begin += count;
  }
  return predictions;
}

void Predictor::predict_batch(std::span<const Input> inputs, std::span<const std::size_t> chosen,
                              std::vector<Prediction>& predictions) const {
  std::vector<std::vector<std::int32_t>> sources;
  sources.reserve(chosen.size());
  for (const std::size_t i : chosen) sources.push_back(inputs[i].ids);
  data::SequenceBatch batch;
  data::make_sequence_batch(sources, batch);
  const std::unique_ptr<model::Decoding> decoding = model_.start(batch);
  std::vector<std::vector<Hypothesis>> found = search(*decoding, options_.search);
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    for (Hypothesis& hypothesis : found[k]) {
      predictions[chosen[k]].outputs.push_back(output(std::move(hypothesis), sources[k].size()));
    }
  }
}

Output Predictor::output(Hypothesis hypothesis, std::size_t source_length) const {
  Output output;
  output.symbols = model_.target.symbols(hypothesis.ids);
  output.text = data::join(output.symbols, model_.format.target);
  output.log_probability = hypothesis.log_probability;
  output.cut = hypothesis.cut;
  output.alignment = std::move(hypothesis.alignment);
  for (std::vector<float>& row : output.alignment) row.resize(source_length);  // the batch may have longer sources
  return output;
}

std::vector<Prediction> Predictor::predict(std::span<const std::string> lines, std::string_view file) const {
  std::vector<Input> inputs;
  inputs.reserve(lines.size());
  for (const std::string& line : lines) inputs.push_back(parse(line, file, inputs.size() + 1));
  return predict(inputs);
}

Prediction Predictor::predict(std::string_view line) const {
  const Input only = parse(line, "input", 1);
  return std::move(predict(std::span(&only, 1)).front());
}

Evaluation Predictor::evaluate(std::span<const data::SourceGroup> groups) const {
  std::vector<Input> inputs;
  inputs.reserve(groups.size());
  for (const data::SourceGroup& group : groups) inputs.push_back(input(group.source));
  Evaluation evaluation;
  evaluation.predictions = predict(inputs);
  Scorer scorer;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    scorer.add(evaluation.predictions[i].best().symbols, groups[i].targets);
  }
  evaluation.score = scorer.score();
  evaluation.confusions = scorer.confusions(std::numeric_limits<std::size_t>::max());
  return evaluation;
}

Evaluation Predictor::evaluate(std::span<const data::TextPair> pairs) const {
  return evaluate(data::group_by_source(pairs));
}

}  // namespace elman::decode
