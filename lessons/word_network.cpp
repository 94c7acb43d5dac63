#include "lessons/word_network.h"

#include <algorithm>

namespace elman::lessons {

namespace {

Tensor identity(std::int64_t size) {
  Tensor tensor({size, size});
  for (std::int64_t i = 0; i < size; ++i) tensor[i * size + i] = 1;
  return tensor;
}

nn::RecurrentOptions layer(int hidden_size) { return {.input_size = letter_count, .hidden_size = hidden_size}; }

// (1, batch, H) with item i the one that was from[i].
Variable reordered(Tape& tape, Variable state, std::span<const std::int32_t> from) {
  if (!state || std::ranges::is_sorted(from)) return state;
  return ops::reshape(tape, ops::index_rows(tape, state, from), state.shape());
}

}  // namespace

namespace {

constexpr std::size_t most_letters = 20;
constexpr std::size_t most_pairs = 100;

bool is_word(const std::string& word) {
  const bool small_letters = std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
  return small_letters && !word.empty() && word.size() <= most_letters;
}

}  // namespace

void refuse_word(const LessonOptions& options, const std::string& option, const std::string& word) {
  refuse(options.language, "--" + option, word,
         std::string(find_text(option_texts, "expected-" + option, options.language)));
}

void check_word(const LessonOptions& options, const std::string& option, const std::string& word) {
  if (!is_word(word)) refuse_word(options, option, word);
}

std::vector<WordPair> chosen_pairs(const LessonOptions& options) {
  if (options.pairs.empty()) return word_pairs;
  std::vector<WordPair> pairs;
  data::PairOptions format;
  format.columns.names = {"source", "target"};
  format.source_symbols = format.target_symbols = text::SymbolKind::character;
  for (const data::TextPair& pair : data::read_text_pairs(options.pairs, format).pairs) {
    const auto joined = [](const text::SymbolSequence& symbols) {
      std::string word;
      for (const std::string_view symbol : symbols) word += symbol;
      return word;
    };
    pairs.push_back({joined(pair.source), joined(pair.target)});
    for (const std::string& word : {pairs.back().source, pairs.back().target}) {
      if (is_word(word)) continue;
      refuse(options.language, options.pairs + ":" + std::to_string(pair.line), word,
             std::string(find_text(option_texts, "expected-pairs", options.language)));
    }
  }
  if (pairs.size() > most_pairs) {
    refuse(options.language, options.pairs, std::to_string(pairs.size()),
           std::string(find_text(option_texts, "expected-pairs-count", options.language)));
  }
  return pairs;
}

std::size_t longest_word(std::span<const WordPair> pairs) {
  std::size_t longest = 0;
  for (const WordPair& pair : pairs) longest = std::max({longest, pair.source.size(), pair.target.size()});
  return longest;
}

std::int32_t number_of(char letter) { return static_cast<std::int32_t>(letters.find(letter)); }

std::vector<std::int32_t> numbers_of(const std::string& word) {
  std::vector<std::int32_t> numbers(word.size());
  std::ranges::transform(word, numbers.begin(), number_of);
  return numbers;
}

std::string filled_up(std::string word, std::size_t length) {
  word.resize(std::max(word.size(), length), '?');
  return word;
}

void fill(WordBatch& batch, std::span<const WordPair> pairs) {
  std::vector<std::vector<std::int32_t>> sources;
  std::vector<std::vector<std::int32_t>> targets;
  for (const WordPair& pair : pairs) {
    sources.push_back(numbers_of(pair.source + 'E'));
    targets.push_back(numbers_of('S' + pair.target));
  }
  data::make_sequence_batch(sources, batch.source);
  data::make_sequence_batch(targets, batch.target_in);
  batch.item.assign(pairs.size(), 0);
  for (std::size_t column = 0; column < pairs.size(); ++column) {
    const auto found = std::ranges::find(batch.source.order, batch.target_in.order[column]);
    batch.item[column] = static_cast<std::int32_t>(found - batch.source.order.begin());
  }
  batch.target_out.clear();
  for (std::int32_t t = 0; t < batch.target_in.steps; ++t) {
    for (std::int32_t column = 0; column < batch.target_in.alive[t]; ++column) {
      const std::string& target = pairs[batch.target_in.order[column]].target;
      const auto at = static_cast<std::size_t>(t);
      batch.target_out.push_back(number_of(at < target.size() ? target[at] : 'E'));
    }
  }
}

WordNetwork::WordNetwork(CellKind cell, int hidden_size, std::uint64_t seed)
    : random_(seed),
      encoder_(model::cell_of(architecture_of(cell)), layer(hidden_size), random_),
      decoder_(model::cell_of(architecture_of(cell)), layer(hidden_size), random_),
      output_(hidden_size, letter_count, true, random_),
      one_hot_(identity(letter_count)) {
  add_module("encoder", encoder_);
  add_module("decoder", decoder_);
  add_module("output", output_);
}

Variable WordNetwork::scores(Tape& tape, const WordBatch& batch) const {
  const Variable one_hot = tape.constant(one_hot_);
  const nn::SequenceOutput read = encoder_.forward_rows(tape, {one_hot, batch.source.ids}, batch.source.live());
  const Variable h = reordered(tape, read.h_n, batch.item);
  const Variable c = reordered(tape, read.c_n, batch.item);
  const nn::SequenceOutput written =
      decoder_.forward_rows(tape, {one_hot, batch.target_in.ids}, batch.target_in.live(), h, c);
  return output_.forward(tape, written.output);
}

Variable WordNetwork::loss(Tape& tape, const WordBatch& batch) const {
  return ops::cross_entropy(tape, scores(tape, batch), batch.target_out);
}

Variable WordNetwork::padded_loss(Tape& tape, const WordPair& pair, std::size_t time, char padding) const {
  const auto padded = [&](std::string word) {
    word.resize(time, padding);
    const Variable rows = ops::index_rows(tape, tape.constant(one_hot_), numbers_of(word));
    return ops::reshape(tape, rows, Shape{static_cast<std::int64_t>(time), 1, letter_count});
  };
  const auto source_length = static_cast<std::int32_t>(pair.source.size() + 1);
  const auto target_length = static_cast<std::int32_t>(pair.target.size() + 1);
  const nn::SequenceOutput read = encoder_.forward(tape, padded(pair.source + 'E'), {&source_length, 1});
  const nn::SequenceOutput written =
      decoder_.forward(tape, padded('S' + pair.target), {&target_length, 1}, read.h_n, read.c_n);
  std::vector<std::int32_t> target = numbers_of(pair.target + 'E');
  target.resize(time, ops::CrossEntropyOptions().ignore);
  return ops::cross_entropy(tape, output_.forward(tape, written.output), target);
}

std::vector<WordNetwork::Said> WordNetwork::answer(const std::string& word, std::size_t limit, bool placeholder) const {
  Tape tape({.record = false});
  const Variable one_hot = tape.constant(one_hot_);
  data::SequenceBatch source;
  const std::vector<std::int32_t> numbers = numbers_of(word + 'E');
  data::make_sequence_batch({&numbers, 1}, source);
  nn::SequenceOutput state = encoder_.forward_rows(tape, {one_hot, source.ids}, source.live());
  std::vector<Said> said;
  char fed = 'S';
  while (said.size() < limit && (said.empty() || said.back().letter != 'E')) {
    const std::int32_t id = number_of(fed);
    const std::int32_t first = 0;
    const std::int32_t alive = 1;
    state = decoder_.forward_rows(tape, {one_hot, {&id, 1}}, {1, &first, &alive}, state.h_n, state.c_n);
    const Variable p = ops::softmax(tape, output_.forward(tape, state.output));
    const std::span<const Scalar> all = p.value().span();
    const auto best = static_cast<std::size_t>(std::ranges::max_element(all) - all.begin());
    said.push_back({fed, letters[best], static_cast<double>(all[best])});
    fed = placeholder ? '?' : letters[best];
  }
  return said;
}

std::vector<double> WordNetwork::context(const std::string& word) const {
  Tape tape({.record = false});
  const std::vector<std::int32_t> numbers = numbers_of(word + 'E');
  data::SequenceBatch source;
  data::make_sequence_batch({&numbers, 1}, source);
  const nn::SequenceOutput read = encoder_.forward_rows(tape, {tape.constant(one_hot_), source.ids}, source.live());
  return {read.h_n.value().span().begin(), read.h_n.value().span().end()};
}

bool has_ended(std::span<const WordNetwork::Said> said) { return !said.empty() && said.back().letter == 'E'; }

std::string text_of(std::span<const WordNetwork::Said> said) {
  std::string text;
  for (const WordNetwork::Said& step : said) {
    if (step.letter != 'E' && step.letter != '?') text += step.letter;
  }
  return text;
}

}  // namespace elman::lessons
