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

bool is_as_on_page(const LessonOptions& options) {
  const LessonOptions page;
  return options.word == page.word && options.target == page.target;
}

bool starts_as_pytorch(const LessonOptions& options) {
  return is_as_on_page(options) && options.seed == 0 && options.hidden_size == 0;
}

std::string bracketed(const char* name, char letter) { return std::string(name) + "[" + letter + "]"; }

// The word as the network reads it: a row for each letter.
void show_one_hot(Page& page, const HelloTask& task) {
  Table table{.id = "one-hot", .columns = {page.text("reads")}};
  for (const char letter : task.letters) table.columns.push_back(std::string(1, letter));
  for (const char letter : task.source) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(std::string(1, letter));
    const Tensor numbers = one_hot(task, letter);
    for (const Scalar value : numbers.span()) row.emplace_back(Number{static_cast<double>(value)});
  }
  const std::string rows = std::to_string(task.source.size());
  const std::string columns = std::to_string(task.letters.size());
  page.paragraph("one-hot", {{"rows", rows}, {"columns", columns}});
  page.table(table);
  page.paragraph("view", {{"rows", rows}, {"columns", columns}});
}

void explain_loss(Page& page, const HelloTask& task, const HelloEpoch& first) {
  Formula sum{.name = "sum"};
  const auto name = [](char letter) { return "exp(" + bracketed("h", letter) + ")"; };
  for (std::size_t i = 0; i < task.letters.size(); ++i) {
    sum.terms.push_back({{name(task.letters[i]), {std::exp(static_cast<double>(first.scores[0][i])), 4}}});
    sum.sum.value += sum.terms.back()[0].value.value;
  }
  sum.sum.digits = 4;
  sum.result = sum.sum;
  page.formula(sum);
  const Number best = sum.terms[task.number_of(task.target[0])][0].value;
  const Number p{best.value / sum.result.value, 4};
  page.formula({bracketed("p", task.target[0]),
                "",
                {{{name(task.target[0]), best}, {"(1/sum)", {1 / sum.result.value, 4}}}},
                p,
                p});

  Table table{.id = "first-epoch", .columns = {"t", page.text("reads"), page.text("wants")}};
  for (const char letter : task.letters) table.columns.push_back(bracketed("h", letter));
  table.columns.insert(table.columns.end(), {page.text("p"), page.text("loss-of-letter")});
  double total = 0;
  for (std::size_t t = 0; t < task.source.size(); ++t) {
    std::vector<Cell> row{Number{static_cast<double>(t + 1)}, std::string(1, task.source[t]),
                          std::string(1, task.target[t])};
    double exponentials = 0;
    for (const Scalar score : first.scores[t].span()) {
      exponentials += std::exp(static_cast<double>(score));
      row.emplace_back(Number{score, 4});
    }
    const double likely = std::exp(static_cast<double>(first.scores[t][task.number_of(task.target[t])])) / exponentials;
    row.emplace_back(Number{likely, 4});
    row.emplace_back(Number{-std::log(likely), 4});
    total -= std::log(likely);
    table.rows.push_back(row);
  }
  if (table.columns.size() <= 12) page.table(table);
  ensure(std::abs(total - first.loss) < 1e-5 * std::max(1.0, total), "the losses of the letters add up to the epoch's");
  const double blind = static_cast<double>(task.source.size()) * std::log(task.letter_count());
  page.paragraph("sum-of-losses", {{"loss", shown(first.loss, 4)},
                                   {"length", std::to_string(task.source.size())},
                                   {"letters", std::to_string(task.letters.size())},
                                   {"blind", shown(blind, 4)}});
}

