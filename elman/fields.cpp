#include "elman/fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "elman/error.h"
#include "elman/printable.h"

namespace elman {

namespace {

template <class Number>
std::string shortest_text(Number number) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  return {text, end};
}

template <class Number>
void parse_any(const std::string& where, const std::string& text, Number& value) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) return;
  std::string expected = std::is_floating_point_v<Number> ? "a number" : "a whole number";
  if (error == std::errc::result_out_of_range && stop == end) {
    expected += " from " + shortest_text(std::numeric_limits<Number>::lowest()) + " to " +
                shortest_text(std::numeric_limits<Number>::max());
  }
  throw UsageError(where + " is " + in_quotes(text) + ", expected " + expected);
}

// 100000 for whole numbers that to_chars would shorten to 1e+05.
std::string bound_text(double bound) {
  constexpr double most = 1e15;
  const bool whole = std::abs(bound) < most && bound == std::floor(bound);
  return whole ? std::to_string(static_cast<std::int64_t>(bound)) : shortest_text(bound);
}

std::string range_text(double low, double high, bool low_open, bool high_open) {
  const std::string from = (low_open ? "more than " : "at least ") + bound_text(low);
  const std::string to = (high_open ? "less than " : "at most ") + bound_text(high);
  if (std::isinf(low) && std::isinf(high)) return "a finite number";
  if (std::isinf(high)) return from;
  if (std::isinf(low)) return to;
  if (!low_open && !high_open) return bound_text(low) + " to " + bound_text(high);
  return from + " and " + to;
}

}  // namespace

std::string text_of_number(double value) { return shortest_text(value); }
std::string text_of_number(float value) { return shortest_text(value); }
std::string text_of_number(std::int64_t value) { return shortest_text(value); }
std::string text_of_number(std::uint64_t value) { return shortest_text(value); }

void parse_number(const std::string& where, const std::string& text, double& value) { parse_any(where, text, value); }
void parse_number(const std::string& where, const std::string& text, float& value) { parse_any(where, text, value); }
void parse_number(const std::string& where, const std::string& text, int& value) { parse_any(where, text, value); }
void parse_number(const std::string& where, const std::string& text, std::uint64_t& value) {
  parse_any(where, text, value);
}

void parse_flag(const std::string& where, const std::string& text, bool& value) {
  if (text != "true" && text != "false")
    throw UsageError(where + " is " + in_quotes(text) + ", expected true or false");
  value = text == "true";
}

void parse_character(const std::string& where, const std::string& text, char& value) {
  if (text.size() != 1) throw UsageError(where + " is " + in_quotes(text) + ", expected one ASCII character");
  value = text[0];
}

void fail_unknown_choice(std::string_view what, std::string_view name, const std::string& known) {
  throw UsageError(std::string(what) + " " + in_quotes(name) + " is not known, expected one of " + known);
}

Field Field::between(double low, double high) const {
  Field field = *this;
  field.low_ = low;
  field.high_ = high;
  return field;
}

Field Field::more_than(double low) const {
  Field field = at_least(low);
  field.low_open_ = true;
  return field;
}

Field Field::from_to_below(double low, double high) const {
  Field field = between(low, high);
  field.high_open_ = true;
  return field;
}

Field Field::inside(double low, double high) const {
  Field field = from_to_below(low, high);
  field.low_open_ = true;
  return field;
}

Field Field::without_effect() const {
  Field field = *this;
  field.has_effect_ = false;
  return field;
}

void Field::check() const {
  if (type_ != FieldType::number && type_ != FieldType::whole_number) return;
  const std::string found = text();
  const double number = std::stod(found);
  const bool above = low_open_ ? number > low_ : number >= low_;
  const bool below = high_open_ ? number < high_ : number <= high_;
  if (above && below && std::isfinite(number)) return;
  const bool bounded = std::isfinite(low_) || std::isfinite(high_);
  throw UsageError(std::string(name_) + " is " + found + ", expected " +
                   (bounded && !std::isfinite(number) ? "a finite number, " : "") +
                   range_text(low_, high_, low_open_, high_open_));
}

void set_fields(const Settings& settings, std::span<const Field> fields) {
  for (const Field& field : fields) {
    const auto found = settings.find(std::string_view(field.name()));
    if (found != settings.end()) field.parse(found->second.where, found->second.text);
  }
}

}  // namespace elman
