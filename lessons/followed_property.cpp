#include "lessons/followed_property.h"

#include <algorithm>
#include <cmath>

#include "lessons/short_text.h"

namespace elman::lessons {

namespace {

constexpr int digits = 3;
constexpr double nearly_exact = 0.95;

// The state of each unit after each character: [unit][character].
std::vector<std::vector<double>> states_of(const CharacterModel& model) {
  const CharacterModel::Reading reading = model.read(model.ids());
  std::vector<std::vector<double>> units(reading.states.front().size());
  for (std::size_t at = 1; at < reading.states.size(); ++at) {  // without </s>
    for (std::size_t unit = 0; unit < units.size(); ++unit) units[unit].push_back(reading.states[at][unit]);
  }
  return units;
}

struct Follower {
  std::size_t unit = 0;
  double correlation = 0;
};

// The unit of the strongest correlation, whatever its sign.
Follower best_follower(const std::vector<std::vector<double>>& units, const Property& property) {
  Follower best;
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    const double found = correlation(units[unit], property.values);
    if (std::abs(found) > std::abs(best.correlation)) best = {unit, found};
  }
  return best;
}

Number unit_number(const Follower& follower) { return {static_cast<double>(follower.unit + 1)}; }

}  // namespace

void show_unit(Page& page, const CharacterModel& before, const CharacterModel& after) {
  const std::vector<std::string> characters = after.characters();
  const std::vector<std::vector<double>> first = states_of(before);
  const std::vector<std::vector<double>> last = states_of(after);
  const std::vector<Property> properties = properties_of(characters);
  const std::string updates = std::to_string(after.updates());
  page.heading("unit");
  page.paragraph("unit-is", {{"hidden", std::to_string(last.size())}, {"updates", updates}});
  Table table{.id = "units",
              .columns = {page.text("property"), page.text("unit-before"), page.text("correlation"),
                          page.text("unit-after"), page.text("correlation")}};
  Follower chosen;
  std::size_t row = 0;
  for (const Property& property : properties) {
    const Follower early = best_follower(first, property);
    const Follower late = best_follower(last, property);
    if (std::abs(late.correlation) > std::abs(chosen.correlation)) {
      chosen = late;
      row = table.rows.size();
    }
    table.rows.push_back({page.text(property.key), unit_number(early), Number{std::abs(early.correlation), digits},
                          unit_number(late), Number{std::abs(late.correlation), digits}});
  }
  if (table.rows.empty()) return page.paragraph("no-property");
  page.table(table);
  page.paragraph("unit-chosen",
                 {{"unit", std::to_string(chosen.unit + 1)}, {"property", page.text(properties[row].key)}});
  page.draw(
      ShadedText{.id = "unit",
                 .title = page.text("unit-plot", {{"unit", std::to_string(chosen.unit + 1)}, {"updates", updates}}),
                 .lines = shaded(characters, last[chosen.unit]),
                 .diverging = true});
  const Place early{"units", row, 2};
  const Place late{"units", row, 4};
  page.claim({{"claim:unit-learned", {is(early, Relation::less, late)}},
              {"claim:unit-by-chance", {is(late, Relation::at_most, early)}}});
  page.claim({{"claim:spread", {is(late, Relation::less, nearly_exact)}}});
  page.question("why-state");
}

}  // namespace elman::lessons
