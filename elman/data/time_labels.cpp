#include "elman/data/time_labels.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "elman/error.h"
#include "elman/fields.h"
#include "elman/text/unicode.h"

namespace elman::data {

namespace {

constexpr double seconds_a_day = 86'400;

// Takes `count` digits and what follows them, if it is one of `ends` (the text's end counts as '\0').
std::optional<int> take(std::string_view& text, std::size_t count, std::string_view ends) {
  int value = 0;
  if (text.size() < count) return std::nullopt;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc() || stop != text.data() + count || text[0] < '0' || text[0] > '9') return std::nullopt;
  text.remove_prefix(count);
  const char end = text.empty() ? '\0' : text.front();
  if (ends.find(end) == std::string_view::npos) return std::nullopt;
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

using namespace std::string_view_literals;

struct Moment {
  std::chrono::year_month_day day = {};
  int seconds = 0;
  bool has_clock = false;
};

std::optional<Moment> date_of(std::string_view text) {
  const auto year = take(text, 4, "-/"sv);
  if (!year) return std::nullopt;
  const auto month = take(text, 2, "-/"sv);
  if (!month) return std::nullopt;
  const auto day = take(text, 2, " T\0"sv);
  if (!day) return std::nullopt;
  Moment moment{.day = std::chrono::year(*year) / *month / *day};
  if (!moment.day.ok()) return std::nullopt;
  if (text.empty()) return moment;
  moment.has_clock = true;
  const auto hour = take(text, 2, ":"sv);
  const auto minute = hour ? take(text, 2, ":\0Z"sv) : std::nullopt;
  const auto second = minute && !text.empty() ? take(text, 2, "Z\0"sv) : std::optional(0);
  if (!minute || !second || *hour > 23 || *minute > 59 || *second > 60 || !text.empty()) return std::nullopt;
  moment.seconds = *hour * 3600 + *minute * 60 + *second;
  return moment;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

double seconds_of(const Moment& moment) {
  const auto days = std::chrono::sys_days(moment.day).time_since_epoch().count();
  return static_cast<double>(days) * seconds_a_day + moment.seconds;
}

std::string text_of(const Moment& moment) {
  char text[64];
  const int year = static_cast<int>(moment.day.year());
  const auto month = static_cast<unsigned>(moment.day.month());
  const auto day = static_cast<unsigned>(moment.day.day());
  const int length = moment.has_clock
                         ? std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", year, month, day,
                                         moment.seconds / 3600, moment.seconds / 60 % 60, moment.seconds % 60)
                         : std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, month, day);
  return {text, static_cast<std::size_t>(length)};
}

// Months from one date to the other if they are the same day of their months; 0 otherwise.
int months_between(const Moment& from, const Moment& to) {
  if (from.day.day() != to.day.day() || from.has_clock || to.has_clock) return 0;
  return (static_cast<int>(to.day.year()) - static_cast<int>(from.day.year())) * 12 +
         (static_cast<int>(static_cast<unsigned>(to.day.month())) -
          static_cast<int>(static_cast<unsigned>(from.day.month())));
}

}  // namespace

std::optional<double> time_of(std::string_view label) {
  if (const auto number = number_of(label)) return number;
  const auto moment = date_of(label);
  return moment ? std::optional(seconds_of(*moment)) : std::nullopt;
}

std::string check_order(const std::vector<std::string>& labels, const std::vector<std::size_t>& lines,
                        const std::string& path, const std::string& column) {
  std::vector<double> times;
  for (const std::string& label : labels) {
    const auto time = time_of(label);
    if (!time) return {};
    times.push_back(*time);
  }
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (!(times[i] > times[i - 1])) {
      throw DataError(path + ":" + std::to_string(lines[i]) + ":1: found " + text::display(labels[i]) + " in column " +
                      text::display(column) + " after " + text::display(labels[i - 1]) +
                      ", expected times in ascending order; sort the rows, or say --time NAME (or none) if this "
                      "column is not the time");
    }
    steps.push_back(times[i] - times[i - 1]);
  }
  if (steps.empty()) return {};
  std::vector<double> sorted = steps;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
  const double usual = sorted[sorted.size() / 2];
  constexpr double tolerance = 1.5;  // months are of 28 to 31 days
  std::size_t gaps = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] <= tolerance * usual) continue;
    if (gaps++ == 0) first = i;
  }
  if (gaps == 0) return {};
  return std::to_string(gaps) + (gaps == 1 ? " gap" : " gaps") + " in " + text::display(column) +
         ", the first after line " + std::to_string(lines[first]) + "; rows are taken for evenly spaced steps";
}

std::string label_after(const std::vector<std::string>& labels, std::size_t steps) {
  if (labels.size() < 2) return {};
  const std::string& last = labels.back();
  const std::string& before = labels[labels.size() - 2];
  const auto a = number_of(before);
  const auto b = number_of(last);
  constexpr double most = 1e15;
  if (a && b) {
    const double next = *b + (*b - *a) * static_cast<double>(steps);
    return std::abs(next) < most ? text_of_number(next) : std::string();
  }
  const auto from = date_of(before);
  auto to = date_of(last);
  if (!from || !to) return {};
  if (const int months = months_between(*from, *to); months > 0) {
    constexpr std::size_t most_months = 100'000;  // years have four digits
    if (steps > most_months / static_cast<std::size_t>(months)) return {};
    to->day += std::chrono::months(months * static_cast<int>(steps));
    return to->day.ok() ? text_of(*to) : std::string();
  }
  const double next = seconds_of(*to) + (seconds_of(*to) - seconds_of(*from)) * static_cast<double>(steps);
  const double days = std::floor(next / seconds_a_day);
  if (std::abs(next) > 1e11) return {};
  to->day = std::chrono::sys_days(std::chrono::days(static_cast<int>(days)));
  to->seconds = static_cast<int>(next - days * seconds_a_day);
  return text_of(*to);
}

}  // namespace elman::data
