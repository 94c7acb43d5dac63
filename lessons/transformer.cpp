// Lesson 11: one block of a Transformer by hand, then a Transformer beside a recurrent network.
#include <algorithm>
#include <cmath>

#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/reversal_contest.h"
#include "lessons/transformer_block.h"

namespace elman::lessons {

namespace {

constexpr int digits = 3;
constexpr std::int64_t last = block_positions - 1;  // the position that is worked out in full

std::string place(const std::string& name, std::int64_t row, std::int64_t column) {
  return name + std::to_string(row + 1) + "[" + std::to_string(column + 1) + "]";
}

void tabulate(Page& page, const std::string& id, const std::vector<std::string>& names,
              const std::vector<Tensor>& rows) {
  Table table{.id = id, .columns = {""}};
  for (std::int64_t column = 0; column < block_size; ++column)
    table.columns.push_back("[" + std::to_string(column + 1) + "]");
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(names[i]);
    for (std::int64_t column = 0; column < block_size; ++column) row.emplace_back(Number{rows[i][column], digits});
  }
  page.table(table);
}

Tensor row_of(const Tensor& tensor, std::int64_t row) {
  return Tensor(Shape{block_size}, {tensor.data() + row * block_size, static_cast<std::size_t>(block_size)});
}

void show_rows(Page& page, const std::string& id, const std::string& letter, const Tensor& rows) {
  std::vector<std::string> names;
  std::vector<Tensor> parts;
  for (std::int64_t row = 0; row < block_positions; ++row) {
    names.push_back(letter + std::to_string(row + 1));
    parts.push_back(row_of(rows, row));
  }
  tabulate(page, id, names, parts);
}

// Query of the last position against the key of each.
void explain_scores(Page& page, const TransformerBlock& block) {
  for (std::int64_t s = 0; s < block_positions; ++s) {
    Formula formula{.name = "q" + std::to_string(last + 1) + "·k" + std::to_string(s + 1)};
    double sum = 0;
    for (std::int64_t j = 0; j < block_size; ++j) {
      const double q = block.query[last * block_size + j];
      const double k = block.key[s * block_size + j];
      formula.terms.push_back({{place("q", last, j), {q, digits}}, {place("k", s, j), {k, digits}}});
      sum += q * k;
    }
    formula.sum = formula.result = {sum, digits};
    page.formula(formula);
  }
}

void show_weights(Page& page, const TransformerBlock& block) {
  Heat heat{.id = "causal",
            .title = page.text("causal-heat"),
            .x_label = page.text("looks-at"),
            .y_label = page.text("position")};
  Table table{.id = "weights", .columns = {page.text("position")}};
  std::vector<Condition> masked;
  for (std::int64_t t = 0; t < block_positions; ++t) {
    heat.columns.push_back(std::to_string(t + 1));
    heat.rows.push_back(std::to_string(t + 1));
    table.columns.push_back(std::to_string(t + 1));
    auto& cells = table.rows.emplace_back();
    cells.emplace_back(Number{static_cast<double>(t + 1)});
    auto& values = heat.values.emplace_back();
    for (std::int64_t s = 0; s < block_positions; ++s) {
      const double weight = block.weights[t * block_positions + s];
      values.push_back(weight);
      cells.emplace_back(Number{weight, digits});
      const auto row = static_cast<std::size_t>(t);
      const auto column = static_cast<std::size_t>(s) + 1;
      if (s > t) masked.push_back(is({"weights", row, column}, Relation::equal, 0));
    }
  }
  page.table(table);
  page.draw(heat);
  page.claim({{"claim:masked", masked}});
}

void explain_context(Page& page, const TransformerBlock& block) {
  for (std::int64_t j = 0; j < block_size; ++j) {
    const Number result{block.context[last * block_size + j], digits};
    Formula formula{.name = place("c", last, j), .sum = result, .result = result};
    for (std::int64_t s = 0; s < block_positions; ++s) {
      formula.terms.push_back({{"a" + std::to_string(last + 1) + std::to_string(s + 1),
                                {block.weights[last * block_positions + s], digits}},
                               {place("v", s, j), {block.value[s * block_size + j], digits}}});
    }
    page.formula(formula);
  }
}

void work_by_hand(Page& page) {
  const TransformerBlock block = compute_block();
  page.step(1, "positions");
  page.paragraph("positions-are");
  show_rows(page, "symbols", "e", block.symbols);
  page.paragraph("with-positions");
  show_rows(page, "rows", "x", block.rows);
  std::vector<Condition> apart{is({"symbols", 0, 1}, Relation::equal, Place{"symbols", 2, 1}),
                               is({"rows", 0, 1}, Relation::different, Place{"rows", 2, 1})};
  page.claim({{"claim:apart", apart}});

  page.step(2, "projections");
  page.paragraph("projections-are");
  show_rows(page, "query", "q", block.query);
  show_rows(page, "value", "v", block.value);

  page.step(3, "scores");
  page.paragraph("scores-are");
  explain_scores(page, block);

  page.step(4, "mask");
  page.paragraph("mask-is");
  show_weights(page, block);

  page.step(5, "context");
  page.paragraph("context-is");
  explain_context(page, block);

  page.step(6, "add-norm");
  page.paragraph("add-norm-is");
  tabulate(
      page, "add-norm", {"x3", "c3", page.text("sum"), page.text("normalised")},
      {row_of(block.rows, last), row_of(block.context, last), row_of(block.sum, last), row_of(block.normalised, last)});

  page.step(7, "feed-forward");
  page.paragraph("feed-forward-is");
  tabulate(page, "feed-forward", {page.text("normalised"), page.text("made"), page.text("output")},
           {row_of(block.normalised, last), row_of(block.made, last), row_of(block.output, last)});
  ensure(largest_difference(block.output, block.by_layer) < 1e-5, "the block is nn::TransformerEncoderLayer");
  page.paragraph("agrees");
}

void compare(Page& page, const LessonOptions& options) {
  constexpr int width = 32;
  std::vector<ReversalContestant> networks;
  networks.push_back({"Transformer", std::make_unique<Reverser>(transformer_reverser(width), options.seed, 0.005)});
  networks.push_back({"GRU", std::make_unique<Reverser>(
                                 recurrent_reverser(model::Architecture::gru, model::AttentionKind::general, width),
                                 options.seed, 0.01)});
  learn_reversal(page, networks, options.epochs);
  Table table{.id = "networks", .columns = {page.text("network"), page.text("parameters"), page.text("loss")}};
  for (const ReversalContestant& network : networks) {
    table.rows.push_back({network.name, Number{static_cast<double>(network.reverser->parameter_count())},
                          Number{network.losses.back(), 3}});
  }
  page.table(table);
  page.paragraph("measured", {{"count", std::to_string(reversal_words_of_a_length)}});
  compare_reversal_lengths(page, networks, options.seed);
  const std::size_t longest = longest_reversal - 1;
  page.claim({{"claim:both",
               {is(0.9, Relation::at_most, Place{"lengths", longest, 1}),
                is(0.9, Relation::at_most, Place{"lengths", longest, 2})}},
              {"claim:transformer-behind", {is({"lengths", longest, 1}, Relation::less, Place{"lengths", longest, 2})}},
              {"claim:gru-behind", {is({"lengths", longest, 2}, Relation::less, Place{"lengths", longest, 1})}}});
  page.claim({{"claim:unseen-positions",
               {is(0.9, Relation::at_most, Place{"lengths", longest, 1}),
                is({"lengths", longest + 2, 1}, Relation::less, 0.1)},
               {{"longest", std::to_string(longest_reversal)}}}});
}

}  // namespace

Document transformer(const LessonOptions& options) {
  Page page("transformer", transformer_texts, options.language);
  page.paragraph("what");
  page.paragraph("block");
  work_by_hand(page);
  page.heading("whole");
  page.paragraph("whole-is");
  page.heading("beside");
  page.paragraph("task", {{"updates", std::to_string(options.epochs * reversal_updates_in_epoch)}});
  compare(page, options);
  page.attempt("transformer --epochs 6", "try-less");
  page.attempt("transformer --seed 2", "try-seed");
  return page.finish();
}

}  // namespace elman::lessons
