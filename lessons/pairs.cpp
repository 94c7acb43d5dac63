// Lesson 6: an encoder-decoder learns six pairs of words.
#include <algorithm>
#include <cmath>

#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/word_network.h"

namespace elman::lessons {

namespace {

constexpr std::size_t batch_size = 3;

// A network that has learned pairs, and how it is asked.
struct Translator {
  const WordNetwork& network;
  std::vector<WordPair> pairs;
  std::size_t longest = 0;  // letters that words are filled up to

  std::vector<WordNetwork::Said> say(const std::string& word, bool placeholder) const {
    return network.answer(filled_up(word, longest), longest + 1, placeholder);
  }
  std::string answer(const std::string& word, bool placeholder) const { return text_of(say(word, placeholder)); }
};

// Five times the cost of the first two batches: for each pair the mean over its letters, summed. And the curve of the
// epochs.
struct Learned {
  Table costs{.id = "costs"};
  Series curve;
};

Learned learn(const WordNetwork& network, std::vector<WordPair> pairs, const LessonOptions& options) {
  const std::size_t longest = longest_word(pairs);
  for (WordPair& pair : pairs) pair = {filled_up(pair.source, longest), filled_up(pair.target, longest)};
  optim::Adam adam(network.parameters(), {.learning_rate = options.learning_rate});
  Random order(options.seed, 1);  // another stream than the weights'
  Tape tape;
  WordBatch batch;
  Learned learned;
  const int every = std::max(1, options.epochs / 5);
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    order.shuffle(std::span(pairs));
    double total = 0;
    for (std::size_t first = 0; first < pairs.size(); first += batch_size) {
      const std::size_t count = std::min(batch_size, pairs.size() - first);
      fill(batch, std::span(pairs).subspan(first, count));
      tape.reset();
      const Variable cost = ops::scale(tape, network.loss(tape, batch), static_cast<Scalar>(count));
      tape.backward(cost);
      adam.step();
      adam.zero_grad();
      const double value = cost.value().item();
      total += value;
      if (first < 2 * batch_size && (epoch % every == 0 || epoch == options.epochs)) {
        if (first == 0) learned.costs.rows.push_back({Number{static_cast<double>(epoch)}});
        learned.costs.rows.back().emplace_back(Number{value, 6});
      }
    }
    learned.curve.values.push_back(total);
  }
  learned.curve.start = 1;
  return learned;
}

void show_costs(Page& page, Learned learned, std::size_t pairs) {
  learned.costs.columns = {page.text("epoch"), page.text("first-batch")};
  if (pairs > batch_size) learned.costs.columns.push_back(page.text("second-batch"));
  page.table(learned.costs);
  page.paragraph("cost");
  learned.curve.name = page.text("loss");
  page.draw(Plot{.id = "loss",
                 .title = page.text("curve"),
                 .x_label = page.text("epoch"),
                 .y_label = page.text("loss"),
                 .logarithmic = true,
                 .series = {learned.curve}});
}

void show_answers(Page& page, const Translator& translator, const LessonOptions& options) {
  const std::vector<std::string> strange{options.word, "old"};
  Table table{.id = "answers", .columns = {page.text("word"), page.text("answer"), page.text("wanted")}};
  std::vector<Condition> all_right;
  int right = 0;
  for (const WordPair& pair : translator.pairs) {
    const std::string text = translator.answer(pair.source, options.placeholder);
    all_right.push_back(is({"answers", table.rows.size(), 1}, Relation::equal, pair.target));
    table.rows.push_back({pair.source, text, pair.target});
    right += text == pair.target ? 1 : 0;
  }
  for (const std::string& word : strange) {
    table.rows.push_back({word, translator.answer(word, options.placeholder), page.text("never-seen")});
  }
  page.table(table);
  page.table({.id = "right",
              .columns = {page.text("pairs"), page.text("right")},
              .rows = {{Number{static_cast<double>(translator.pairs.size())}, Number{static_cast<double>(right)}}}});
  page.claim({{"claim:all-right", all_right},
              {"claim:some-right", {is({"right", 0, 1}, Relation::less, Place{"right", 0, 0})}}});
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(squares);
}

// Which of the learned words lies nearest to a strange one, as the decoder is told of them.
void show_nearest(Page& page, const Translator& translator, const LessonOptions& options) {
  Table table{.id = "nearest",
              .columns = {page.text("word"), page.text("nearest"), page.text("distance"), page.text("farthest"),
                          page.text("distance"), page.text("answer")}};
  for (const std::string& word : {options.word, std::string("old")}) {
    const std::vector<double> own = translator.network.context(filled_up(word, translator.longest));
    std::vector<std::pair<double, std::string>> others;
    for (const WordPair& pair : translator.pairs) {
      others.emplace_back(distance(own, translator.network.context(filled_up(pair.source, translator.longest))),
                          pair.source);
    }
    const auto nearest = std::ranges::min(others);
    const auto farthest = std::ranges::max(others);
    table.rows.push_back({word, nearest.second, Number{nearest.first, 2}, farthest.second, Number{farthest.first, 2},
                          translator.answer(word, options.placeholder)});
  }
  page.paragraph("never");
  page.table(table);
  const std::string of_nearest = translator.answer(std::get<std::string>(table.rows[0][1]), options.placeholder);
  page.claim({{"claim:as-nearest", {is({"nearest", 0, 5}, Relation::equal, of_nearest)}, {{"word", options.word}}}});
  std::vector<Condition> untaught;
  for (const WordPair& pair : translator.pairs)
    untaught.push_back(is({"nearest", 1, 5}, Relation::different, pair.target));
  page.claim({{"claim:not-nearest", untaught, {{"word", "old"}}}});
}

// The letters that the network says both ways, side by side.
void show_letters(Page& page, const std::vector<WordNetwork::Said>& own, const std::vector<WordNetwork::Said>& filler) {
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

// The same words answered both ways, then one of them letter by letter.
void compare_feeding(Page& page, const Translator& translator, const LessonOptions& options) {
  Table table{.id = "feeding", .columns = {page.text("word"), page.text("own"), page.text("filler")}};
  std::vector<std::string> words;
  for (const WordPair& pair : translator.pairs) words.push_back(pair.source);
  words.insert(words.end(), {options.word, "old"});
  std::string example = "old";
  std::size_t example_row = words.size() - 1;
  std::vector<Condition> learned_agree;
  std::vector<Condition> all_agree;
  bool differ = false;
  for (const std::string& word : words) {
    const std::size_t row = table.rows.size();
    const std::string own = translator.answer(word, false);
    const std::string filler = translator.answer(word, true);
    all_agree.push_back(is({"feeding", row, 1}, Relation::equal, Place{"feeding", row, 2}));
    if (row < translator.pairs.size()) {
      learned_agree.push_back(all_agree.back());
      learned_agree.push_back(is({"feeding", row, 1}, Relation::equal, translator.pairs[row].target));
    }
    table.rows.push_back({word, own, filler});
    if (own != filler && !differ) example_row = row;
    if (own != filler && !differ) example = word;
    differ = differ || own != filler;
  }
  page.table(table);
  const Condition example_differs =
      is({"feeding", example_row, 1}, Relation::different, Place{"feeding", example_row, 2});
  page.claim(
      {{"claim:agree", all_agree, {{"word", example}}}, {"claim:differ", {example_differs}, {{"word", example}}}});
  show_letters(page, translator.say(example, false), translator.say(example, true));
  page.claim({{"claim:state-alone", learned_agree}, {"claim:state-not-enough", {example_differs}}});
  if (example_row >= translator.pairs.size()) page.claim({{"claim:mixing", joined(learned_agree, {example_differs})}});
}

}  // namespace

Document pairs(const LessonOptions& options) {
  check_word(options, "word", options.word);
  const int hidden = hidden_layer_size(options);
  const WordNetwork network(options.arch, hidden, options.seed);
  const Translator translator{network, chosen_pairs(options), longest_word(chosen_pairs(options))};
  Learned learned = learn(network, translator.pairs, options);

  Page page("pairs", pairs_texts, options.language);
  page.paragraph("what");
  page.paragraph(options.pairs.empty() ? "parts" : "own-parts",
                 {{"count", std::to_string(translator.pairs.size())}, {"longest", std::to_string(translator.longest)}});
  page.figure(
      {"m  a  n  ?  ?  E                   S  w  o  m  e  n", "|  |  |  |  |  |                   |  |  |  |  |  |",
       "encoder --------> last state ----> decoder -------->", "                                   |  |  |  |  |  |",
       "                                   w  o  m  e  n  E"});
  page.paragraph("sizes", {{"cell", name_of(options.arch)},
                           {"hidden", std::to_string(hidden)},
                           {"count", std::to_string(network.parameter_count())},
                           {"epochs", std::to_string(options.epochs)},
                           {"rate", text_of_number(options.learning_rate)}});
  page.paragraph("shapes", {{"time", std::to_string(translator.longest + 1)}});
  page.paragraph("teacher");
  page.heading("learning");
  show_costs(page, std::move(learned), translator.pairs.size());
  page.paragraph("dropout");
  page.paragraph("loader");
  page.heading("answers");
  page.paragraph(options.placeholder ? "fed-filler" : "fed-own");
  show_answers(page, translator, options);
  show_nearest(page, translator, options);
  page.heading("feeding");
  page.paragraph("two-ways");
  compare_feeding(page, translator, options);
  page.heading("translate");
  page.paragraph("translate-faults");
  page.attempt("pairs --seed 2", "try-seed");
  page.attempt("pairs --word kings --placeholder --epochs 300", "try-kings");
  page.attempt("pairs --arch gru", "try-gru");
  return page.finish();
}

}  // namespace elman::lessons
