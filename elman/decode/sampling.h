// Drawing symbols from a model's probabilities.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/fields.h"
#include "elman/scalar.h"

namespace elman::decode {

// In this order: the repetition penalty, the temperature, and then the unlikely symbols are left out.
struct SamplingOptions {
  double temperature = 1;  // log-probabilities are divided by it; 0: always the most probable symbol
  int top_k = 0;           // only the k most probable symbols; 0: all (Fan et al. 2018)
  double top_p = 1;        // only the most probable ones that have this probability together (Holtzman et al. 2020)
  double min_p = 0;  // only those that have this share of the most probable one's probability (Nguyen et al. 2024)
  double repetition_penalty = 1;  // log-probabilities of symbols that the text has are multiplied by it (Keskar et al.
                                  // 2019, who do it with scores)
  std::uint64_t seed = 1;
};
Fields fields(SamplingOptions& options);
// Throws UsageError for options out of range.
void check(const SamplingOptions& options);

// Draws the symbols of one text. What it draws comes from the seed, the text's number and the place in the text alone.
class Sampler {
 public:
  // Throws UsageError for options out of range.
  Sampler(const SamplingOptions& options, std::uint64_t number);

  // log_probabilities of all symbols, some of which may be -infinity. Throws UsageError if all are.
  std::int32_t draw(std::span<const Scalar> log_probabilities);
  // The probability with which draw() would take each symbol now; 0 for what is left out. Throws as draw() does.
  std::vector<double> chances(std::span<const Scalar> log_probabilities);
  // A symbol that the text has, for the repetition penalty: drawn ones need not be told.
  void note(std::int32_t id);

 private:
  struct Candidate {
    std::int32_t id = 0;
    double weight = 0;  // its log-probability, then its probability up to a factor
  };
  double choose_candidates(std::span<const Scalar> log_probabilities);
  void weigh();
  void leave_out_unlikely();

  SamplingOptions options_;
  std::uint64_t number_;
  std::uint64_t drawn_ = 0;
  std::vector<bool> seen_;             // by id
  std::vector<Candidate> candidates_;  // by id or, if some are left out, the most probable first
};

}  // namespace elman::decode
