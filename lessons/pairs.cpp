// Lesson 6: an encoder-decoder learns six pairs of words.
#include <algorithm>

#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/word_network.h"

namespace elman::lessons {

namespace {

constexpr std::size_t batch_size = 3;
constexpr std::size_t limit = longest_word + 1;  // letters of an answer, E among them

// Every thousand epochs the cost of each batch: for each pair the mean over its letters, summed.
Table learn(const WordNetwork& network, int epochs, std::uint64_t seed) {
  std::vector<WordPair> pairs;
  pairs.reserve(word_pairs.size());
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

std::vector<WordNetwork::Said> answer(const WordNetwork& network, const std::string& word, bool placeholder) {
  return network.answer(filled_up(word), limit, placeholder);
}

// Returns how many of the six are right.
int show_answers(Page& page, const WordNetwork& network, bool placeholder) {
  Table table{.id = "answers", .columns = {page.text("word"), page.text("answer"), page.text("wanted")}};
  int right = 0;
  for (const WordPair& pair : word_pairs) {
    const std::string text = text_of(answer(network, pair.source, placeholder));
    table.rows.push_back({pair.source, text, pair.target});
    right += text == pair.target ? 1 : 0;
  }
  for (const char* word : {"mans", "old"}) {
    table.rows.push_back({word, text_of(answer(network, word, placeholder)), page.text("never-seen")});
  }
  page.table(table);
  return right;
}

// The same word answered both ways, letter by letter.
void compare_feeding(Page& page, const WordNetwork& network) {
  Table table{.id = "feeding", .columns = {page.text("word"), page.text("own"), page.text("filler")}};
  std::string example = "old";
  bool differ = false;
  for (const char* word : {"man", "black", "king", "girl", "up", "high", "mans", "old"}) {
    const std::string own = text_of(answer(network, word, false));
    const std::string filler = text_of(answer(network, word, true));
    table.rows.push_back({word, own, filler});
    if (own != filler && !differ) example = word;
    differ = differ || own != filler;
  }
  page.table(table);
  page.paragraph(differ ? "differ" : "agree", {{"word", example}});
  const std::vector<WordNetwork::Said> own = answer(network, example, false);
  const std::vector<WordNetwork::Said> filler = answer(network, example, true);
  Table steps{
      .id = "steps",
      .columns = {"t", page.text("reads"), page.text("says"), "p", "", page.text("reads"), page.text("says"), "p"}};
  for (std::size_t t = 0; t < std::max(own.size(), filler.size()); ++t) {
    auto& row = steps.rows.emplace_back();
    row.emplace_back(Number{static_cast<double>(t + 1)});
    for (const auto* said : {&own, &filler}) {
      const bool there = t < said->size();
      row.emplace_back(there ? std::string(1, (*said)[t].fed) : "");
      row.emplace_back(there ? std::string(1, (*said)[t].letter) : "");
      row.emplace_back(there ? Cell(Number{(*said)[t].probability, 2}) : Cell(std::string()));
      if (said == &own) row.emplace_back(std::string("|"));
    }
  }
  page.table(steps);
}

}  // namespace

Document pairs(const LessonOptions& options) {
  const int epochs = options.epochs == 0 ? 5000 : options.epochs;
  const std::uint64_t seed = options.seed.value_or(1);
  const WordNetwork network(options.architecture, 128, seed);
  Table costs = learn(network, epochs, seed);

  Page page("pairs", pairs_texts, options.language);
  page.paragraph("what");
  page.paragraph("parts");
  page.figure(
      {"m  a  n  ?  ?  E                   S  w  o  m  e  n", "|  |  |  |  |  |                   |  |  |  |  |  |",
       "encoder --------> last state ----> decoder -------->", "                                   |  |  |  |  |  |",
       "                                   w  o  m  e  n  E"});
  page.paragraph("sizes", {{"cell", name_of(options.architecture)},
                           {"count", std::to_string(network.parameter_count())},
                           {"epochs", std::to_string(epochs)}});
  page.paragraph("teacher");
  page.heading("learning");
  costs.columns = {page.text("epoch"), page.text("first-batch"), page.text("second-batch")};
  page.table(costs);
  page.paragraph("cost");
  page.heading("answers");
  page.paragraph(options.placeholder ? "fed-filler" : "fed-own");
  const int right = show_answers(page, network, options.placeholder);
  page.paragraph(right == 6 ? "all-right" : "some-right", {{"right", std::to_string(right)}});
  page.paragraph("never");
  page.heading("feeding");
  page.paragraph("two-ways");
  compare_feeding(page, network);
  page.paragraph("why");
  page.attempt("pairs --seed 2", "try-seed");
  page.attempt("pairs --arch gru", "try-gru");
  return page.finish();
}

}  // namespace elman::lessons
