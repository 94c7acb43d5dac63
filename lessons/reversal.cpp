#include "lessons/reversal.h"

#include <algorithm>
#include <numeric>

namespace elman::lessons {

namespace {

constexpr std::int32_t begin_symbol = 2;  // <s>
constexpr std::int32_t end_symbol = 3;    // </s>
constexpr std::int32_t first_letter = 4;
constexpr int batch_size = 32;

std::vector<std::int32_t> ids_of(const std::string& word) {
  std::vector<std::int32_t> ids(word.size());
  std::ranges::transform(word, ids.begin(), [](char letter) {
    return first_letter + static_cast<std::int32_t>(reversal_letters.find(letter));
  });
  return ids;
}

std::vector<std::int32_t> source_of(const std::string& word) {
  std::vector<std::int32_t> ids = ids_of(word);
  ids.push_back(end_symbol);
  return ids;
}

std::string random_word(Random& random, std::uint64_t length) {
  std::string word;
  for (std::uint64_t i = 0; i < length; ++i) word += reversal_letters[random.below(reversal_letters.size())];
  return word;
}

void fill(data::Batch& batch, const std::vector<std::string>& words) {
  data::EncodedPairs pairs;
  for (const std::string& word : words) pairs.add(source_of(word), ids_of(reversed(word)));
  std::vector<std::int32_t> all(words.size());
  std::iota(all.begin(), all.end(), 0);
  data::make_batch(pairs, all, batch);
}

// The columns of the largest element of each row.
std::vector<std::int32_t> best_of_rows(const Tensor& values) {
  const std::int64_t columns = values.shape().columns();
  std::vector<std::int32_t> best;
  for (std::int64_t row = 0; row < values.shape().rows(); ++row) {
    const Scalar* begin = values.data() + row * columns;
    best.push_back(static_cast<std::int32_t>(std::max_element(begin, begin + columns) - begin));
  }
  return best;
}

}  // namespace

std::string reversed(std::string word) {
  std::ranges::reverse(word);
  return word;
}

std::vector<std::string> test_words(std::uint64_t seed, int length, int count) {
  Random random(seed, 100 + static_cast<std::uint64_t>(length));
  std::vector<std::string> words;
  for (int i = 0; i < count; ++i) words.push_back(random_word(random, static_cast<std::uint64_t>(length)));
  return words;
}

Reverser::Reverser(const model::Seq2SeqOptions& options, std::uint64_t seed, double learning_rate)
    : random_(seed),
      words_(seed, 1),
      network_(options, random_),
      adam_(network_.parameters(), {.learning_rate = learning_rate}),
      learning_rate_(learning_rate) {}

double Reverser::learn(int updates, int total) {
  Tape tape;
  data::Batch batch;
  double sum = 0;
  for (int update = 0; update < updates; ++update, ++updates_) {
    std::vector<std::string> words;
    for (int i = 0; i < batch_size; ++i) words.push_back(random_word(words_, 1 + words_.below(longest_reversal)));
    fill(batch, words);
    tape.reset();
    const Variable loss = network_.loss(tape, batch);
    tape.backward(loss);
    adam_.set_learning_rate(learning_rate_ * std::max(0.0, 1 - static_cast<double>(updates_) / total));
    adam_.step(nullptr, optim::clip_factor(optim::gradient_norm(adam_.parameters()), 1), true);
    sum += static_cast<double>(loss.value().item());
  }
  return sum / updates;
}

std::vector<Reverser::Written> Reverser::write(const std::vector<std::string>& words) const {
  std::vector<std::vector<std::int32_t>> sources;
  for (const std::string& word : words) sources.push_back(source_of(word));
  data::SequenceBatch batch;
  data::make_sequence_batch(sources, batch);
  const auto decoding = network_.start(batch);
  std::vector<Written> written(words.size());
  std::vector<bool> ended(words.size());
  std::vector<std::int32_t> last(words.size(), begin_symbol);
  const std::size_t limit = words.front().size() + 3;
  for (std::size_t t = 0; t < limit && !std::ranges::all_of(ended, [](bool e) { return e; }); ++t) {
    last = best_of_rows(decoding->step(last));
    const Tensor& looked = decoding->alignment();
    for (std::size_t row = 0; row < words.size(); ++row) {
      if (ended[row]) continue;
      if (looked.defined()) {
        const Scalar* begin = looked.data() + static_cast<std::int64_t>(row) * looked.shape().columns();
        written[row].weights.emplace_back(begin, begin + looked.shape().columns());
      }
      ended[row] = last[row] == end_symbol;
      if (!ended[row]) written[row].text += reversal_letters[static_cast<std::size_t>(last[row] - first_letter)];
    }
  }
  return written;
}

double Reverser::share_of_words(const std::vector<std::string>& words) const {
  const std::vector<Written> written = write(words);
  double right = 0;
  for (std::size_t i = 0; i < words.size(); ++i) right += written[i].text == reversed(words[i]) ? 1 : 0;
  return right / static_cast<double>(words.size());
}

double Reverser::share_of_letters(const std::vector<std::string>& words) const {
  Tape tape({.record = false});
  data::Batch batch;
  fill(batch, words);
  const std::vector<std::int32_t> best = best_of_rows(network_.logits(tape, batch).value());
  double right = 0;
  for (std::size_t i = 0; i < best.size(); ++i) right += best[i] == batch.target_out[i] ? 1 : 0;
  return right / static_cast<double>(best.size());
}

model::Seq2SeqOptions recurrent_reverser(model::Architecture architecture, model::AttentionKind attention,
                                         int hidden_size) {
  const int symbols = first_letter + static_cast<int>(reversal_letters.size());
  return {.source_symbols = symbols,
          .target_symbols = symbols,
          .architecture = architecture,
          .embedding_size = 16,
          .hidden_size = hidden_size,
          .bidirectional = attention != model::AttentionKind::none,
          .attention = attention,
          .dropout = 0};
}

model::Seq2SeqOptions transformer_reverser(int hidden_size) {
  model::Seq2SeqOptions options =
      recurrent_reverser(model::Architecture::transformer, model::AttentionKind::none, hidden_size);
  options.embedding_size = hidden_size;
  options.heads = 2;
  options.feed_forward_size = 2 * hidden_size;
  return options;
}

}  // namespace elman::lessons
