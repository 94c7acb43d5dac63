// Lesson 10: attention, computed by hand for one step, then looked at in a network that has learned.
#include <algorithm>
#include <cmath>

#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/reversal_contest.h"

namespace elman::lessons {

namespace {

constexpr int digits = 4;
constexpr std::int64_t positions = 3;

// A source of three positions, whose rows are key and value at once, and a query.
struct Source {
  Tensor rows{Shape{positions, 2}, {2, 0, 0, 1, 1, 1}};
  Tensor query{Shape{1, 2}, {1, 2}};
};

Number at(const Tensor& tensor, std::int64_t i) { return {static_cast<double>(tensor[i]), digits}; }

std::string numbered(const std::string& name, std::int64_t i) { return name + std::to_string(i + 1); }

void explain_scores(Page& page, const Source& source, std::vector<double>& scores) {
  page.step(1, "scores");
  page.paragraph("scores-are");
  for (std::int64_t s = 0; s < positions; ++s) {
    Formula formula{.name = numbered("score", s)};
    double sum = 0;
    for (std::int64_t j = 0; j < 2; ++j) {
      formula.terms.push_back({{numbered("q", j), {source.query[j], 0}},
                               {numbered("s", s) + "[" + std::to_string(j + 1) + "]", {source.rows[2 * s + j], 0}}});
      sum += static_cast<double>(source.query[j]) * source.rows[2 * s + j];
    }
    formula.sum = formula.result = {sum, 0};
    scores.push_back(sum);
    page.formula(formula);
  }
}

void explain_weights(Page& page, const std::vector<double>& scores, const Tensor& weights) {
  page.step(2, "weights");
  page.paragraph("weights-are");
  Formula sum{.name = "sum"};
  for (std::int64_t s = 0; s < positions; ++s) {
    sum.terms.push_back(
        {{"exp(" + numbered("score", s) + ")", {std::exp(scores[static_cast<std::size_t>(s)]), digits}}});
    sum.sum.value += sum.terms.back()[0].value.value;
  }
  sum.sum.digits = digits;
  sum.result = sum.sum;
  page.formula(sum);
  for (std::int64_t s = 0; s < positions; ++s) {
    const Factor exponential = sum.terms[static_cast<std::size_t>(s)][0];
    page.formula({numbered("a", s),
                  "",
                  {{exponential, {"(1/sum)", {1 / sum.result.value, digits}}}},
                  at(weights, s),
                  at(weights, s)});
  }
}

void explain_context(Page& page, const Source& source, const Tensor& weights, const Tensor& context) {
  page.step(3, "context");
  page.paragraph("context-is");
  for (std::int64_t j = 0; j < 2; ++j) {
    Formula formula{.name = "c[" + std::to_string(j + 1) + "]", .sum = at(context, j), .result = at(context, j)};
    for (std::int64_t s = 0; s < positions; ++s) {
      formula.terms.push_back({{numbered("a", s), at(weights, s)},
                               {numbered("s", s) + "[" + std::to_string(j + 1) + "]", {source.rows[2 * s + j], 0}}});
    }
    page.formula(formula);
  }
}

// The engine's attention over that source, step by step.
void work_by_hand(Page& page) {
  const Source source;
  Table table{.id = "source", .columns = {"", "[1]", "[2]"}};
  for (std::int64_t s = 0; s < positions; ++s) {
    table.rows.push_back({numbered("s", s), Number{source.rows[2 * s]}, Number{source.rows[2 * s + 1]}});
  }
  table.rows.push_back({std::string("q"), Number{source.query[0]}, Number{source.query[1]}});
  page.table(table);

  Tape tape({.record = false});
  const std::vector<std::int32_t> first{0, 1, 2};
  const std::vector<std::int32_t> alive{1, 1, 1};
  const std::int32_t length = positions;
  const std::int32_t item = 0;
  const Variable rows = tape.constant(source.rows);
  const ops::AttentionOutput looked =
      ops::attention(tape, ops::Score::dot, tape.constant(source.query), {&item, 1},
                     {rows, rows, {static_cast<int>(positions), first.data(), alive.data()}, {&length, 1}});
  std::vector<double> scores;
  explain_scores(page, source, scores);
  explain_weights(page, scores, looked.weights.value());
  explain_context(page, source, looked.weights.value(), looked.context.value());
  page.heading("one-step-done");
  Heat heat{.id = "hand-weights",
            .title = page.text("hand-heat"),
            .x_label = page.text("position"),
            .y_label = page.text("query")};
  heat.rows = {"q"};
  heat.values.emplace_back();
  for (std::int64_t s = 0; s < positions; ++s) {
    heat.columns.push_back(numbered("s", s));
    heat.values[0].push_back(looked.weights.value()[s]);
  }
  page.draw(heat);
  page.paragraph("one-step-is");
}

// The matrix of a learned network for one word, and where each letter looks most.
void look(Page& page, const Reverser& reverser, const std::string& word) {
  const Reverser::Written written = reverser.write({word}).front();
  Heat heat{.id = "attention",
            .title = page.text("matrix", {{"word", word}}),
            .x_label = page.text("reads"),
            .y_label = page.text("writes")};
  for (const char letter : word) heat.columns.emplace_back(1, letter);
  heat.columns.emplace_back("E");
  Table table{.id = "looks",
              .columns = {"t", page.text("writes"), page.text("looks-at"), page.text("position"), page.text("mirrored"),
                          page.text("weight")}};
  std::vector<Condition> mirrored;
  for (std::size_t t = 0; t < written.weights.size(); ++t) {
    const std::string says = t < written.text.size() ? std::string(1, written.text[t]) : "E";
    heat.rows.push_back(says);
    heat.values.push_back(written.weights[t]);
    const auto best = std::ranges::max_element(written.weights[t]) - written.weights[t].begin();
    const auto position = static_cast<std::size_t>(best);
    const double opposite = t < word.size() ? static_cast<double>(word.size() - t) : 0;
    table.rows.push_back(
        {Number{static_cast<double>(t + 1)}, says, heat.columns[position], Number{static_cast<double>(position + 1)},
         t < word.size() ? Cell(Number{opposite}) : Cell(std::string()), Number{written.weights[t][position], 2}});
    if (t < word.size()) mirrored.push_back(is({"looks", t, 3}, Relation::equal, Place{"looks", t, 4}));
  }
  page.draw(heat);
  page.table(table);
  page.table({.id = "answer",
              .columns = {page.text("word"), page.text("answer"), page.text("wanted")},
              .rows = {{word, written.text, reversed(word)}}});
  if (written.weights.size() < word.size()) return;
  page.claim({{"claim:mirrored", mirrored}});
}

}  // namespace

Document attention(const LessonOptions& options) {
  const bool known =
      std::ranges::all_of(options.word, [](char c) { return reversal_letters.find(c) != std::string::npos; });
  if (!known || options.word.empty() || options.word.size() > longest_reversal) {
    refuse(options.language, "--word", options.word,
           std::string(find_text(attention_texts, "expected-word", options.language)));
  }
  Reverser reverser(recurrent_reverser(model::Architecture::gru, model::AttentionKind::general, 32), options.seed,
                    0.01);
  std::vector<double> losses;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    losses.push_back(reverser.learn(reversal_updates_in_epoch, options.epochs * reversal_updates_in_epoch));
  }

  Page page("attention", attention_texts, options.language);
  page.paragraph("what");
  page.paragraph("names");
  work_by_hand(page);
  page.heading("learned");
  page.paragraph("network", {{"updates", std::to_string(options.epochs * reversal_updates_in_epoch)},
                             {"loss", shown(losses.back(), 3)}});
  look(page, reverser, options.word);
  page.paragraph("alignment");
  page.attempt("attention --word hgfeabcd", "try-word");
  page.attempt("attention --epochs 2", "try-less");
  return page.finish();
}

}  // namespace elman::lessons
