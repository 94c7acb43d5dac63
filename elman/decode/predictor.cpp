#include "elman/decode/predictor.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "elman/data/batch.h"

namespace elman::decode {
namespace {

// Where threads have batches of their own: enough for each that all are busy to the end, and of a size at which
// products are no slower than in larger ones.
constexpr std::size_t batches_each = 8;
constexpr std::size_t least_places = 512;

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
  return input(text::parse_source_line(line, model_.format, file, number));
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
  const std::size_t threads = model_.pool ? static_cast<std::size_t>(model_.pool->size()) : 1;
  std::size_t places = 0;
  for (const std::size_t i : order) places += inputs[i].ids.size() * static_cast<std::size_t>(options_.search.beam);
  if (threads == 1 || places < threads * batches_each * least_places) {
    for (const auto batch : cut(inputs, order, options_.batch_places)) {
      predict_batch(inputs, batch, model_.pool, predictions);
    }
    return predictions;
  }
  const std::size_t share = std::max(places / (threads * batches_each), least_places);
  const Batches batches = cut(inputs, order, std::min(share, options_.batch_places));
  std::vector<TextModel::Pool> alone(threads);
  for (TextModel::Pool& pool : alone) pool = std::make_shared<system::ThreadPool>(1);
  model_.pool->run_tasks(static_cast<int>(batches.size()), [&](int task, int worker) {
    predict_batch(inputs, batches[static_cast<std::size_t>(task)], alone[static_cast<std::size_t>(worker)],
                  predictions);
  });
  return predictions;
}

Predictor::Batches Predictor::cut(std::span<const Input> inputs, std::span<const std::size_t> order,
                                  std::size_t most_places) const {
  Batches batches;
  for (std::size_t begin = 0; begin < order.size(); begin += batches.back().size()) {
    const std::size_t places = inputs[order[begin]].ids.size() * static_cast<std::size_t>(options_.search.beam);
    const std::size_t count = std::min(std::max<std::size_t>(most_places / places, 1), order.size() - begin);
    batches.push_back(order.subspan(begin, count));
  }
  return batches;
}

void Predictor::predict_batch(std::span<const Input> inputs, std::span<const std::size_t> chosen,
                              const TextModel::Pool& pool, std::vector<Prediction>& predictions) const {
  std::vector<std::vector<std::int32_t>> sources;
  sources.reserve(chosen.size());
  for (const std::size_t i : chosen) sources.push_back(inputs[i].ids);
  data::SequenceBatch batch;
  data::make_sequence_batch(sources, batch);
  const std::unique_ptr<model::Decoding> decoding = model_.start(batch, pool);
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
  output.text = text::join(output.symbols, model_.format.target);
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
