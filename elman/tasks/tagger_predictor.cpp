#include "elman/tasks/tagger_predictor.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "elman/autograd/tape.h"
#include "elman/data/encoded_pairs.h"
#include "elman/decode/viterbi.h"

namespace elman::tasks {

TaggerPredictor::TaggerPredictor(const Tagger& tagger, const PredictorOptions& options)
    : Predictor(options), tagger_(tagger) {}

Input TaggerPredictor::parse(std::string_view line, std::string_view file, std::size_t number) const {
  if (line.empty()) return input({});
  return input(text::parse_source_line(line, tagger_.coding().format, file, number));
}

Input TaggerPredictor::input(std::span<const std::string> symbols) const {
  Input input;
  input.symbols.assign(symbols.begin(), symbols.end());
  const std::optional<WordCoding>& words = tagger_.words();
  input.ids = data::encode_source(symbols, tagger_.coding().source, words ? nullptr : &input.unknown);
  if (words) {
    for (const std::string& word : symbols) spell(word, *words, 0, &input.unknown);
  }
  return input;
}

data::WordBatch TaggerPredictor::words_of(const data::SequenceBatch& source, std::span<const Input> inputs,
                                          Chosen chosen) const {
  const WordCoding& coding = *tagger_.words();
  const int longest_suffix = tagger_.network().options().longest_suffix;
  std::vector<data::SpelledWord> words{spelled_end(longest_suffix)};
  std::unordered_map<std::string, std::int32_t> number_of;
  std::vector<std::int32_t> number(source.ids.size());
  for (std::int32_t step = 0; step < source.steps; ++step) {
    for (std::int32_t index = 0; index < source.alive[step]; ++index) {
      const Symbols& symbols = inputs[chosen[source.order[index]]].symbols;
      std::int32_t& of_row = number[source.first[step] + index];
      if (static_cast<std::size_t>(step) == symbols.size()) continue;  // </s>, word number 0
      const std::string& word = symbols[step];
      const auto [known, is_new] = number_of.try_emplace(word, static_cast<std::int32_t>(words.size()));
      if (is_new) words.push_back(spell(word, coding, longest_suffix));
      of_row = known->second;
    }
  }
  data::WordBatch batch;
  batch.fill(words, number);
  return batch;
}

void TaggerPredictor::predict_batch(std::span<const Input> inputs, Chosen chosen, const Workspace& workspace,
                                    std::vector<Prediction>& predictions) const {
  const data::SequenceBatch batch = batch_of(inputs, chosen);
  data::WordBatch words;
  if (tagger_.words()) words = words_of(batch, inputs, chosen);
  const system::FlushDenormals flush;
  Tape& tape = workspace->batch;
  tape.reset();
  const Tensor& emissions = tagger_.network().emissions(tape, batch, tagger_.words() ? &words : nullptr).value();
  for (std::int32_t index = 0; index < batch.count; ++index) {
    predictions[chosen[batch.order[index]]].outputs = outputs(emissions, batch, index);
  }
}

std::vector<Output> TaggerPredictor::outputs(const Tensor& emissions, const data::SequenceBatch& source,
                                             std::int32_t index) const {
  const model::Tagger& network = tagger_.network();
  const auto tags = static_cast<std::size_t>(model::tag_count(network.options()));
  std::vector<Scalar> own;
  for (std::int32_t step = 0; step + 1 < source.lengths[index]; ++step) {
    const auto row = emissions.span().subspan(static_cast<std::size_t>(source.first[step] + index) * tags, tags);
    own.insert(own.end(), row.begin(), row.end());
  }
  decode::TagScores scores;
  scores.tags = static_cast<int>(tags);
  scores.emissions = own;
  if (const nn::LinearChainCrf* crf = network.crf()) {
    scores.transitions = crf->transitions.value().span();
    scores.start = crf->start_transitions.value().span();
    scores.end = crf->end_transitions.value().span();
  }
  std::vector<Output> outputs;
  for (decode::TagSequence& found : decode::best_tags(scores, options().search.nbest)) {
    for (std::int32_t& id : found.ids) id += text::Vocabulary::special_count;
    Output& output = outputs.emplace_back();
    output.symbols = tagger_.coding().target.symbols(found.ids);
    output.text = text::target_text(output.symbols, tagger_.coding().format);
    output.log_probability = found.log_probability;
  }
  return outputs;
}

}  // namespace elman::tasks
