#include "elman/tasks/network_memory.h"

#include <algorithm>
#include <vector>

#include "elman/autograd/recurrent.h"
#include "elman/model/text_scoring.h"
#include "elman/nn/adaptive_softmax.h"

namespace elman::tasks {

namespace {

CheckedSize number(std::int64_t value) { return CheckedSize(static_cast<std::uint64_t>(value)); }

// Of a row of `layers` recurrent layers in one direction, in numbers for each unit: gates, cells and outputs with their
// gradients; between two layers, inputs without what was dropped.
std::int64_t recurrent_units(const model::Seq2SeqOptions& network, int layers) {
  const ops::Cell cell = model::cell_of(network.architecture);
  const int gates = ops::gate_count(cell) * (cell == ops::Cell::gru ? 2 : 1);  // GRU: of both halves
  return std::int64_t{layers} * (gates + 5) + std::int64_t{layers - 1} * 4;
}

// Of a row of a Transformer layer with that many attentions.
CheckedSize transformer_row(const model::Seq2SeqOptions& network, int attentions) {
  const nn::TransformerLayerOptions layer = model::transformer_layer_of(network);
  const int between = layer.activation == nn::Activation::gelu ? 3 : 2;
  return number(layer.size) * number(14 + 8 * attentions) + number(layer.feed_forward) * number(between);
}

// Weights of attention between two positions, as they are and dropped.
CheckedSize attention_pair(const model::Seq2SeqOptions& network) { return number(2 * network.heads); }

CheckedSize transformer_decoder_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch) {
  const CheckedSize width = number(network.hidden_size);
  const CheckedSize layers = number(network.decoder_layers);
  return (layers * transformer_row(network, 2) + width * 10) * batch.target +
         layers * (width * 5 * batch.source +
                   attention_pair(network) * (CheckedSize(batch.target_target) + batch.source_target));
}

// At each pair of positions a node, its gradient, its scores and theirs, and the passes over them in double.
CheckedSize edit_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch) {
  const CheckedSize width = number(network.hidden_size);
  const CheckedSize node = width * 2 + number(network.target_symbols) * 8 + 12;
  return width * 10 * batch.source + width * 8 * batch.target + node * batch.source_target;
}

CheckedSize attention_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch) {
  if (network.attention == model::AttentionKind::none) return 0;
  const std::int64_t at_target = network.attention == model::AttentionKind::additive ? 17 : 13;
  const bool covers = network.coverage_loss > 0;
  const std::int64_t fed_back = network.input_feeding ? 33 : covers ? 8 : 0;  // what is made step by step
  // Weights and their gradient; with coverage, what was looked at before, its offset, and the gradients of both.
  const std::int64_t looks = 3 + (network.pointer ? 2 : 0) + (covers ? 12 : 0);
  return number(3 * model::encoded_size(network) + 2 * network.hidden_size) * batch.source +
         number(network.hidden_size) * number(at_target + fed_back) * batch.target +
         number(looks) * batch.source_target;
}

}  // namespace

CheckedSize encoder_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch) {
  const CheckedSize width = number(network.hidden_size);
  const CheckedSize layers = number(network.encoder_layers);
  if (model::is_transformer_encoder(network)) {
    return (layers * transformer_row(network, 1) + width * 6) * batch.source +
           layers * attention_pair(network) * batch.source_source;
  }
  return number(network.bidirectional ? 2 : 1) * number(recurrent_units(network, network.encoder_layers)) * width *
         batch.source;
}

CheckedSize training_floats(const model::Seq2SeqOptions& network, const data::BatchLoad& batch) {
  const CheckedSize width = number(network.hidden_size);
  const CheckedSize outputs = number(network.target_symbols) * 4;
  const CheckedSize encoder = encoder_floats(network, batch);
  if (model::is_transformer_decoder(network)) {
    return encoder + transformer_decoder_floats(network, batch) + outputs * batch.target;
  }
  const CheckedSize layers = number(recurrent_units(network, network.decoder_layers)) * width * batch.target;
  if (model::is_edit_decoder(network)) return encoder + layers + edit_floats(network, batch);
  return encoder + layers + attention_floats(network, batch) + (width * 4 + outputs) * batch.target;
}

