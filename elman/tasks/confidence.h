// How sure a model may be that an output is right.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "elman/io/model_file.h"

namespace elman::tasks {

// An output whose truth is known.
struct JudgedOutput {
  double log_probability = 0;  // natural logarithm
  std::size_t symbols = 0;     // written, without </s>
  bool right = false;
};

// The probability that a whole output is right, from the one that the model gives it and its length: a logistic
// function fitted on held-out outputs (Platt 1999). A model's own probability says little: label smoothing takes a
// share from each symbol, and dropout and averages move it.
class Confidence {
 public:
  // Nothing is known of any output.
  Confidence() = default;
  // Fitted with a weak pull towards the model's own odds and one imagined wrong output, so that a few outputs, or none
  // that is wrong, will do.
  // Unknown if there are none.
  explicit Confidence(std::span<const JudgedOutput> held_out);
  // Throws ModelError for numbers that are none. Unknown if the file says nothing of it.
  explicit Confidence(const io::ModelFile& file);
  // None if unknown.
  std::vector<io::Section> sections() const;

  bool known() const { return !points_.empty(); }
  // In 0 .. 1, for an output of that many symbols.
  double of(double log_probability, std::size_t symbols) const;

  // Of the held-out outputs with at least this confidence.
  struct OperatingPoint {
    double least = 0;     // confidence
    double answered = 0;  // share of all outputs
    double right = 0;     // share of those
  };
  // The one that answers most and is right as often as wanted; none if there is none.
  std::optional<OperatingPoint> at_precision(double right) const;

 private:
  double bias_ = 0;
  double of_log_probability_ = 1;
  double of_symbols_ = 0;
  std::vector<OperatingPoint> points_;  // by descending confidence; at most a hundred
};

// Expected calibration error, in percent: how far the mean confidence is from the share that is right, over ten bins of
// equal width (Guo et al. 2017).
struct JudgedConfidence {
  double confidence = 0;
  bool right = false;
};
double calibration_error(std::span<const JudgedConfidence> outputs);

}  // namespace elman::tasks
