// Lesson 15: a model of characters learns a poem, and writes.
#include <algorithm>
#include <cmath>
#include <map>

#include "lessons/character_model.h"
#include "lessons/course.h"
#include "lessons/followed_property.h"
#include "lessons/next_character.h"
#include "lessons/page.h"
#include "lessons/short_text.h"

namespace elman::lessons {

namespace {

constexpr int digits = 3;
constexpr std::int64_t most_written = 240;  // characters
constexpr std::size_t widest_line = 60;     // columns of a terminal
constexpr std::size_t chunks_shown = 3;
constexpr double known_by_heart = 1.1;  // perplexity

struct Stage {
  int updates = 0;
  double loss = 0;
  double unseen = 0;  // the loss on what is never learned from
  std::string written = {};
};

// What is never learned from, without the characters that the model does not know.
struct Unseen {
  std::vector<std::int32_t> ids;
  std::size_t unknown = 0;
};

// Of the symbols after the first that the model knows.
double unseen_loss(const CharacterModel& model, const Unseen& unseen) {
  const std::vector<double> all = model.surprises(unseen.ids);
  std::vector<double> known;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (unseen.ids[i + 1] != text::Vocabulary::unknown) known.push_back(all[i]);
  }
  return mean_of(known);
}

// Stops to look after 0, 10, 100, ... updates, and at the end.
std::vector<Stage> learn_and_look(CharacterModel& model, const LessonOptions& options, const Unseen& unseen) {
  std::vector<Stage> stages;
  const auto look = [&] {
    stages.push_back({model.updates(), mean_of(model.surprises(model.ids())),
                      unseen.ids.empty() ? 0 : unseen_loss(model, unseen),
                      model.write(std::min(most_written, model.length()), options.seed)});
  };
  look();
  for (int until = 10; until < options.updates; until *= 10) {
    model.learn(until - model.updates());
    look();
  }
  model.learn(options.updates - model.updates());
  look();
  return stages;
}

void show_text(Page& page, const LessonOptions& options, const CharacterModel& model, const std::string& text) {
  page.heading("text");
  const bool own = !options.text.empty();
  page.paragraph(own ? "text-own" : "text-poem", {{"file", options.text}});
  page.figure(lines_of(text, widest_line));
  constexpr auto special = static_cast<std::size_t>(text::Vocabulary::special_count);
  page.paragraph("symbols", {{"characters", std::to_string(model.length())},
                             {"kinds", std::to_string(model.symbols() - special)},
                             {"special", std::to_string(special)}});
}

void show_chunks(Page& page, const CharacterModel& model) {
  page.heading("chunks");
  page.paragraph("chunks-are", {{"length", std::to_string(CharacterModel::chunk_length)}});
  Table table{.id = "chunks", .columns = {page.text("chunk"), "", page.text("symbols-of"), page.text("begins-with")}};
  const auto chunks = static_cast<std::size_t>(model.chunks());
  for (std::size_t chunk = 0; chunk < std::min(chunks_shown, chunks); ++chunk) {
    const std::size_t begin = chunk * static_cast<std::size_t>(CharacterModel::chunk_length);
    const std::size_t size = std::min<std::size_t>(CharacterModel::chunk_length, model.ids().size() - 1 - begin);
    const std::string before =
        chunk == 0 ? page.text("zeros") : page.text("carried", {{"chunk", std::to_string(chunk)}});
    table.rows.push_back(
        {std::to_string(chunk + 1), page.text("reads"), model.shown(model.ids().subspan(begin, size)), before});
    table.rows.push_back({"", page.text("expects"), model.shown(model.ids().subspan(begin + 1, size)), ""});
  }
  page.table(table);
  page.paragraph("chunks-go-on", {{"chunks", std::to_string(chunks)}});
  page.question("why-chunks");
}

// -ln p with the same probability for all symbols, and with the share that each character has of the text.
std::pair<double, double> guesses(const CharacterModel& model) {
  std::map<std::int32_t, double> counts;
  for (const std::int32_t id : model.ids().subspan(1)) ++counts[id];
  double entropy = 0;
  const auto length = static_cast<double>(model.length());
  for (const auto& [id, count] : counts) entropy -= count / length * std::log(count / length);
  return {std::log(static_cast<double>(model.symbols())), entropy};
}

std::vector<Cell> measures(Cell name, double loss) {
  return {std::move(name), Number{loss, digits}, Number{bits_of(loss), digits}, Number{std::exp(loss), digits}};
}

// Table "guesses", of who has learned nothing or counted characters alone; table "stages", a row for each.
void show_losses(Page& page, const CharacterModel& model, const std::vector<Stage>& stages) {
  const std::vector<std::string> columns{"", page.text("loss"), page.text("bits"), page.text("perplexity")};
  const auto [uniform, shares] = guesses(model);
  page.paragraph("losses");
  Table table{.id = "stages", .columns = columns};
  table.columns.front() = page.text("updates");
  for (const Stage& stage : stages) {
    table.rows.push_back(measures(Number{static_cast<double>(stage.updates)}, stage.loss));
  }
  page.table(table);
  page.paragraph("guesses-are");
  page.table({.id = "guesses",
              .columns = columns,
              .rows = {measures(page.text("uniform"), uniform), measures(page.text("shares"), shares)}});
  const std::size_t last = stages.size() - 1;
  const auto perplexity = [](std::size_t stage) { return Place{"stages", stage, 3}; };
  page.claim({{"claim:nothing-known",
               {is(0.9 * std::exp(uniform), Relation::less, perplexity(0)),
                is({"stages", 0, 3}, Relation::less, 1.1 * std::exp(uniform))},
               {{"symbols", std::to_string(model.symbols())}}}});
  for (std::size_t stage = 1; stage < stages.size(); ++stage) {
    const Claim below{
        "claim:more-than-shares",
        {is(Place{"guesses", 1, 1}, Relation::at_most, Place{"stages", stage - 1, 1}),
         is(Place{"stages", stage, 1}, Relation::less, Place{"guesses", 1, 1})},
        {{"before", std::to_string(stages[stage - 1].updates)}, {"after", std::to_string(stages[stage].updates)}}};
    page.claim({below});
  }
  const std::vector<Value> values{{"updates", std::to_string(stages.back().updates)}};
  page.claim({{"claim:by-heart", {is(perplexity(last), Relation::less, known_by_heart)}, values},
              {"claim:still-learning", {is(known_by_heart, Relation::at_most, perplexity(last))}, values}});
}

// The loss of each reading of the text, chunk by chunk as it is learned from.
void draw_losses(Page& page, const CharacterModel& model) {
  const auto chunks = static_cast<std::size_t>(model.chunks());
  Series series{.name = page.text("loss"), .start = static_cast<double>(chunks), .step = static_cast<double>(chunks)};
  const std::span<const double> losses = model.chunk_losses();
  for (std::size_t begin = 0; begin + chunks <= losses.size(); begin += chunks) {
    series.values.push_back(mean_of(losses.subspan(begin, chunks)));
  }
  if (series.values.size() < 2) return;
  page.draw(Plot{.id = "loss",
                 .title = page.text("loss-plot"),
                 .x_label = page.text("updates"),
                 .y_label = page.text("loss"),
                 .logarithmic = true,
                 .series = {series}});
}

void show_learning(Page& page, const LessonOptions& options, const CharacterModel& model,
                   const std::vector<Stage>& stages) {
  page.heading("learning");
  page.paragraph("network", {{"arch", page.text(name_of(options.arch))},
                             {"hidden", std::to_string(options.hidden_size)},
                             {"symbols", std::to_string(model.symbols())},
                             {"parameters", std::to_string(model.parameter_count())},
                             {"rate", shown(CharacterModel::learning_rate, 3)},
                             {"temperature", shown(CharacterModel::writing_temperature, 1)}});
  for (const Stage& stage : stages) {
    page.paragraph("writes", {{"updates", std::to_string(stage.updates)}, {"loss", shown(stage.loss, digits)}});
    page.figure(lines_of(stage.written, widest_line));
  }
  show_losses(page, model, stages);
  draw_losses(page, model);
  page.question("below-shares");
}

// What the state is worth, and what has been learned beyond the text itself.
void show_by_heart(Page& page, const LessonOptions& options, const CharacterModel& model,
                   const std::vector<Stage>& stages, const Unseen& unseen) {
  page.heading("by-heart");
  page.paragraph("carry-is", {{"length", std::to_string(CharacterModel::chunk_length)}});
  const double forgetting = mean_of(model.surprises(model.ids(), CharacterModel::chunk_length));
  page.table(
      {.id = "carry",
       .columns = {page.text("state"), page.text("loss"), page.text("bits"), page.text("perplexity")},
       .rows = {measures(page.text("kept-on"), stages.back().loss), measures(page.text("forgotten"), forgetting)}});
  page.claim({{"claim:carry-helps", {is(Place{"carry", 0, 1}, Relation::less, Place{"carry", 1, 1})}}});
  if (!options.text.empty()) return page.question("when-to-stop");
  page.paragraph("unseen-is");
  page.figure(lines_of(page.text("unseen-poem"), widest_line));
  page.paragraph("unseen-known",
                 {{"characters", std::to_string(unseen.ids.size() - 1)}, {"unknown", std::to_string(unseen.unknown)}});
  Table table{.id = "unseen",
              .columns = {page.text("updates"), page.text("loss-learned"), page.text("loss-unseen"),
                          page.text("perplexity-unseen")}};
  std::size_t best = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    table.rows.push_back({Number{static_cast<double>(stages[i].updates)}, Number{stages[i].loss, digits},
                          Number{stages[i].unseen, digits}, Number{std::exp(stages[i].unseen), digits}});
    if (stages[i].unseen < stages[best].unseen) best = i;
  }
  page.table(table);
  const std::size_t last = stages.size() - 1;
  page.claim({{"claim:overfits",
               {is(Place{"unseen", best, 2}, Relation::less, Place{"unseen", last, 2}),
                is(Place{"unseen", last, 1}, Relation::less, Place{"unseen", best, 1})},
               {{"best", std::to_string(stages[best].updates)}, {"updates", std::to_string(stages.back().updates)}}}});
  page.question("when-to-stop");
}

