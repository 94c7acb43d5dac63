// Lesson 5: a cell learns to answer "hello" with "ohlol", letter by letter.
#include <algorithm>
#include <cmath>
#include <map>

#include "lessons/course.h"
#include "lessons/hello_cell.h"
#include "lessons/hello_start.h"
#include "lessons/page.h"

namespace elman::lessons {

namespace {

void explain_loss(Page& page, const HelloEpoch& first) {
  const std::string wanted(1, hello_target[0]);
  Formula sum{.name = "sum"};
  for (std::size_t i = 0; i < hello_letters.size(); ++i) {
    sum.terms.push_back({{std::string("exp(h[") + hello_letters[i] + "])", {std::exp(first.states[0][i]), 4}}});
    sum.sum.value += sum.terms.back()[0].value.value;
  }
  sum.sum.digits = 4;
  sum.result = sum.sum;
  page.formula(sum);
  const Number best = sum.terms[number_of_hello_letter(hello_target[0])][0].value;
  const Number p{best.value / sum.result.value, 4};
  page.formula(
      {"p[" + wanted + "]", "", {{{"exp(h[" + wanted + "])", best}, {"(1/sum)", {1 / sum.result.value, 4}}}}, p, p});

  Table table{.id = "first-epoch", .columns = {"t", page.text("reads"), page.text("wants")}};
  for (const char letter : hello_letters) table.columns.push_back(std::string("h[") + letter + "]");
  table.columns.insert(table.columns.end(), {page.text("p"), page.text("loss-of-letter")});
  double total = 0;
  for (std::size_t t = 0; t < hello_source.size(); ++t) {
    std::vector<Cell> row{Number{static_cast<double>(t + 1)}, std::string(1, hello_source[t]),
                          std::string(1, hello_target[t])};
    double exponentials = 0;
    for (const Scalar score : first.states[t].span()) {
      exponentials += std::exp(static_cast<double>(score));
      row.emplace_back(Number{score, 4});
    }
    const double likely =
        std::exp(static_cast<double>(first.states[t][number_of_hello_letter(hello_target[t])])) / exponentials;
    row.emplace_back(Number{likely, 4});
    row.emplace_back(Number{-std::log(likely), 4});
    total -= std::log(likely);
    table.rows.push_back(row);
  }
  page.table(table);
  ensure(std::abs(total - first.loss) < 1e-5, "the losses of the letters add up to the epoch's");
  page.paragraph("sum-of-losses", {{"loss", shown(first.loss, 4)}});
}

void show_epochs(Page& page, const std::vector<HelloEpoch>& history, bool beside_pytorch) {
  Table table{.id = "epochs", .columns = {page.text("epoch"), page.text("predicted"), page.text("loss")}};
  if (beside_pytorch) table.columns.insert(table.columns.end(), {"PyTorch", page.text("difference")});
  for (std::size_t e = 0; e < history.size(); ++e) {
    std::vector<Cell> row{Number{static_cast<double>(e + 1)}, history[e].predicted, Number{history[e].loss, 4}};
    if (beside_pytorch) {
      const double difference = std::abs(history[e].loss - hello_start::losses[e]);
      ensure(difference < 1e-4, "the losses agree with PyTorch's");
      row.emplace_back(Number{hello_start::losses[e], 4});
      row.emplace_back(Number{difference, 4});
    }
    table.rows.push_back(row);
  }
  page.table(table);
}

// A word is right but for the answers to the two l.
bool misses_only_l(const std::string& word) {
  return word[0] == hello_target[0] && word[1] == hello_target[1] && word[4] == hello_target[4];
}

struct Failure {
  int seed = 0;
  HelloEpoch epoch;
};

void explain_failures(Page& page, const std::vector<Failure>& failures) {
  if (failures.empty()) return page.paragraph("all-learned");
  const auto only = std::ranges::count_if(failures, [](const Failure& f) { return misses_only_l(f.epoch.predicted); });
  page.paragraph("why-not-all", {{"failed", std::to_string(failures.size())}, {"only", std::to_string(only)}});
  Table table{.id = "stuck",
              .columns = {page.text("seed"), page.text("predicted"), "h[l]", "h[o]", page.text("slope")}};
  for (std::size_t i = 0; i < std::min<std::size_t>(failures.size(), 5); ++i) {
    const Tensor& state = failures[i].epoch.states[3];
    const double l = state[number_of_hello_letter('l')];
    table.rows.push_back({Number{static_cast<double>(failures[i].seed)}, failures[i].epoch.predicted, Number{l, 3},
                          Number{state[number_of_hello_letter('o')], 3}, Number{1 - l * l, 3}});
  }
  page.table(table);
  page.paragraph("stuck");
  page.paragraph("two-jobs");
}

// How many of many beginnings have learned the word, and what the others say instead.
void try_seeds(Page& page, int seeds) {
  int by_15 = 0;
  int by_500 = 0;
  std::map<std::string, int> words;
  std::vector<Failure> failures;
  for (int seed = 1; seed <= seeds; ++seed) {
    const std::vector<HelloEpoch> history = learn_hello(seed, 50);
    const std::string& word = history.back().predicted;
    ++words[word];
    by_15 += history[14].predicted == hello_target ? 1 : 0;
    by_500 += word == hello_target || learn_hello(seed, 500).back().predicted == hello_target ? 1 : 0;
    if (word != hello_target) failures.push_back({seed, history.back()});
  }
  const std::string count = std::to_string(seeds);
  page.heading("seeds", {{"seeds", count}});
  page.paragraph("seeds-counted", {{"seeds", count},
                                   {"early", std::to_string(by_15)},
                                   {"late", std::to_string(words[hello_target])},
                                   {"last", std::to_string(by_500)}});
  std::vector<std::pair<std::string, int>> order(words.begin(), words.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  Table table{.id = "words", .columns = {page.text("word"), page.text("count")}};
  for (const auto& [word, times] : order) table.rows.push_back({word, Number{static_cast<double>(times)}});
  page.table(table);
  explain_failures(page, failures);
}

}  // namespace

Document hello(const LessonOptions& options) {
  if (options.seeds < 0) throw UsageError("--seeds is " + std::to_string(options.seeds) + ", expected 0 or more");
  Random random(options.seed.value_or(0));
  nn::RNNCell cell({.input_size = hello_letter_count, .hidden_size = hello_letter_count}, random);
  if (!options.seed) start_as_pytorch(cell);
  const std::vector<HelloEpoch> history = learn_hello(cell, 15);

  Page page("hello", hello_texts, options.language);
  page.paragraph("what");
  page.paragraph("scores");
  page.heading("one-step");
  page.paragraph("softmax", {{"letter", std::string(1, hello_source[0])}, {"wanted", std::string(1, hello_target[0])}});
  explain_loss(page, history.front());
  page.heading("learning");
  page.paragraph(options.seed ? "own-start" : "pytorch-start");
  show_epochs(page, history, !options.seed);
  page.paragraph("floor", {{"floor", shown(5 * std::log(1 + 3 * std::exp(-2.0)), 4)}});
  if (options.seeds > 0) try_seeds(page, options.seeds);
  page.heading("tagging");
  page.paragraph("smallest-case");
  page.attempt("hello --seed 16 --seeds 0", "try-seed");
  page.attempt("hello --seeds 1000", "try-thousand");
  return page.finish();
}

}  // namespace elman::lessons
