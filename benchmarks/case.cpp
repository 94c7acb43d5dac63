#include <charconv>
#include <sstream>

#include "benchmarks/task.h"
#include "elman/error.h"

namespace elman::benchmarks {

namespace {

std::int32_t to_number(const std::string& name, const std::string& text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw UsageError("benchmark: " + name + " is '" + text + "', expected a whole number");
  }
  return value;
}

}  // namespace

Case::Case(const std::string& line) {
  std::istringstream words(line);
  words >> kind_;
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) throw UsageError("benchmark: '" + word + "' is not name=value");
    values_[word.substr(0, equals)] = word.substr(equals + 1);
  }
}

std::string Case::text(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw UsageError("benchmark: " + kind_ + " needs " + name + "=...");
  return found->second;
}

int Case::number(const std::string& name) const { return to_number(name, text(name)); }

std::vector<std::int32_t> Case::numbers(const std::string& name) const {
  std::vector<std::int32_t> values;
  std::istringstream parts(text(name));
  for (std::string part; std::getline(parts, part, ',');) values.push_back(to_number(name, part));
  return values;
}

}  // namespace elman::benchmarks
