#include "elman/tasks/confidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "elman/error.h"
#include "elman/io/number_list.h"

namespace elman::tasks {

namespace {

constexpr const char* section_name = "confidence";
constexpr std::size_t most_points = 100;
constexpr std::size_t weight_count = 3;

using Weights = std::array<double, weight_count>;
using Matrix = std::array<Weights, weight_count>;

// 1, log-probability, symbols with </s>.
Weights features_of(double log_probability, std::size_t symbols) {
  // An output that has no probability at all is as good as one that has next to none.
  constexpr double least = -1e4;
  return {1, std::max(log_probability, least), static_cast<double>(symbols + 1)};
}

double dot(const Weights& a, const Weights& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

double logistic(double odds) { return 1 / (1 + std::exp(-odds)); }

// a x = b, for a that is symmetric and positive definite.
Weights solve(Matrix a, Weights b) {
  for (std::size_t i = 0; i < weight_count; ++i) {
    for (std::size_t row = i + 1; row < weight_count; ++row) {
      const double factor = a[row][i] / a[i][i];
      for (std::size_t column = i; column < weight_count; ++column) a[row][column] -= factor * a[i][column];
      b[row] -= factor * b[i];
    }
  }
  for (std::size_t i = weight_count; i-- > 0;) {
    for (std::size_t column = i + 1; column < weight_count; ++column) b[i] -= a[i][column] * b[column];
    b[i] /= a[i][i];
  }
  return b;
}

// Newton's method on the logistic loss and half the squared distance from `prior`, weighted by `pull`.
Weights fit(std::vector<JudgedOutput> outputs) {
  constexpr Weights prior{0, 1, 0};
  constexpr Weights pull{1e-3, 0.1, 1};
  constexpr int most_steps = 50;
  Weights weights = prior;
  for (int step = 0; step < most_steps; ++step) {
    Weights gradient{};
    Matrix curvature{};
    for (std::size_t i = 0; i < weight_count; ++i) {
      gradient[i] = pull[i] * (weights[i] - prior[i]);
      curvature[i][i] = pull[i];
    }
    for (const JudgedOutput& output : outputs) {
      const Weights x = features_of(output.log_probability, output.symbols);
      const double p = logistic(dot(weights, x));
      for (std::size_t i = 0; i < weight_count; ++i) {
        gradient[i] += (p - (output.right ? 1 : 0)) * x[i];
        for (std::size_t j = 0; j < weight_count; ++j) curvature[i][j] += p * (1 - p) * x[i] * x[j];
      }
    }
    const Weights change = solve(curvature, gradient);
    // A full step may go too far where the loss is flat.
    const double largest = std::max({std::abs(change[0]), std::abs(change[1]), std::abs(change[2])});
    const double share = largest > 1 ? 1 / largest : 1;
    for (std::size_t i = 0; i < weight_count; ++i) weights[i] -= share * change[i];
    if (largest < 1e-9) break;
  }
  return weights;
}

}  // namespace

Confidence::Confidence(std::span<const JudgedOutput> held_out) {
  if (held_out.empty()) return;
  // Where nothing is wrong, nothing would say that an output of little probability may be.
  std::vector<JudgedOutput> learnt(held_out.begin(), held_out.end());
  learnt.push_back({.log_probability = std::log(0.01), .symbols = held_out.front().symbols, .right = false});
  const Weights weights = fit(std::move(learnt));
  bias_ = weights[0];
  of_log_probability_ = weights[1];
  of_symbols_ = weights[2];
  std::vector<JudgedConfidence> judged;
  for (const JudgedOutput& output : held_out) {
    const double odds = dot(weights, features_of(output.log_probability, output.symbols));
    judged.push_back({logistic(odds), output.right});
  }
  std::stable_sort(judged.begin(), judged.end(),
                   [](const JudgedConfidence& a, const JudgedConfidence& b) { return a.confidence > b.confidence; });
  const std::size_t points = std::min(judged.size(), most_points);
  const auto all = static_cast<double>(judged.size());
  std::size_t right = 0;
  std::size_t count = 0;
  for (std::size_t point = 1; point <= points; ++point) {
    for (; count < point * judged.size() / points; ++count) right += judged[count].right ? 1 : 0;
    // Of equally sure outputs all are answered, or none.
    if (count < judged.size() && judged[count].confidence == judged[count - 1].confidence) continue;
    const auto answered = static_cast<double>(count);
    points_.push_back({judged[count - 1].confidence, answered / all, static_cast<double>(right) / answered});
  }
}

Confidence::Confidence(const io::ModelFile& file) {
  const std::vector<io::Section>& sections = file.description().sections;
  const bool there = std::any_of(sections.begin(), sections.end(),
                                 [](const io::Section& section) { return section.name == section_name; });
  if (!there) return;
  const auto refuse = [&file] {
    throw ModelError(file.path() + ": found a confidence that is none, expected three weights, then shares");
  };
  bool first = true;
  for (const std::string& entry : file.list(section_name)) {
    const std::vector<double> numbers = io::numbers_in<double>(entry, file.path());
    if (numbers.size() != weight_count) refuse();
    for (const double number : numbers) {
      const bool fits = first ? std::isfinite(number) : number >= 0 && number <= 1;
      if (!fits) refuse();
    }
    if (first) {
      bias_ = numbers[0];
      of_log_probability_ = numbers[1];
      of_symbols_ = numbers[2];
    } else {
      points_.push_back({numbers[0], numbers[1], numbers[2]});
    }
    first = false;
    if (points_.size() > most_points) refuse();
  }
  if (points_.empty()) refuse();
}

std::vector<io::Section> Confidence::sections() const {
  if (!known()) return {};
  io::Section section{.name = section_name, .values = {}, .list = {}, .is_list = true};
  section.list.push_back(io::words_of({bias_, of_log_probability_, of_symbols_}));
  for (const OperatingPoint& one : points_) section.list.push_back(io::words_of({one.least, one.answered, one.right}));
  return {section};
}

double Confidence::of(double log_probability, std::size_t symbols) const {
  return logistic(dot({bias_, of_log_probability_, of_symbols_}, features_of(log_probability, symbols)));
}

std::optional<Confidence::OperatingPoint> Confidence::at_precision(double right) const {
  std::optional<OperatingPoint> most;
  for (const OperatingPoint& one : points_) {
    if (one.right >= right && (!most || one.answered > most->answered)) most = one;
  }
  return most;
}

double calibration_error(std::span<const JudgedConfidence> outputs) {
  constexpr std::size_t bin_count = 10;
  std::array<double, bin_count> differences{};
  for (const JudgedConfidence& output : outputs) {
    const auto bin = static_cast<std::size_t>(std::clamp(output.confidence, 0.0, 1.0) * bin_count);
    differences[std::min(bin, bin_count - 1)] += output.confidence - (output.right ? 1 : 0);
  }
  double sum = 0;
  for (const double difference : differences) sum += std::abs(difference);
  return outputs.empty() ? 0 : 100 * sum / static_cast<double>(outputs.size());
}

}  // namespace elman::tasks
