#include "elman/data/delays.h"

#include <algorithm>
#include <charconv>

#include "elman/error.h"

namespace elman::data {

namespace {

[[noreturn]] void fail(const std::string& option, const std::string& found, int least) {
  throw UsageError(option + ": found " + found + ", expected delays from " + std::to_string(least) + " to " +
                   std::to_string(longest_delay) + " such as 1..12 or 1,2,12, or none");
}

int number_of(std::string_view text, const std::string& option, int least) {
  int value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size() || text.empty()) {
    constexpr std::size_t most_shown = 20;
    fail(option, "\"" + std::string(text.substr(0, most_shown)) + "\"", least);
  }
  if (value < least || value > longest_delay) fail(option, std::to_string(value), least);
  return value;
}

}  // namespace

std::vector<int> parse_delays(std::string_view text, const std::string& option, int least) {
  std::vector<int> delays;
  if (text == "none") return delays;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t dots = part.find("..");
    const int first = number_of(part.substr(0, std::min(dots, part.size())), option, least);
    const int last = dots == std::string_view::npos ? first : number_of(part.substr(dots + 2), option, least);
    if (last < first) fail(option, std::string(part), least);
    for (int delay = first; delay <= last; ++delay) delays.push_back(delay);
    if (end + 1 == text.size()) fail(option, "a comma at the end", least);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::sort(delays.begin(), delays.end());
  const auto twice = std::adjacent_find(delays.begin(), delays.end());
  if (twice != delays.end()) fail(option, "the delay " + std::to_string(*twice) + " twice", least);
  return delays;
}

int Delays::longest() const {
  return std::max(outputs.empty() ? 0 : outputs.back(), inputs.empty() ? 0 : inputs.back());
}

std::vector<std::string> regressor_names(const Delays& delays, std::span<const std::string> targets,
                                         std::span<const std::string> inputs) {
  std::vector<std::string> names;
  const auto add = [&names](std::span<const int> lags, std::span<const std::string> columns) {
    for (const int delay : lags) {
      for (const std::string& column : columns) {
        names.push_back(column + (delay == 0 ? "(t)" : "(t-" + std::to_string(delay) + ")"));
      }
    }
  };
  add(delays.outputs, targets);
  add(delays.inputs, inputs);
  return names;
}

}  // namespace elman::data
