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

std::chrono::year_month month_of(const Moment& moment) { return moment.day.year() / moment.day.month(); }

std::chrono::day last_day_of(std::chrono::year_month month) { return (month / std::chrono::last).day(); }

// The moment `months` later: on the same day of its month or, if `at_end`, on the last one. A month that is too short
// has it on its last day.
Moment months_later(Moment moment, std::int64_t months, bool at_end) {
  const std::chrono::year_month month = month_of(moment) + std::chrono::months(months);
  const std::chrono::day last = last_day_of(month);
  moment.day = month / (at_end ? last : std::min(moment.day.day(), last));
  return moment;
}

Moment seconds_later(Moment moment, double seconds) {
  const double time = seconds_of(moment) + seconds;
  const double days = std::floor(time / seconds_a_day);
  moment.day = std::chrono::sys_days(std::chrono::days(static_cast<int>(days)));
  moment.seconds = static_cast<int>(time - days * seconds_a_day);
  return moment;
}

// How rows go on from one to the next.
struct Step {
  std::int64_t months = 0;  // 0: seconds
  bool at_end = false;      // of a month
  double seconds = 0;
};

Moment later(const Moment& moment, const Step& step, std::int64_t count) {
  return step.months > 0 ? months_later(moment, step.months * count, step.at_end)
                         : seconds_later(moment, step.seconds * static_cast<double>(count));
}

// The one step by which each moment follows from the first; none if there is none.
std::optional<Step> step_of(const std::vector<Moment>& moments) {
  const Moment& first = moments.front();
  const Moment& last = moments.back();
  const auto steps = static_cast<std::int64_t>(moments.size()) - 1;
  const std::int64_t months = (month_of(last) - month_of(first)).count();
  const double seconds = seconds_of(last) - seconds_of(first);
  if (!(seconds > 0)) return std::nullopt;
  std::vector<Step> possible;
  if (months > 0 && months % steps == 0) {
    possible.push_back({.months = months / steps});
    possible.push_back({.months = months / steps, .at_end = true});
  }
  possible.push_back({.seconds = seconds / static_cast<double>(steps)});
  for (const Step& step : possible) {
    const auto follows = [&](std::int64_t i) {
      return seconds_of(later(first, step, i)) == seconds_of(moments[static_cast<std::size_t>(i)]);
    };
    std::int64_t i = 1;
    while (i <= steps && follows(i)) ++i;
    if (i > steps) return step;
  }
  return std::nullopt;
}

std::vector<std::string> dates_after(const std::vector<Moment>& moments, std::size_t count) {
  constexpr double last_second = 253'402'300'799;  // of the year 9999
  std::vector<std::string> dates;
  const std::optional<Step> step = step_of(moments);
  if (!step) return dates;
  const auto before = static_cast<std::int64_t>(moments.size()) - 1;
  for (std::size_t i = 1; i <= count; ++i) {
    const std::int64_t steps = before + static_cast<std::int64_t>(i);
    const double at_most = step->months > 0 ? static_cast<double>(step->months) * 31 * seconds_a_day : step->seconds;
    if (seconds_of(moments.front()) + at_most * static_cast<double>(steps) > last_second) break;
    dates.push_back(text_of(later(moments.front(), *step, steps)));
  }
  return dates;
}

std::vector<std::string> numbers_after(const std::vector<double>& numbers, std::size_t count) {
  constexpr double most = 1e15;
  constexpr double tolerance = 1e-6;  // of a step
  std::vector<std::string> labels;
  const double step = (numbers.back() - numbers.front()) / static_cast<double>(numbers.size() - 1);
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    if (std::abs(numbers[i] - numbers[i - 1] - step) > tolerance * step) return labels;
  }
  const double last_step = numbers.back() - numbers[numbers.size() - 2];
  for (std::size_t i = 1; i <= count; ++i) {
    const double next = numbers.back() + last_step * static_cast<double>(i);
    if (!(std::abs(next) < most)) break;
    labels.push_back(text_of_number(next));
  }
  return labels;
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

std::vector<std::string> labels_after(const std::vector<std::string>& labels, std::size_t count) {
  constexpr std::size_t looked_at = 13;  // a year of months, more than a week of days
  const std::size_t size = std::min(labels.size(), looked_at);
  std::vector<double> numbers;
  std::vector<Moment> moments;
  for (auto label = labels.end() - static_cast<std::ptrdiff_t>(size); label != labels.end(); ++label) {
    if (const auto number = number_of(*label)) numbers.push_back(*number);
    if (const auto moment = date_of(*label)) moments.push_back(*moment);
  }
  std::vector<std::string> after;
  if (size >= 2 && numbers.size() == size) after = numbers_after(numbers, count);
  if (size >= 2 && moments.size() == size) after = dates_after(moments, count);
  after.resize(after.empty() ? 0 : count);
  return after;
}

}  // namespace elman::data
