#include "elman/tasks/transducer_predictor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "elman/data/encoded_pairs.h"

namespace elman::tasks {

TransducerPredictor::TransducerPredictor(Start start, const PairCoding& coding, const PredictorOptions& options,
                                         const Confidence* confidence, data::UnknownSymbols unknown)
    : Predictor(options), start_(std::move(start)), coding_(coding), confidence_(confidence), unknown_(unknown) {}

bool copies_words(const text::TextFormat& format) {
  const auto has_unknown_words = [](const text::SymbolOptions& side) {
    return side.kind == text::SymbolKind::word || (side.pieces && !side.pieces->spec().byte_fallback);
  };
  return format.source.kind == format.target.kind && has_unknown_words(format.source) &&
         has_unknown_words(format.target);
}

Input TransducerPredictor::parse(std::string_view line, std::string_view file, std::size_t number) const {
  if (line.empty()) return input({});
  return input(text::parse_source_line(line, coding_.format, file, number));
}

Input TransducerPredictor::input(std::span<const std::string> symbols) const {
  Input input;
  input.symbols.assign(symbols.begin(), symbols.end());
  input.ids = data::encode_source(symbols, {coding_.source, coding_.target, unknown_}, &input.unknown);
  return input;
}

void TransducerPredictor::predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                                        std::vector<Prediction>& predictions) const {
  const std::unique_ptr<model::Decoding> decoding = start_(batch_of(inputs, chosen), workspace);
  decode::SearchOptions search = options().search;
  // What an edit decoder has copied can be unknown; then the alignment tells which symbol it is.
  search.alignment |=
      options().copy_unknown == Switch::on ||
      std::any_of(chosen.begin(), chosen.end(), [&](std::size_t i) { return !inputs[i].unknown.empty(); });
  std::vector<std::int32_t> lengths;
  for (const std::size_t i : chosen) lengths.push_back(static_cast<std::int32_t>(inputs[i].ids.size()) - 1);
  std::vector<std::vector<decode::Hypothesis>> found = decode::search(*decoding, search, lengths);
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    for (decode::Hypothesis& hypothesis : found[k]) {
      predictions[chosen[k]].outputs.push_back(output(std::move(hypothesis), inputs[chosen[k]]));
    }
  }
}

namespace {

// The symbol that a step looked at most: of those that are unknown, or of all.
const std::string& copied_symbol(const Input& input, const std::vector<float>& weights, bool known_ones) {
  std::size_t best = input.ids.size();
  for (std::size_t i = 0; i < input.symbols.size(); ++i) {
    if (!known_ones && data::as_read(input.ids[i]) != text::Vocabulary::unknown) continue;
    if (best == input.ids.size() || weights[i] > weights[best]) best = i;
  }
  return input.symbols.at(best);
}

}  // namespace

Output TransducerPredictor::output(decode::Hypothesis hypothesis, const Input& input) const {
  Output output;
  for (std::size_t u = 0; u < hypothesis.ids.size(); ++u) {
    const std::int32_t id = hypothesis.ids[u];
    if (id >= coding_.target.size()) {  // a pointer has copied it
      output.symbols.push_back(input.symbols.at(static_cast<std::size_t>(id - coding_.target.size())));
      continue;
    }
    output.symbols.push_back(coding_.target.symbol(id));
    if (id == text::Vocabulary::unknown) {
      output.symbols[u] = copied_symbol(input, hypothesis.alignment[u], copies_words(coding_.format));
    }
  }
  output.text = text::target_text(output.symbols, coding_.format);
  output.log_probability = hypothesis.log_probability;
  output.cut = hypothesis.cut;
  if (confidence_ != nullptr && confidence_->known()) {
    output.confidence = output.cut ? 0 : confidence_->of(output.log_probability, output.symbols.size());
  }
  if (!options().search.alignment) return output;
  output.alignment = std::move(hypothesis.alignment);
  for (std::vector<float>& row : output.alignment) row.resize(input.ids.size());  // the batch may have longer sources
  return output;
}

}  // namespace elman::tasks