// Until its loss is below a third of what it was: neither gibberish nor by heart. False if that takes more updates.
bool learn_half(CharacterModel& model, int updates) {
  const auto loss = [&] { return mean_of(model.surprises(model.ids())); };
  const double enough = loss() / 3;
  constexpr int at_once = 10;
  while (loss() >= enough) {
    if (model.updates() == updates) return false;
    model.learn(std::min(at_once, updates - model.updates()));
  }
  return true;
}

void show_what_next(Page& page) {
  page.heading("more-text");
  page.paragraph("commands");
  page.figure({"elman train --task lm /usr/share/common-licenses/LGPL-2.1 -o licence.elman",
               "elman generate licence.elman --prompt 'You may' --temperature 0.5",
               "elman eval licence.elman /usr/share/common-licenses/GPL-3",
               "echo 'You may copy the work.' | elman score licence.elman --colour"});
  page.paragraph("commands-say");
  page.paragraph("own-text", {{"most", std::to_string(longest_text)}});
}

}  // namespace

Document generate(const LessonOptions& options) {
  Page page("generate", generate_texts, options.language);
  const std::string text = chosen_text(options, page.text("poem"));
  const CharacterModelOptions network{architecture_of(options.arch), hidden_layer_size(options), options.seed};
  const CharacterModel beginning(text, network);
  CharacterModel half(text, network);
  const bool is_half = learn_half(half, options.updates);
  CharacterModel model(text, network);
  Unseen unseen;
  if (options.text.empty()) unseen.ids = model.ids_of(page.text("unseen-poem"));
  unseen.unknown = static_cast<std::size_t>(std::ranges::count(unseen.ids, text::Vocabulary::unknown));
  const std::vector<Stage> stages = learn_and_look(model, options, unseen);

  page.paragraph("what");
  page.paragraph("writing-is");
  show_text(page, options, model, text);
  show_chunks(page, model);
  show_learning(page, options, model, stages);
  page.heading("numbers");
  page.paragraph("loss-is");
  page.paragraph(is_half ? "half-way" : "so-far", {{"updates", std::to_string(half.updates())}});
  show_surprises(page, half);
  show_temperatures(page, half);
  show_unit(page, beginning, model);
  show_by_heart(page, options, model, stages, unseen);
  show_what_next(page);
  page.attempt("generate --updates 30", "try-early");
  page.attempt("generate --hidden-size 8", "try-small");
  page.attempt("generate --arch rnn", "try-arch");
  page.attempt("generate --seed 2", "try-seed");
  return page.finish();
}

}  // namespace elman::lessons