void show_epochs(Page& page, const std::vector<HelloEpoch>& history, bool beside_pytorch) {
  Table table{.id = "epochs", .columns = {page.text("epoch"), page.text("predicted"), page.text("loss")}};
  if (beside_pytorch) table.columns.insert(table.columns.end(), {"PyTorch", page.text("difference")});
  const std::size_t every = std::max<std::size_t>(1, (history.size() + 19) / 20);
  for (std::size_t e = 0; e < history.size(); ++e) {
    if ((e + 1) % every != 0 && e + 1 != history.size()) continue;
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
  Plot plot{.id = "loss", .title = page.text("curve"), .x_label = page.text("epoch"), .y_label = page.text("loss")};
  Series losses{.name = page.text("loss"), .start = 1};
  for (const HelloEpoch& epoch : history) losses.values.push_back(epoch.loss);
  plot.series.push_back(losses);
  page.draw(plot);
}

// The scores of the letters while the word is read, in the last epoch.
void draw_scores(Page& page, const HelloTask& task, const HelloEpoch& last) {
  Heat heat{.id = "scores",
            .title = page.text("scores-of"),
            .x_label = page.text("reads"),
            .y_label = page.text("letter"),
            .diverging = true};
  for (const char letter : task.source) heat.columns.emplace_back(1, letter);
  for (std::size_t i = 0; i < task.letters.size(); ++i) {
    heat.rows.emplace_back(1, task.letters[i]);
    auto& row = heat.values.emplace_back();
    for (const Tensor& scores : last.scores) row.push_back(scores[static_cast<std::int64_t>(i)]);
  }
  page.draw(heat);
}

void judge_learning(Page& page, const HelloTask& task, const std::vector<HelloEpoch>& history, bool bounded) {
  const std::size_t last = page.rows("epochs") - 1;
  page.claim({{"claim:learned",
               {is({"epochs", last, 1}, Relation::equal, task.target)},
               {{"epoch", std::to_string(history.size())}, {"target", task.target}}},
              {"claim:not-learned",
               {is({"epochs", last, 1}, Relation::different, task.target)},
               {{"epoch", std::to_string(history.size())}, {"predicted", history.back().predicted}}}});
  if (!bounded) return page.paragraph("unbounded");
  const double floor =
      static_cast<double>(task.source.size()) * std::log(1 + (task.letter_count() - 1) * std::exp(-2.0));
  std::vector<Condition> above;
  for (std::size_t row = 0; row <= last; ++row) {
    above.push_back({Number{floor, 4}, Relation::at_most, Place{"epochs", row, 2}});
  }
  page.claim({{"claim:floor",
               above,
               {{"floor", shown(floor, 4)},
                {"length", std::to_string(task.source.size())},
                {"others", std::to_string(task.letter_count() - 1)}}}});
}

// A word is right but for the answers to the two l.
bool misses_only_l(const HelloTask& task, const std::string& word) {
  return word[0] == task.target[0] && word[1] == task.target[1] && word[4] == task.target[4];
}

struct Failure {
  int seed = 0;
  HelloEpoch epoch;
};

void explain_failures(Page& page, const HelloTask& task, const std::vector<Failure>& failures) {
  const auto only =
      std::ranges::count_if(failures, [&](const Failure& f) { return misses_only_l(task, f.epoch.predicted); });
  page.paragraph("why-not-all", {{"failed", std::to_string(failures.size())}, {"only", std::to_string(only)}});
  Table table{.id = "stuck",
              .columns = {page.text("seed"), page.text("predicted"), "h[l]", "h[o]", page.text("slope")}};
  std::vector<Condition> saturated;
  for (std::size_t i = 0; i < std::min<std::size_t>(failures.size(), 5); ++i) {
    const Tensor& state = failures[i].epoch.states[3];
    const double l = state[task.number_of('l')];
    table.rows.push_back({Number{static_cast<double>(failures[i].seed)}, failures[i].epoch.predicted, Number{l, 3},
                          Number{state[task.number_of('o')], 3}, Number{1 - l * l, 3}});
    for (const std::size_t column : {2, 3}) saturated.push_back(is(0.9, Relation::less, Place{"stuck", i, column}));
    saturated.push_back(is({"stuck", i, 4}, Relation::less, 0.1));
  }
  page.table(table);
  page.claim({{"claim:stuck", saturated}});
  page.paragraph("two-jobs");
}

// How many of many beginnings have learned the word, and what the others say instead.
void try_seeds(Page& page, const HelloTask& task, const LessonOptions& options) {
  int by_15 = 0;
  int by_500 = 0;
  std::map<std::string, int> words;
  std::vector<Failure> failures;
  const auto learn = [&](int seed, int epochs) {
    const HelloNetwork network(task, options.hidden_size, static_cast<std::uint64_t>(seed));
    return learn_hello(network, task, epochs, options.learning_rate);
  };
  for (int seed = 1; seed <= options.seeds; ++seed) {
    const std::vector<HelloEpoch> history = learn(seed, 50);
    const std::string& word = history.back().predicted;
    ++words[word];
    by_15 += history[14].predicted == task.target ? 1 : 0;
    by_500 += word == task.target || learn(seed, 500).back().predicted == task.target ? 1 : 0;
    if (word != task.target) failures.push_back({seed, history.back()});
  }
  const std::string count = std::to_string(options.seeds);
  page.heading("seeds", {{"seeds", count}});
  page.paragraph("seeds-counted", {{"seeds", count},
                                   {"target", task.target},
                                   {"early", std::to_string(by_15)},
                                   {"late", std::to_string(words[task.target])},
                                   {"last", std::to_string(by_500)}});
  std::erase_if(words, [](const auto& word) { return word.second == 0; });
  std::vector<std::pair<std::string, int>> order(words.begin(), words.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  Table table{.id = "words", .columns = {page.text("word"), page.text("count")}};
  for (const auto& [word, times] : order) table.rows.push_back({word, Number{static_cast<double>(times)}});
  page.table(table);
  page.claim(
      {{"claim:all-learned",
        {is({"words", 0, 1}, Relation::equal, options.seeds), is({"words", 0, 0}, Relation::equal, task.target)}}});
  if (!failures.empty() && is_as_on_page(options) && options.hidden_size == 0) explain_failures(page, task, failures);
}

}  // namespace

Document hello(const LessonOptions& options) {
  const HelloTask task = hello_task(options);
  HelloNetwork network(task, options.hidden_size, options.seed);
  const bool pytorch = starts_as_pytorch(options);
  if (pytorch) network.start_as_pytorch();
  const std::vector<HelloEpoch> history = learn_hello(network, task, options.epochs, options.learning_rate);
  const std::size_t losses_of_pytorch = std::size(hello_start::losses);
  const bool beside_pytorch =
      pytorch && options.learning_rate == LessonOptions().learning_rate && history.size() <= losses_of_pytorch;

  Page page("hello", hello_texts, options.language);
  page.paragraph("what", {{"source", task.source}, {"target", task.target}});
  if (is_as_on_page(options)) page.paragraph("two-l");
  show_one_hot(page, task);
  page.paragraph(options.hidden_size == 0 ? "scores" : "scores-of-layer",
                 {{"letters", std::to_string(task.letter_count())}, {"hidden", std::to_string(options.hidden_size)}});
  page.heading("one-step");
  page.paragraph("softmax", {{"letter", std::string(1, task.source[0])}, {"wanted", std::string(1, task.target[0])}});
  explain_loss(page, task, history.front());
  page.heading("learning", {{"epochs", std::to_string(options.epochs)}});
  page.paragraph("epoch-is", {{"rate", text_of_number(options.learning_rate)}});
  page.paragraph(beside_pytorch ? "pytorch-beside" : pytorch ? "pytorch-start" : "own-start");
  show_epochs(page, history, beside_pytorch);
  judge_learning(page, task, history, options.hidden_size == 0);
  draw_scores(page, task, history.back());
  if (options.seeds > 0) try_seeds(page, task, options);
  page.heading("tagging");
  page.paragraph("smallest-case");
  page.attempt("hello --seed 16 --seeds 0", "try-seed");
  page.attempt("hello --seeds 1000", "try-thousand");
  page.attempt("hello --hidden-size 8", "try-layer");
  return page.finish();
}

}  // namespace elman::lessons
