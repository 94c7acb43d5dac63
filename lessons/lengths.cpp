// Lesson 7: words of different lengths in one batch, and why padding changes nothing.
#include <algorithm>
#include <cmath>

#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/word_network.h"

namespace elman::lessons {

namespace {

// The batch as the engine lays it out: longest first, and how many words are alive at each step.
void draw_batch(Page& page, const WordBatch& batch) {
  std::vector<std::string> lines;
  for (std::int32_t column = 0; column < batch.source.count; ++column) {
    std::string line;
    for (std::int32_t t = 0; t < batch.source.lengths[column]; ++t) {
      line += letters[static_cast<std::size_t>(batch.source.ids[batch.source.first[t] + column])];
      line += "  ";
    }
    lines.push_back(line.substr(0, line.size() - 2));
  }
  std::string alive;
  for (const std::int32_t count : batch.source.alive) alive += std::to_string(count) + "  ";
  lines.emplace_back(alive.size() - 2, '-');
  lines.push_back(alive + page.text("alive"));
  page.figure(lines);
  page.paragraph("rows", {{"rows", std::to_string(batch.source.rows())},
                          {"all", std::to_string(batch.source.steps * batch.source.count)}});
}

struct Measured {
  double loss = 0;
  std::vector<Tensor> gradients;
};

Measured measure(WordNetwork& network, Tape& tape, Variable loss) {
  network.zero_grad();
  tape.backward(loss);
  Measured measured{static_cast<double>(loss.value().item()), {}};
  for (const NamedParameter& named : network.parameters()) measured.gradients.push_back(named.parameter.grad().clone());
  network.zero_grad();
  tape.reset();
  return measured;
}

double largest_difference(const Measured& a, const Measured& b) {
  double largest = 0;
  for (std::size_t p = 0; p < a.gradients.size(); ++p) {
    for (std::int64_t i = 0; i < a.gradients[p].size(); ++i) {
      largest = std::max(largest, std::abs(static_cast<double>(a.gradients[p][i]) - b.gradients[p][i]));
    }
  }
  return largest;
}

// The batch's loss of one pair alone: the letters of all others are left out.
Variable loss_of(const WordNetwork& network, Tape& tape, WordBatch batch, std::int32_t pair) {
  std::size_t row = 0;
  for (std::int32_t t = 0; t < batch.target_in.steps; ++t) {
    for (std::int32_t column = 0; column < batch.target_in.alive[t]; ++column, ++row) {
      if (batch.target_in.order[column] != pair) batch.target_out[row] = ops::CrossEntropyOptions().ignore;
    }
  }
  return network.loss(tape, batch);
}

// Each pair alone, in the batch, padded, and, for comparison, with the padding read as if it were letters.
void compare(Page& page, WordNetwork& network, const WordBatch& all) {
  constexpr std::size_t padded_to = 12;
  constexpr double tolerance = 1e-6;
  Table losses{.id = "losses",
               .columns = {page.text("word"), page.text("alone"), page.text("in-batch"), page.text("padded"),
                           page.text("padding-read")}};
  double gradient_difference = 0;
  Tape tape;
  WordBatch one;
  for (std::size_t i = 0; i < word_pairs.size(); ++i) {
    const WordPair& pair = word_pairs[i];
    fill(one, {&pair, 1});
    const Measured alone = measure(network, tape, network.loss(tape, one));
    const Measured in_batch = measure(network, tape, loss_of(network, tape, all, static_cast<std::int32_t>(i)));
    const Measured padded = measure(network, tape, network.padded_loss(tape, pair, padded_to, 'z'));
    WordPair filled = pair;
    filled.source.resize(padded_to, 'z');
    fill(one, {&filled, 1});
    const Measured read = measure(network, tape, network.loss(tape, one));
    for (const Measured* other : {&in_batch, &padded}) {
      ensure(std::abs(other->loss - alone.loss) < tolerance, "a loss is the same alone, in a batch and padded");
      gradient_difference = std::max(gradient_difference, largest_difference(alone, *other));
    }
    losses.rows.push_back(
        {pair.source, Number{alone.loss, 6}, Number{in_batch.loss, 6}, Number{padded.loss, 6}, Number{read.loss, 6}});
  }
  page.table(losses);
  ensure(gradient_difference < tolerance, "a gradient is the same alone, in a batch and padded");
  page.paragraph(gradient_difference == 0 ? "same-bits" : "same-within",
                 {{"parameters", std::to_string(network.parameter_count())}});
  std::vector<Condition> read_differs;
  for (std::size_t row = 0; row < losses.rows.size(); ++row) {
    read_differs.push_back(is({"losses", row, 1}, Relation::different, Place{"losses", row, 4}));
  }
  page.claim({{"claim:padding-matters", read_differs}});
}

void learn(Page& page, WordNetwork& network, const WordBatch& all, int epochs) {
  optim::Adam adam(network.parameters(), {.learning_rate = 0.005});
  Tape tape;
  Table table{.id = "learning", .columns = {page.text("epoch"), page.text("loss")}};
  Series curve{.name = page.text("loss"), .start = 1};
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    tape.reset();
    const Variable loss = network.loss(tape, all);
    tape.backward(loss);
    adam.step();
    adam.zero_grad();
    const double value = loss.value().item();
    curve.values.push_back(value);
    if (epoch % std::max(1, epochs / 5) == 0) {
      table.rows.push_back({Number{static_cast<double>(epoch)}, Number{value, 4}});
    }
  }
  page.table(table);
  page.draw(Plot{.id = "loss",
                 .title = page.text("curve"),
                 .x_label = page.text("epoch"),
                 .y_label = page.text("loss"),
                 .series = {curve}});
}

// To E or to `limit` letters.
void show_answers(Page& page, const WordNetwork& network) {
  constexpr std::size_t limit = 12;
  Table answers{.id = "answers",
                .columns = {page.text("word"), page.text("answer"), page.text("wanted"), page.text("said-e")}};
  std::vector<Condition> all_end;
  std::string without_end = "?";
  std::size_t row_without_end = 0;
  const auto add = [&](const std::string& word, const std::string& wanted) {
    const std::vector<WordNetwork::Said> said = network.answer(word, limit, false);
    all_end.push_back(is({"answers", answers.rows.size(), 3}, Relation::equal, "E"));
    if (!has_ended(said)) without_end = word;
    if (!has_ended(said)) row_without_end = answers.rows.size();
    answers.rows.push_back({word, text_of(said), wanted, std::string(has_ended(said) ? "E" : "-")});
  };
  for (const WordPair& pair : word_pairs) add(pair.source, pair.target);
  add("mans", page.text("never-seen"));
  page.table(answers);
  page.paragraph("decides");
  page.claim({{"claim:ends", all_end},
              {"claim:endless",
               {is({"answers", row_without_end, 3}, Relation::different, "E")},
               {{"word", without_end}, {"limit", std::to_string(limit)}}}});
}

}  // namespace

Document lengths(const LessonOptions& options) {
  const int hidden = hidden_layer_size(options);
  WordNetwork network(options.arch, hidden, options.seed);
  WordBatch all;
  fill(all, word_pairs);

  Page page("lengths", lengths_texts, options.language);
  page.paragraph("what");
  page.paragraph("layout");
  draw_batch(page, all);
  page.heading("nothing");
  page.paragraph("measured");
  compare(page, network, all);
  page.heading("learning");
  page.paragraph("all-in-one", {{"epochs", std::to_string(options.epochs)}, {"hidden", std::to_string(hidden)}});
  learn(page, network, all, options.epochs);
  show_answers(page, network);
  page.attempt("lengths --epochs 30", "try-less");
  page.attempt("lengths --arch lstm", "try-lstm");
  return page.finish();
}

}  // namespace elman::lessons
