#include "lessons/page.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "elman/elman.h"

namespace elman::lessons {

std::string_view find_text(Texts texts, std::string_view key, Language language) {
  for (const Text& text : texts) {
    if (text.key == key) return language == Language::zh ? text.zh : text.en;
  }
  throw Error("lesson: there is no text \"" + std::string(key) + "\"");
}

std::string shown(const Number& number) {
  char text[64];
  std::snprintf(text, sizeof text, number.scientific ? "%.*e" : "%.*f", number.digits, number.value);
  return text;
}

std::string shown(double value, int digits) { return shown(Number{value, digits}); }

Page::Page(std::string_view lesson, Texts texts, Language language) : texts_(texts), language_(language) {
  document_.lesson = lesson;
  document_.title = text("title");
}

std::string Page::text(std::string_view key, std::initializer_list<Value> values) const {
  std::string result(find_text(texts_, key, language_));
  for (const Value& value : values) {
    const std::string name = '{' + std::string(value.name) + '}';
    for (std::size_t at = result.find(name); at != std::string::npos; at = result.find(name, at + value.text.size())) {
      result.replace(at, name.size(), value.text);
    }
  }
  if (result.find('{') != std::string::npos) throw Error("lesson: no value for a name in: " + result);
  return result;
}

void Page::heading(std::string_view key, std::initializer_list<Value> values) {
  document_.blocks.emplace_back(Heading{text(key, values)});
}

void Page::paragraph(std::string_view key, std::initializer_list<Value> values) {
  document_.blocks.emplace_back(Paragraph{text(key, values)});
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
  const double result = formula.function == "tanh" ? std::tanh(sum) : sum;
  const double slack = 1e-5 * size;  // the engine computes in single precision
  ensure(std::abs(sum - formula.sum.value) < slack && std::abs(result - formula.result.value) < slack, formula.name);
  document_.blocks.emplace_back(std::move(formula));
}

void Page::table(Table table) { document_.blocks.emplace_back(std::move(table)); }

void Page::plot(Plot plot) { document_.blocks.emplace_back(std::move(plot)); }

void Page::attempt(std::string_view arguments, std::string_view key) {
  document_.blocks.emplace_back(Attempt{"elman lesson " + std::string(arguments), text(key)});
}

void ensure(bool holds, std::string_view what) {
  if (!holds) throw Error("lesson: this does not hold: " + std::string(what));
}

}  // namespace elman::lessons
