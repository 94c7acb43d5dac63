#include "lessons/next_character.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lessons/short_text.h"

namespace elman::lessons {

namespace {

constexpr int digits = 3;
constexpr std::size_t by_hand = 7;        // characters
constexpr std::size_t symbols_shown = 8;  // the most probable ones
constexpr std::size_t before_shown = 30;  // characters that were read
constexpr double good_perplexity = 4;
constexpr double temperatures[] = {0.5, 1, 2};
constexpr int top_k = 3;
constexpr double top_p = 0.9;

void work_by_hand(Page& page, const CharacterModel& model, const std::vector<double>& surprises) {
  const std::size_t count = std::min(by_hand, surprises.size());
  Table table{.id = "by-hand",
              .columns = {page.text("after"), page.text("next"), "p", "-ln p", page.text("surprise-bits")}};
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += surprises[i];
    table.rows.push_back({model.shown(model.ids()[i]), model.shown(model.ids()[i + 1]),
                          Number{std::exp(-surprises[i]), digits}, Number{surprises[i], digits},
                          Number{bits_of(surprises[i]), digits}});
  }
  table.rows.push_back({page.text("sum"), "", "", Number{sum, digits}, Number{bits_of(sum), digits}});
  page.table(table);
  const Factor share{"1/" + std::to_string(count), {1.0 / static_cast<double>(count), digits}};
  const double mean = sum / static_cast<double>(count);
  page.formula({.name = page.text("loss"),
                .terms = {{share, {page.text("sum"), {sum, digits}}}},
                .sum = {mean, digits},
                .result = {mean, digits}});
  page.formula({.name = page.text("perplexity"),
                .function = "exp",
                .terms = {{share, {page.text("sum"), {sum, digits}}}},
                .sum = {mean, digits},
                .result = {std::exp(mean), digits}});
  page.formula({.name = page.text("bits"),
                .terms = {{{page.text("loss"), {mean, digits}}, {"1/ln 2", {1 / std::numbers::ln2, digits}}}},
                .sum = {bits_of(mean), digits},
                .result = {bits_of(mean), digits}});
}

// Table "begins": the mean of those letters that come after something else, and of those within a word or a clause.
void compare_beginnings(Page& page, const std::vector<std::string>& characters, const std::vector<double>& values) {
  std::vector<double> first;
  std::vector<double> later;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    if (is_letter(characters[i])) (i > 0 && is_letter(characters[i - 1]) ? later : first).push_back(values[i]);
  }
  if (first.empty() || later.empty()) return;
  const auto row = [&](const char* key, const std::vector<double>& some) {
    return std::vector<Cell>{page.text(key), Number{static_cast<double>(some.size())}, Number{mean_of(some), digits}};
  };
  page.table({.id = "begins",
              .columns = {page.text("letters"), page.text("count"), page.text("surprise-bits")},
              .rows = {row("first-letters", first), row("later-letters", later)}});
  page.claim({{"claim:begins", {is({"begins", 1, 2}, Relation::less, Place{"begins", 0, 2})}}});
}

std::vector<double> chances(const std::vector<Scalar>& log_probabilities, const decode::SamplingOptions& options) {
  return decode::Sampler(options, 0).chances(log_probabilities);
}

double perplexity_of(const std::vector<double>& probabilities) {
  double entropy = 0;
  for (const double p : probabilities) entropy -= p > 0 ? p * std::log(p) : 0;
  return std::exp(entropy);
}

// What may come after a symbol of the text.
struct Distribution {
  std::size_t at = 0;  // the last symbol that was read
  std::vector<Scalar> scores = {};
  std::vector<Scalar> log_probabilities = {};
  std::vector<double> probabilities = {};
  double perplexity = 0;
};

std::vector<Distribution> distributions_of(const CharacterModel& model) {
  std::vector<Distribution> all;
  const CharacterModel::Reading reading = model.read(model.ids().first(model.ids().size() - 1));
  for (std::size_t at = 0; at < reading.scores.size(); ++at) {
    Distribution one{.at = at, .scores = reading.scores[at]};
    one.log_probabilities = log_probabilities_of(one.scores);
    one.probabilities = chances(one.log_probabilities, {});
    one.perplexity = perplexity_of(one.probabilities);
    all.push_back(std::move(one));
  }
  return all;
}

// The characters of the vocabulary, the most probable first.
std::vector<std::size_t> by_probability(const Distribution& one) {
  std::vector<std::size_t> order;
  for (std::size_t id = text::Vocabulary::special_count; id < one.probabilities.size(); ++id) order.push_back(id);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return one.scores[a] > one.scores[b]; });
  return order;
}

