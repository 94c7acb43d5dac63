#include "lessons/page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "elman/elman.h"

namespace elman::lessons {

namespace {

constexpr std::string_view claim_prefix = "claim:";

}  // namespace

std::string shown(double value, int digits) { return shown(Number{value, digits}); }

Page::Page(std::string_view lesson, Texts texts, Language language, Texts shared)
    : texts_(texts), shared_(shared), language_(language) {
  document_.lesson = lesson;
  document_.language = name_of(language);
  document_.title = text("title");
}

std::string Page::text(std::string_view key, std::initializer_list<Value> values) const {
  return filled_in(passage(key), {values.begin(), values.size()});
}

std::string_view Page::passage(std::string_view key) const {
  return find_text(look_up(texts_, key) == nullptr && !shared_.empty() ? shared_ : texts_, key, language_);
}

void Page::heading(std::string_view key, std::initializer_list<Value> values) {
  document_.blocks.emplace_back(Heading{text(key, values)});
}

void Page::step(int step, std::string_view key, std::initializer_list<Value> values) {
  document_.blocks.emplace_back(Heading{text(key, values), step});
}

void Page::paragraph(std::string_view key, std::initializer_list<Value> values) {
  ensure(!key.starts_with(claim_prefix), "a claim has conditions: " + std::string(key));
  document_.blocks.emplace_back(Paragraph{text(key, values)});
}

std::string Page::claim(const std::vector<Claim>& claims) {
  for (const Claim& claim : claims) {
    ensure(claim.key.starts_with(claim_prefix) && !claim.conditions.empty(), claim.key);
    const bool true_here =
        std::ranges::all_of(claim.conditions, [&](const Condition& c) { return holds(c, document_.blocks); });
    if (!true_here) continue;
    document_.blocks.emplace_back(Paragraph{filled_in(passage(claim.key), claim.values),
                                            std::string(claim.key.substr(claim_prefix.size())), claim.conditions});
    return std::string(claim.key);
  }
  return {};
}

void Page::figure(std::vector<std::string> lines) { document_.blocks.emplace_back(Figure{std::move(lines)}); }

void Page::formula(Formula formula) {
  double sum = 0;
  double size = 1;
  for (const std::vector<Factor>& term : formula.terms) {
    double product = 1;
    for (const Factor& factor : term) product *= factor.value.value;
    sum += product;
    size = std::max(size, std::abs(product));
  }
  double result = sum;
  if (formula.function == "tanh") result = std::tanh(sum);
  if (formula.function == "relu") result = std::max(sum, 0.0);
  if (formula.function == "exp") result = std::exp(sum);
  size = std::max(size, std::abs(result));
  const double slack = 1e-5 * size;  // the engine computes in single precision
  ensure(std::abs(sum - formula.sum.value) < slack && std::abs(result - formula.result.value) < slack, formula.name);
  document_.blocks.emplace_back(std::move(formula));
}

void Page::table(Table table) { document_.blocks.emplace_back(std::move(table)); }

std::size_t Page::rows(const std::string& table) const {
  const Table* found = find_table(document_.blocks, table);
  ensure(found != nullptr, "there is a table " + table);
  return found->rows.size();
}

void Page::question(std::string_view key, std::initializer_list<Value> values) {
  document_.blocks.emplace_back(Question{text(key, values), text(std::string(key) + "-answer", values)});
}

void Page::attempt(std::string_view arguments, std::string_view key) {
  std::string command = "elman lesson " + std::string(arguments);
  if (language_ != Language::en) command += " --lang " + name_of(language_);
  document_.blocks.emplace_back(Attempt{command, text(key)});
}

Condition is(Place left, Relation relation, Place right) { return {std::move(left), relation, std::move(right)}; }

Condition is(Place left, Relation relation, double right, int digits) {
  return {std::move(left), relation, Number{right, digits}};
}

Condition is(Place left, Relation relation, std::string right) { return {std::move(left), relation, std::move(right)}; }

Condition is(double left, Relation relation, Place right) { return {Number{left, 6}, relation, std::move(right)}; }

std::vector<Condition> joined(std::vector<Condition> all, const std::vector<Condition>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void ensure(bool holds, std::string_view what) {
  if (!holds) throw Error("lesson: this does not hold: " + std::string(what));
}

}  // namespace elman::lessons
