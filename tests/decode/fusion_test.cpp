#include "elman/decode/fusion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "elman/decode/search.h"
#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::decode {
namespace {

using Ids = std::vector<std::int32_t>;

// Rows whose next symbol depends on the last one alone, from a table of log-probabilities.
class Chain : public model::Decoding {
 public:
  Chain(int rows, std::vector<std::vector<double>> next) : rows_(rows), next_(std::move(next)) {}

  int rows() const override { return rows_; }
  int vocabulary_size() const override { return static_cast<int>(next_.front().size()); }
  int length_limit(int) const override { return 8; }
  const Tensor& alignment() const override { return alignment_; }
  const Tensor& step(std::span<const std::int32_t> tokens) override {
    read.emplace_back(tokens.begin(), tokens.end());
    result_ = Tensor(Shape{rows_, vocabulary_size()});
    for (int row = 0; row < rows_; ++row) {
      for (int id = 0; id < vocabulary_size(); ++id) {
        result_[row * vocabulary_size() + id] =
            static_cast<Scalar>(next_[static_cast<std::size_t>(tokens[row])][static_cast<std::size_t>(id)]);
      }
    }
    return result_;
  }
  void reorder(std::span<const std::int32_t> from) override { rows_ = static_cast<int>(from.size()); }

  std::vector<Ids> read;

 private:
  int rows_;
  std::vector<std::vector<double>> next_;
  Tensor result_;
  Tensor alignment_;
};

constexpr double never = -1e9;

// Special symbols, a and b: each of the latter as probable as is said, wherever.
std::vector<std::vector<double>> always(double end, double a, double b, double c = never) {
  return std::vector<std::vector<double>>(7, {never, never, never, end, a, b, c});
}

TEST(Fusion, AddsTheLanguageModelsLogProbabilities) {
  auto main = std::make_unique<Chain>(1, always(-1, -2, -3, -4));
  auto language = std::make_unique<Chain>(1, always(-0.5, -10, -20, -30));
  Chain* heard = language.get();
  // Symbol 4 of the model is 5 of the language model, 5 is 4, and 6 is not known.
  Fusion fusion(std::move(main), std::move(language), {0, 1, 2, 3, 5, 4, 1}, 0.1);
  const Tensor& first = fusion.step(Ids{text::Vocabulary::start});
  EXPECT_NEAR(first[3], -1 - 0.05, 1e-6);
  EXPECT_NEAR(first[4], -2 - 2, 1e-6);
  EXPECT_NEAR(first[5], -3 - 1, 1e-6);
  EXPECT_NEAR(first[6], -4 - 0.1 * std::log(7.0), 1e-6);
  fusion.step(Ids{4});
  fusion.step(Ids{6});
  EXPECT_EQ(heard->read, (std::vector<Ids>{{text::Vocabulary::start}, {5}, {text::Vocabulary::unknown}}));
}

TEST(Fusion, DecidesBetweenWhatIsEquallyProbable) {
  for (const bool prefers_b : {false, true}) {
    // After a symbol the text ends.
    const std::vector<std::vector<double>> next{{},
                                                {},
                                                {never, never, never, never, std::log(0.51), std::log(0.49)},
                                                {},
                                                {never, never, never, 0, never, never},
                                                {never, never, never, 0, never, never}};
    std::vector<std::vector<double>> language(6, {never, never, never, 0, std::log(0.9), std::log(0.1)});
    if (prefers_b) {
      for (auto& row : language) std::swap(row[4], row[5]);
    }
    std::vector<std::vector<double>> whole = next;
    for (auto& row : whole) row.resize(6, never);
    Fusion fusion(std::make_unique<Chain>(2, whole), std::make_unique<Chain>(2, language), {0, 1, 2, 3, 4, 5}, 0.5);
    const auto found = search(fusion, {.beam = 2, .nbest = 2});
    ASSERT_EQ(found.size(), 2U);
    for (const auto& of_source : found) {
      EXPECT_EQ(of_source[0].ids, Ids{prefers_b ? 5 : 4});
      EXPECT_EQ(of_source[1].ids, Ids{prefers_b ? 4 : 5});
    }
  }
}

TEST(Fusion, RefusesModelsThatDoNotFit) {
  const auto make = [](int rows, const Ids& ids) {
    Fusion(std::make_unique<Chain>(1, always(-1, -1, -1)), std::make_unique<Chain>(rows, always(-1, -1, -1)), ids, 1);
  };
  EXPECT_THROW(make(2, {0, 1, 2, 3, 4, 5, 6}), UsageError);
  EXPECT_THROW(make(1, {0, 1, 2}), UsageError);
}

}  // namespace
}  // namespace elman::decode