void tabulate_chances(Page& page, const CharacterModel& model, const Distribution& one) {
  const std::vector<std::size_t> order = by_probability(one);
  std::vector<std::vector<double>> columns;
  Table table{.id = "temperatures", .columns = {page.text("symbol"), page.text("score")}};
  Plot plot{.id = "temperature-plot",
            .title = page.text("temperature-plot"),
            .x_label = page.text("rank"),
            .y_label = page.text("probability")};
  for (const double temperature : temperatures) {
    columns.push_back(chances(one.log_probabilities, {.temperature = temperature}));
    const std::string name = "T = " + shown(temperature, temperature < 1 ? 1 : 0);
    table.columns.push_back(name);
    Series series{.name = name, .start = 1};
    for (std::size_t i = 0; i < std::min(symbols_shown, order.size()); ++i) {
      series.values.push_back(columns.back()[order[i]]);
    }
    plot.series.push_back(series);
  }
  columns.push_back(chances(one.log_probabilities, {.top_k = top_k}));
  columns.push_back(chances(one.log_probabilities, {.top_p = top_p}));
  table.columns.push_back("top-k " + std::to_string(top_k));
  table.columns.push_back("top-p " + shown(top_p, 1));

  const std::size_t listed = std::min(symbols_shown, order.size());
  const auto cell = [](double p) { return p > 0 ? Cell(Number{p, digits}) : Cell(std::string("-")); };
  for (std::size_t i = 0; i < listed; ++i) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(model.shown(static_cast<std::int32_t>(order[i])));
    row.emplace_back(Number{one.scores[order[i]], digits});
    for (const auto& column : columns) row.push_back(cell(column[order[i]]));
  }
  if (listed < order.size()) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(page.text("others", {{"count", std::to_string(order.size() - listed)}}));
    row.emplace_back(std::string());
    for (const auto& column : columns) {
      double sum = 0;
      for (std::size_t i = listed; i < order.size(); ++i) sum += column[order[i]];
      row.push_back(cell(sum));
    }
  }
  page.table(table);
  page.paragraph("temperature-does");
  page.draw(plot);
}

// How many symbols are left, and what probability they had together.
void add_kept(std::vector<Cell>& row, const Distribution& one, const decode::SamplingOptions& options) {
  double count = 0;
  double together = 0;
  const std::vector<double> kept = chances(one.log_probabilities, options);
  for (std::size_t id = 0; id < kept.size(); ++id) {
    count += kept[id] > 0 ? 1 : 0;
    together += kept[id] > 0 ? one.probabilities[id] : 0;
  }
  row.emplace_back(Number{count});
  row.emplace_back(Number{together, digits});
}

void compare_kept(Page& page, const Distribution& here, const Distribution& surest) {
  Table table{.id = "kept",
              .columns = {page.text("place"), page.text("perplexity"), page.text("kept-k"), page.text("together"),
                          page.text("kept-p"), page.text("together")}};
  for (const auto& [name, one] : {std::pair{"here", &here}, std::pair{"surest", &surest}}) {
    std::vector<Cell> row{page.text(name), Number{one->perplexity, digits}};
    add_kept(row, *one, {.top_k = top_k});
    add_kept(row, *one, {.top_p = top_p});
    table.rows.push_back(row);
  }
  page.table(table);
  page.claim({{"claim:top-p-adapts",
               {is({"kept", 1, 4}, Relation::less, Place{"kept", 0, 4}),
                is({"kept", 1, 2}, Relation::equal, Place{"kept", 0, 2})}}});
}

}  // namespace

double bits_of(double nats) { return nats / std::numbers::ln2; }

void show_surprises(Page& page, const CharacterModel& model) {
  const std::vector<double> surprises = model.surprises(model.ids());
  work_by_hand(page, model, surprises);
  page.paragraph("perplexity-is");
  page.paragraph("surprise-is");
  std::vector<double> in_bits;
  in_bits.reserve(surprises.size());
  for (const double surprise : surprises) in_bits.push_back(bits_of(surprise));
  page.draw(ShadedText{.id = "surprise",
                       .title = page.text("surprise-plot", {{"updates", std::to_string(model.updates())}}),
                       .lines = shaded(model.characters(), in_bits),
                       .digits = 1});
  compare_beginnings(page, model.characters(), in_bits);
  page.question("how-many-bits");
}

void show_temperatures(Page& page, const CharacterModel& model) {
  const std::vector<Distribution> all = distributions_of(model);
  const Distribution& here = *std::ranges::min_element(
      all, {}, [](const Distribution& one) { return std::abs(one.perplexity - good_perplexity); });
  const Distribution& surest = *std::ranges::min_element(all, {}, &Distribution::perplexity);
  page.heading("temperature");
  page.paragraph("has-read", {{"updates", std::to_string(model.updates())}});
  const std::size_t from = here.at + 1 - std::min(before_shown, here.at + 1);
  page.figure({(from > 0 ? "... " : "") + model.shown(model.ids().subspan(from, here.at + 1 - from))});
  page.paragraph("place-is", {{"perplexity", shown(here.perplexity, 1)},
                              {"wanted", shown(good_perplexity, 0)},
                              {"next", model.shown(model.ids()[here.at + 1])}});
  page.figure({"p(i) = exp( s(i) / T ) / ( exp( s(1) / T ) + exp( s(2) / T ) + ... )"});
  page.paragraph("top-is", {{"k", std::to_string(top_k)}, {"p", shown(top_p, 1)}});
  tabulate_chances(page, model, here);
  page.paragraph("kept-is");
  compare_kept(page, here, surest);
  const std::vector<std::size_t> order = by_probability(here);
  page.question("extremes", {{"first", model.shown(static_cast<std::int32_t>(order.front()))},
                             {"kinds", std::to_string(order.size())}});
}

}  // namespace elman::lessons
