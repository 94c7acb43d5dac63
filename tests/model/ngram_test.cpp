#include "elman/model/ngram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "elman/error.h"
#include "elman/random.h"

namespace elman::model {
namespace {

using Ids = std::vector<std::int32_t>;

// Every second symbol depends on the two before it.
Ids some_text(std::size_t size) {
  Random random(3);
  Ids text{0, 1};
  while (text.size() < size) {
    const std::int32_t a = text[text.size() - 1];
    const std::int32_t b = text[text.size() - 2];
    text.push_back(random.below(3) == 0 ? static_cast<std::int32_t>(random.below(5)) : (2 * a + b) % 5);
  }
  return text;
}

// The same probabilities from tables of sequences, as the papers write them.
class Tables {
 public:
  Tables(const Ids& text, int order, int symbols) : symbols_(symbols), counts_(static_cast<std::size_t>(order)) {
    for (std::size_t n = 1; n <= counts_.size(); ++n) {
      std::map<Ids, std::set<Ids>> before;
      for (std::size_t at = 0; at + n <= text.size(); ++at) {
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
        const Ids sequence(begin, begin + static_cast<std::ptrdiff_t>(n));
        if (n == counts_.size()) ++counts_[n - 1][sequence];
        before[sequence].insert(at > 0 ? Ids{text[at - 1]} : Ids{});
      }
      if (n == counts_.size()) continue;
      for (auto& [sequence, preceding] : before) {
        preceding.erase(Ids{});
        counts_[n - 1][sequence] = std::max(1, static_cast<int>(preceding.size()));
      }
    }
  }

  double probability(const Ids& context, std::int32_t symbol) const {
    const double lower =
        context.empty() ? 1.0 / symbols_ : probability(Ids(context.begin() + 1, context.end()), symbol);
    double total = 0;
    double left = 0;
    double own = 0;
    for (const auto& [sequence, count] : counts_[context.size()]) {
      if (!std::equal(context.begin(), context.end(), sequence.begin())) continue;
      const double discount = discount_of(context.size(), count);
      total += count;
      left += discount;
      if (sequence.back() == symbol) own = count - discount;
    }
    return total == 0 ? lower : (own + left * lower) / total;
  }

 private:
  double discount_of(std::size_t order, int count) const {
    double n[5] = {};
    for (const auto& [sequence, of_it] : counts_[order]) n[std::min(of_it, 5) % 5] += 1;
    const double y = n[1] > 0 ? n[1] / (n[1] + 2 * n[2]) : 0.5;
    const int kind = std::min(count, 3);
    const double discount =
        n[kind] > 0 ? kind - (kind + 1) * y * n[kind + 1 == 5 ? 0 : kind + 1] / n[kind] : kind / 2.0;
    return std::clamp(discount, 0.05, kind - 0.05);
  }

  int symbols_;
  std::vector<std::map<Ids, int>> counts_;
};

TEST(NgramModel, SymbolsMayBeAsManyAsTheyLike) {
  const Ids text = some_text(300);
  constexpr std::int32_t apart = 1 << 16;
  Ids far = text;
  for (std::int32_t& id : far) id *= apart;
  const NgramModel near_model(text, 3, 6 * apart);
  const NgramModel far_model(far, 3, 6 * apart);
  for (std::int32_t symbol = 0; symbol < 6; ++symbol) {
    for (const Ids& before : {Ids{}, Ids{1}, Ids{2, 3}}) {
      Ids far_before = before;
      for (std::int32_t& id : far_before) id *= apart;
      EXPECT_EQ(far_model.log_probability(far_before, symbol * apart), near_model.log_probability(before, symbol));
    }
  }
}

TEST(NgramModel, HasTheProbabilitiesOfInterpolatedKneserNey) {
  const Ids text = some_text(300);
  for (const int order : {1, 2, 3, 4}) {
    const NgramModel model(text, order, 6);
    const Tables tables(text, order, 6);
    for (std::size_t at = 0; at < 60; ++at) {
      const Ids before(text.begin() + static_cast<std::ptrdiff_t>(at),
                       text.begin() + static_cast<std::ptrdiff_t>(at) + order - 1);
      for (std::int32_t symbol = 0; symbol < 6; ++symbol) {
        EXPECT_NEAR(std::exp(model.log_probability(before, symbol)), tables.probability(before, symbol), 1e-12)
            << "order " << order;
      }
    }
  }
}

TEST(NgramModel, ProbabilitiesOfAllSymbolsSumToOne) {
  const NgramModel model(some_text(500), 5, 7);
  for (const Ids& before : {Ids{}, Ids{1}, Ids{0, 1, 3, 2}, Ids{6, 6, 6, 6}, Ids{0, 0, 1, 0, 1, 3}}) {
    double sum = 0;
    for (std::int32_t symbol = 0; symbol < 7; ++symbol) sum += std::exp(model.log_probability(before, symbol));
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST(NgramModel, PredictsWhatFollowsAlways) {
  Ids text;
  for (int i = 0; i < 100; ++i) text.insert(text.end(), {0, 1, 2});
  const NgramModel model(text, 3, 4);
  EXPECT_GT(std::exp(model.log_probability(Ids{0, 1}, 2)), 0.98);
  EXPECT_LT(std::exp(model.log_probability(Ids{0, 1}, 3)), 0.01);
}

TEST(NgramModel, RefusesWhatCannotBe) {
  EXPECT_THROW(NgramModel(Ids{0, 1}, 0, 2), UsageError);
  EXPECT_THROW(NgramModel(Ids{0, 2}, 2, 2), UsageError);
  EXPECT_THROW(NgramModel(Ids{-1}, 2, 2), UsageError);
  EXPECT_NEAR(NgramModel(Ids{}, 3, 4).log_probability(Ids{1}, 2), std::log(0.25), 1e-12);
}

}  // namespace
}  // namespace elman::model
