// Lesson 4: RNN reads the whole sequence in one call. What it returns, in every arrangement of it.
#include "lessons/small_network.h"

namespace elman::lessons {

namespace {

constexpr int digits = 4;

void set_weights(nn::RNN& layers, const SmallWeights& weights) {
  for (NamedParameter& named : layers.parameters()) {
    Tensor& value = named.parameter.mutable_value();
    const std::string& name = named.name;
    const bool bias = name.starts_with("bias_hh");
    value.copy_from(name.starts_with("weight_ih")   ? weights.w
                    : name.starts_with("weight_hh") ? weights.u
                    : bias                          ? Tensor({2})
                                                    : weights.b);
  }
}

// One row of the sequence in each row of the table: its place, then the numbers.
void tabulate(Page& page, const std::string& id, const std::string& places, Variable values) {
  Table table{.id = id, .columns = {places}};
  for (std::int64_t column = 0; column < values.columns(); ++column) {
    table.columns.push_back("[" + std::to_string(column) + "]");
  }
  for (std::int64_t row = 0; row < values.rows(); ++row) {
    auto& cells = table.rows.emplace_back();
    cells.emplace_back(Number{static_cast<double>(row)});
    for (std::int64_t column = 0; column < values.columns(); ++column) {
      cells.emplace_back(Number{values.value()[row * values.columns() + column], digits});
    }
  }
  page.table(table);
}

void show(Page& page, const std::string& id, const nn::SequenceOutput& read) {
  page.paragraph("shapes", {{"output", read.output.shape().to_string()}, {"h_n", read.h_n.shape().to_string()}});
  tabulate(page, id + "-output", "output", read.output);
  tabulate(page, id + "-h_n", "h_n", read.h_n);
}

// Elements begin .. begin + 2 of both are the same bits.
bool same(Variable a, std::int64_t begin_a, Variable b, std::int64_t begin_b) {
  return a.value()[begin_a] == b.value()[begin_b] && a.value()[begin_a + 1] == b.value()[begin_b + 1];
}

}  // namespace

Document rnn(const LessonOptions& options) {
  const SmallWeights weights = small_weights(options);
  const nn::Nonlinearity f = cell_nonlinearity(options);
  const std::vector<Tensor> inputs = small_inputs(options);
  const auto time = static_cast<std::int64_t>(inputs.size());
  Tensor sequence({time, 1, 2});  // (time, batch, input)
  for (std::int64_t i = 0; i < sequence.size(); ++i) sequence[i] = inputs[i / 2][i % 2];

  Page page("rnn", rnn_texts, options.language, small_network_texts);
  Tape tape({.record = false});
  Random random(0);
  Table arrangements{.id = "arrangements",
                     .columns = {page.text("arrangement"), "output", "h_n", page.text("weights")}};
  const auto read_by = [&](const std::string& name, const nn::RecurrentOptions& layers, Tensor x) {
    nn::RNN rnn(layers, random);
    set_weights(rnn, weights);
    const nn::SequenceOutput read = rnn.forward(tape, tape.constant(x));
    arrangements.rows.push_back({name, read.output.shape().to_string(), read.h_n.shape().to_string(),
                                 Number{static_cast<double>(rnn.parameter_count())}});
    return read;
  };
  page.paragraph("what");
  show_weights(page, weights);

  page.heading("one-layer");
  const nn::SequenceOutput read =
      read_by("RNN(2, 2)", {.input_size = 2, .hidden_size = 2, .nonlinearity = f}, sequence);
  show(page, "one", read);
  const Walk walk = walk_cell(inputs, weights, f);
  Walk by_layer = walk;
  for (std::size_t t = 0; t < walk.size(); ++t) by_layer[t].h = Tensor({1, 2}, {read.output.data() + 2 * t, 2});
  ensure(largest_difference(walk, by_layer) == 0 && same(read.h_n, 0, read.output, 2 * (time - 1)), "rnn is the cell");
  page.paragraph("output-is");
  const Variable y = ops::linear(tape, read.output, tape.constant(weights.v));
  for (std::size_t t = 0; t < walk.size(); ++t) by_layer[t].y = Tensor({1, 2}, {y.data() + 2 * t, 2});
  ensure(largest_difference(walk, by_layer) < 0.5e-5, "the outputs are those of the cell");
  page.paragraph("linear");
  tabulate(page, "linear", "y", y);

  page.heading("batch-first");
  const nn::SequenceOutput turned =
      read_by("batch_first=True", {.input_size = 2, .hidden_size = 2, .nonlinearity = f, .batch_first = true},
              sequence.reshape({1, time, 2}));
  ensure(same(turned.h_n, 0, read.h_n, 0) && same(turned.output, 0, read.output, 0), "batch_first moves axes only");
  page.paragraph("batch-first-is",
                 {{"output", turned.output.shape().to_string()}, {"h_n", turned.h_n.shape().to_string()}});

  page.heading("layers");
  const nn::SequenceOutput stacked =
      read_by("num_layers=2", {.input_size = 2, .hidden_size = 2, .num_layers = 2, .nonlinearity = f}, sequence);
  show(page, "layers", stacked);
  ensure(same(stacked.h_n, 0, read.h_n, 0) && same(stacked.h_n, 2, stacked.output, 2 * (time - 1)), "layers stack");
  page.paragraph("layers-are");

  page.heading("directions");
  const nn::SequenceOutput two_ways = read_by(
      "bidirectional=True", {.input_size = 2, .hidden_size = 2, .nonlinearity = f, .bidirectional = true}, sequence);
  show(page, "directions", two_ways);
  ensure(same(two_ways.output, 4 * (time - 1), read.h_n, 0) && same(two_ways.h_n, 2, two_ways.output, 2),
         "directions stand side by side");
  page.paragraph("directions-are", {{"last", std::to_string(time - 1)}});

  page.heading("all");
  read_by("bias=False", {.input_size = 2, .hidden_size = 2, .bias = false, .nonlinearity = f}, sequence);
  page.paragraph("all-are");
  page.table(arrangements);
  page.paragraph("options-are");

  page.attempt("rnn --inputs '1 1, 2 2, 1 1'", "try-palindrome");
  page.attempt("rnn --recurrent-weight 0", "try-forgetting");
  return page.finish();
}

}  // namespace elman::lessons