CheckedSize prediction_floats(const model::Seq2SeqOptions& network, const PredictionLoad& load) {
  if (load.sources == 0) return 0;
  const CheckedSize width = number(network.hidden_size);
  const CheckedSize encoded = encoding_floats(network, load.symbols);
  if (!model::is_transformer_decoder(network)) return encoded + width * 4 * load.symbols + width * 25 * load.sources;
  // Keys and values of everything that was written, in memory that grows by doubling.
  const CheckedSize cache = width * 5 * number(network.decoder_layers);
  const auto mean = static_cast<std::int64_t>(load.symbols / load.sources);
  const CheckedSize written = number(model::length_limit(network, mean)) * load.sources;
  return encoded + width * 2 * number(network.decoder_layers) * load.symbols + cache * written;
}

CheckedSize encoding_floats(const model::Seq2SeqOptions& network, std::uint64_t symbols) {
  const std::int64_t row =
      model::is_transformer_encoder(network) ? 10 * std::int64_t{network.hidden_size} : model::encoded_size(network);
  return number(row) * number(network.encoder_layers) * symbols;
}

std::int64_t outputs_of(const model::LanguageModelOptions& network, const data::TextPart& text) {
  std::vector<std::int64_t> bounds = model::cutoffs_of(network);
  if (bounds.empty()) return network.symbols;
  bounds.push_back(network.symbols);
  std::vector<std::int32_t> sample(static_cast<std::size_t>(std::min<std::uint64_t>(text.size(), 1'000'000)));
  text.read(0, sample);
  double outputs = static_cast<double>(bounds.front() + static_cast<std::int64_t>(bounds.size()) - 1);
  std::int64_t features = network.hidden_size;
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    features /= nn::AdaptiveSoftmax::division;
    const auto members = std::count_if(sample.begin(), sample.end(),
                                       [&](std::int32_t id) { return id >= bounds[i] && id < bounds[i + 1]; });
    const std::int64_t each = bounds[i + 1] - bounds[i] + features + network.hidden_size;
    outputs += static_cast<double>(members * each) / static_cast<double>(std::max<std::size_t>(sample.size(), 1));
  }
  return static_cast<std::int64_t>(outputs) + 1;
}

CheckedSize training_floats(const model::LanguageModelOptions& network, std::int64_t outputs, std::uint64_t positions) {
  const CheckedSize width = number(network.hidden_size);
  CheckedSize layer = 0;
  CheckedSize others = width;
  if (model::is_transformer(network)) {
    const CheckedSize feed_forward =
        number(network.feed_forward_size > 0 ? network.feed_forward_size : 4 * network.hidden_size);
    layer = width * 21 + feed_forward * (network.activation == nn::Activation::gelu ? 2 : 1) +
            number(2 * network.heads) * number(network.context);
    others = width * 11;
  } else {
    const ops::Cell cell = model::cell_of(network.architecture);
    layer = width * number(ops::gate_count(cell) * (cell == ops::Cell::gru ? 2 : 1) + 6);
    others = width + number(network.embedding_size) * 2;
    if (network.variational) others = others + width * 2;
    if (network.activation_penalty > 0) others = others + width * 3;
    if (network.change_penalty > 0) others = others + width * 3;
  }
  return (layer * number(network.layers) + others + number(outputs) * 3) * positions;
}

CheckedSize scoring_floats(const model::LanguageModelOptions& network, std::int64_t outputs, std::uint64_t text,
                           std::int32_t segments) {
  const CheckedSize width = number(network.hidden_size);
  const CheckedSize scores = number(outputs) * 2;
  if (!model::is_transformer(network)) {
    const std::uint64_t rows = std::min<std::uint64_t>(text, model::symbols_scored_at_once);
    const std::int64_t gates =
        std::int64_t{ops::gate_count(model::cell_of(network.architecture))} * network.hidden_size;
    // The first layer's gates for each symbol of the table, or for those that occur.
    const bool kept = ops::is_kept_table(network.symbols, gates);
    const CheckedSize table = number(gates) * (kept ? static_cast<std::uint64_t>(network.symbols) : rows);
    return (width * number(7 * network.layers - 6) + number(network.embedding_size) + scores) * rows + table;
  }
  const auto rows = std::min(text, static_cast<std::uint64_t>(segments) * static_cast<std::uint64_t>(network.context));
  return (width * 12 + scores) * rows;
}

}  // namespace elman::tasks
