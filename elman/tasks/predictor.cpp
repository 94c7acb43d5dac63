#include "elman/tasks/predictor.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "elman/error.h"

namespace elman::tasks {
namespace {

// If threads have batches of their own: enough for each that all are busy to the end, and of a size at which
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

Fields fields(PredictorOptions& options) {
  Fields all = fields(options.search);
  all.emplace_back(
      "copy-unknown", options.copy_unknown,
      "on: an unknown word that is written becomes the word of the source that was looked at most; off: no "
      "unknown word is written; auto: on if both sides are words, or pieces of SentencePiece without bytes");
  all.emplace_back("lm", options.language_model, "a language model of lines like the outputs, which has a say in them");
  all.push_back(Field("lm-weight", options.language_model_weight, "what its log-probabilities are multiplied by")
                    .between(0, 100));
  all.push_back(Field("threads", options.threads, "threads; results do not depend on it").between(1, 1024));
  return all;
}

Predictor::Predictor(const PredictorOptions& options)
    : options_(options),
      pool_(std::make_shared<system::ThreadPool>(options.threads)),
      together_(std::make_shared<model::Workspace>(pool_)) {
  check(options.search);
  if (options.threads == 1) return;
  for (int i = 0; i < options.threads; ++i) alone_.push_back(std::make_shared<model::Workspace>(nullptr));
}

data::SequenceBatch Predictor::batch_of(std::span<const Input> inputs, Chosen chosen) {
  std::vector<std::vector<std::int32_t>> sources;
  sources.reserve(chosen.size());
  for (const std::size_t i : chosen) sources.push_back(inputs[i].ids);
  data::SequenceBatch batch;
  data::make_sequence_batch(sources, batch);
  return batch;
}

std::vector<Prediction> Predictor::predict(std::span<const Input> inputs) const {
  std::vector<Prediction> predictions(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].symbols.empty() && inputs[i].ids.empty()) {
      throw UsageError("predict: input " + std::to_string(i) +
                       " has symbols but no ids, expected what parse() or input() makes");
    }
    predictions[i] = {inputs[i].symbols, inputs[i].unknown, {}};
    if (inputs[i].symbols.empty()) predictions[i].outputs.emplace_back();
  }
  const std::vector<std::size_t> order = by_length(inputs);
  const std::size_t threads = static_cast<std::size_t>(pool_->size());
  std::size_t places = 0;
  for (const std::size_t i : order) places += inputs[i].ids.size() * static_cast<std::size_t>(options_.search.beam);
  if (threads == 1 || places < threads * batches_each * least_places) {
    for (const Chosen batch : cut(inputs, order, options_.batch_places)) {
      predict_batch(inputs, batch, together_, predictions);
    }
    return predictions;
  }
  const std::size_t share = std::max(places / (threads * batches_each), least_places);
  const std::vector<Chosen> batches = cut(inputs, order, std::min(share, options_.batch_places));
  pool_->run_tasks(static_cast<int>(batches.size()), [&](int task, int worker) {
    predict_batch(inputs, batches[static_cast<std::size_t>(task)], alone_[static_cast<std::size_t>(worker)],
                  predictions);
  });
  return predictions;
}

std::vector<Predictor::Chosen> Predictor::cut(std::span<const Input> inputs, Chosen order,
                                              std::size_t most_places) const {
  std::vector<Chosen> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += batches.back().size()) {
    const std::size_t places = inputs[order[begin]].ids.size() * static_cast<std::size_t>(options_.search.beam);
    const std::size_t count = std::min(std::max<std::size_t>(most_places / places, 1), order.size() - begin);
    batches.push_back(order.subspan(begin, count));
  }
  return batches;
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

}  // namespace elman::tasks
