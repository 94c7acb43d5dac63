// Lesson 6: an encoder-decoder learns six pairs of words.
#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/word_network.h"

namespace elman::lessons {

namespace {

constexpr std::size_t batch_size = 3;

// Every thousand epochs the cost of each batch: for each pair the mean over its letters, summed.
Table learn(const WordNetwork& network, int epochs, std::uint64_t seed) {
  std::vector<WordPair> pairs;
  for (const WordPair& pair : word_pairs) pairs.push_back({filled_up(pair.source), filled_up(pair.target)});
  optim::Adam adam(network.parameters(), {.learning_rate = 0.001});
  Random order(seed, 1);  // another stream than the weights'
  Tape tape;
  WordBatch batch;
  Table costs{.id = "costs"};
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    order.shuffle(std::span(pairs));
    std::vector<Cell> row{Number{static_cast<double>(epoch)}};
    for (std::size_t first = 0; first < pairs.size(); first += batch_size) {
      fill(batch, std::span(pairs).subspan(first, batch_size));
      tape.reset();
      const Variable cost = ops::scale(tape, network.loss(tape, batch), batch_size);
      tape.backward(cost);
      adam.step();
      adam.zero_grad();
      row.emplace_back(Number{static_cast<double>(cost.value().item()), 6});
    }
    if (epoch % 1000 == 0 || epoch == epochs) costs.rows.push_back(row);
  }
  return costs;
}

}  // namespace

Document pairs(const LessonOptions& options) {
  const int epochs = options.epochs == 0 ? 5000 : options.epochs;
  const std::uint64_t seed = options.seed.value_or(1);
  const WordNetwork network(options.architecture, 128, seed);
  Table costs = learn(network, epochs, seed);

  Page page("pairs", pairs_texts, options.language);
  costs.columns = {page.text("epoch"), page.text("first-batch"), page.text("second-batch")};
  page.table(costs);
  for (const char* w : {"man", "black", "king", "girl", "up", "high", "mans", "old"}) {
    page.figure({std::string(w) + " " + text_of(network.answer(filled_up(w), longest_word + 1, false)) + " " + text_of(network.answer(filled_up(w), longest_word + 1, true))});
  }
  return page.finish();
}

}  // namespace elman::lessons
