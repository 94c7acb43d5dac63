// Lesson 5: a cell learns to answer "hello" with "ohlol", letter by letter.
#include <algorithm>
#include <cmath>
#include <map>

#include "lessons/course.h"
#include "lessons/hello_start.h"
#include "lessons/page.h"

namespace elman::lessons {

namespace {

const std::string letters = "ehlo";
const std::string source = "hello";
const std::string target = "ohlol";
constexpr int letter_count = 4;

std::int32_t number_of(char letter) { return static_cast<std::int32_t>(letters.find(letter)); }

struct Epoch {
  std::string predicted;
  double loss = 0;
  std::vector<Tensor> states;  // after each letter
};

// Loss summed over the letters, Adam with a large step. The hidden state itself holds the scores of the letters.
std::vector<Epoch> learn(const nn::RNNCell& cell, int epochs) {
  optim::Adam adam(cell.parameters(), {.learning_rate = 0.1});
  Tape tape;
  std::vector<Epoch> history;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    tape.reset();
    Epoch& now = history.emplace_back();
    Variable h;  // none: zeros
    Variable loss;
    for (std::size_t t = 0; t < source.size(); ++t) {
      Tensor one_hot({1, letter_count});
      one_hot[number_of(source[t])] = 1;
      h = cell.forward(tape, tape.constant(one_hot), h);
      const std::int32_t wanted = number_of(target[t]);
      const Variable cost = ops::cross_entropy(tape, h, {&wanted, 1});
      loss = loss ? ops::add(tape, loss, cost) : cost;
      const std::span<const Scalar> scores = h.value().span();
      now.predicted += letters[static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin())];
      now.states.push_back(h.value().clone());
    }
    now.loss = static_cast<double>(loss.value().item());
    adam.zero_grad();
    tape.backward(loss);
    adam.step();
  }
  return history;
}

// Where PyTorch starts with the seed that hello_start.h names.
void start_as_pytorch(nn::RNNCell& cell) {
  const auto set = [&](const char* name, std::span<const double> values) {
    std::ranges::transform(values, cell.parameter(name).mutable_value().data(),
                           [](double value) { return static_cast<Scalar>(value); });
  };
  set("weight_ih", hello_start::weight_ih);
  set("weight_hh", hello_start::weight_hh);
  set("bias_ih", hello_start::bias_ih);
  set("bias_hh", hello_start::bias_hh);
}

void explain_loss(Page& page, const Epoch& first) {
  const std::string wanted(1, target[0]);
  Formula sum{.name = "sum"};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    sum.terms.push_back({{std::string("exp(h[") + letters[i] + "])", {std::exp(first.states[0][i]), 4}}});
    sum.sum.value += sum.terms.back()[0].value.value;
  }
  sum.sum.digits = 4;
  sum.result = sum.sum;
  page.formula(sum);
  const Number best = sum.terms[number_of(target[0])][0].value;
  const Number p{best.value / sum.result.value, 4};
  page.formula(
      {"p[" + wanted + "]", "", {{{"exp(h[" + wanted + "])", best}, {"(1/sum)", {1 / sum.result.value, 4}}}}, p, p});

  Table table{.id = "first-epoch", .columns = {"t", page.text("reads"), page.text("wants")}};
  for (const char letter : letters) table.columns.push_back(std::string("h[") + letter + "]");
  table.columns.insert(table.columns.end(), {page.text("p"), page.text("loss-of-letter")});
  double total = 0;
  for (std::size_t t = 0; t < source.size(); ++t) {
    std::vector<Cell> row{Number{static_cast<double>(t + 1)}, std::string(1, source[t]), std::string(1, target[t])};
    double exponentials = 0;
    for (const Scalar score : first.states[t].span()) {
      exponentials += std::exp(static_cast<double>(score));
      row.emplace_back(Number{score, 4});
    }
    const double likely = std::exp(static_cast<double>(first.states[t][number_of(target[t])])) / exponentials;
    row.emplace_back(Number{likely, 4});
    row.emplace_back(Number{-std::log(likely), 4});
    total -= std::log(likely);
    table.rows.push_back(row);
  }
  page.table(table);
  ensure(std::abs(total - first.loss) < 1e-5, "the losses of the letters add up to the epoch's");
  page.paragraph("sum-of-losses", {{"loss", shown(first.loss, 4)}});
}

void show_epochs(Page& page, const std::vector<Epoch>& history, bool beside_pytorch) {
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

std::vector<Epoch> learn_from(int seed, int epochs) {
  Random random(static_cast<std::uint64_t>(seed));
  const nn::RNNCell cell({.input_size = letter_count, .hidden_size = letter_count}, random);
  return learn(cell, epochs);
}

// A word is right but for the answers to the two l.
bool misses_only_l(const std::string& word) {
  return word[0] == target[0] && word[1] == target[1] && word[4] == target[4];
}

struct Failure {
  int seed = 0;
  Epoch epoch;
};

void explain_failures(Page& page, const std::vector<Failure>& failures) {
  if (failures.empty()) return page.paragraph("all-learned");
  const auto only = std::ranges::count_if(failures, [](const Failure& f) { return misses_only_l(f.epoch.predicted); });
  page.paragraph("why-not-all", {{"failed", std::to_string(failures.size())}, {"only", std::to_string(only)}});
  Table table{.id = "stuck",
              .columns = {page.text("seed"), page.text("predicted"), "h[l]", "h[o]", page.text("slope")}};
  for (std::size_t i = 0; i < std::min<std::size_t>(failures.size(), 5); ++i) {
    const Tensor& state = failures[i].epoch.states[3];
    const double l = state[number_of('l')];
    table.rows.push_back({Number{static_cast<double>(failures[i].seed)}, failures[i].epoch.predicted, Number{l, 3},
                          Number{state[number_of('o')], 3}, Number{1 - l * l, 3}});
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
    const std::vector<Epoch> history = learn_from(seed, 50);
    const std::string& word = history.back().predicted;
    ++words[word];
    by_15 += history[14].predicted == target ? 1 : 0;
    by_500 += word == target || learn_from(seed, 500).back().predicted == target ? 1 : 0;
    if (word != target) failures.push_back({seed, history.back()});
  }
  const std::string count = std::to_string(seeds);
  page.heading("seeds", {{"seeds", count}});
  page.paragraph("seeds-counted", {{"seeds", count},
                                   {"early", std::to_string(by_15)},
                                   {"late", std::to_string(words[target])},
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
  nn::RNNCell cell({.input_size = letter_count, .hidden_size = letter_count}, random);
  if (!options.seed) start_as_pytorch(cell);
  const std::vector<Epoch> history = learn(cell, 15);

  Page page("hello", hello_texts, options.language);
  page.paragraph("what");
  page.paragraph("scores");
  page.heading("one-step");
  page.paragraph("softmax", {{"letter", std::string(1, source[0])}, {"wanted", std::string(1, target[0])}});
  explain_loss(page, history.front());
  page.heading("learning");
  page.paragraph(options.seed ? "own-start" : "pytorch-start");
  show_epochs(page, history, !options.seed);
  page.paragraph("floor", {{"floor", shown(5 * std::log(1 + 3 * std::exp(-2.0)), 4)}});
  if (options.seeds > 0) try_seeds(page, options.seeds);
  page.attempt("hello --seed 16 --seeds 0", "try-seed");
  page.attempt("hello --seeds 1000", "try-thousand");
  return page.finish();
}

}  // namespace elman::lessons
