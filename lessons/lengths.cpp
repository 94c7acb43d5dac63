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
}

void learn(Page& page, WordNetwork& network, const WordBatch& all, int epochs) {
  optim::Adam adam(network.parameters(), {.learning_rate = 0.005});
  Tape tape;
  Table table{.id = "learning", .columns = {page.text("epoch"), page.text("loss")}};
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    tape.reset();
    const Variable loss = network.loss(tape, all);
    tape.backward(loss);
    adam.step();
    adam.zero_grad();
    if (epoch % std::max(1, epochs / 5) == 0) {
      table.rows.push_back({Number{static_cast<double>(epoch)}, Number{static_cast<double>(loss.value().item()), 4}});
    }
  }
  page.table(table);
}

}  // namespace

Document lengths(const LessonOptions& options) {
  const int epochs = options.epochs == 0 ? 150 : options.epochs;
  WordNetwork network(options.architecture, 64, options.seed.value_or(1));
  WordBatch all;
  fill(all, word_pairs);

  Page page("lengths", lengths_texts, options.language);
  page.paragraph("what");
  page.paragraph("layout");
  draw_batch(page, all);
  page.heading("nothing");
  page.paragraph("measured");
  compare(page, network, all);
  page.paragraph("padding-matters");
  page.heading("learning");
  page.paragraph("all-in-one", {{"epochs", std::to_string(epochs)}});
  learn(page, network, all, epochs);
  Table answers{.id = "answers", .columns = {page.text("word"), page.text("answer"), page.text("wanted")}};
  for (const WordPair& pair : word_pairs) {
    answers.rows.push_back({pair.source, text_of(network.answer(pair.source, 12, false)), pair.target});
  }
  answers.rows.push_back({"mans", text_of(network.answer("mans", 12, false)), page.text("never-seen")});
  page.table(answers);
  page.paragraph("ends");
  page.attempt("lengths --epochs 30", "try-less");
  page.attempt("lengths --arch lstm", "try-lstm");
  return page.finish();
}

}  // namespace elman::lessons
