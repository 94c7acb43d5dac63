#include "elman/tasks/merge_dropout.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "elman/text/words.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

// Sources by parts of words, with features; targets by characters.
tasks::PairCoding coding() {
  tasks::PairCoding coding;
  coding.format.features = true;
  coding.format.source.kind = text::SymbolKind::bpe;
  coding.format.source.encoding = std::make_shared<text::BytePairEncoding>(
      text::BytePairEncoding::from_list(std::vector<std::string>{"l o", "lo w", "  low", "e r", " low er"}));
  text::VocabularyOptions options{.required = text::required_symbols(coding.format.source)};
  options.required.emplace_back(text::feature_symbol("PL"));
  coding.source = text::Vocabulary::from_counts({}, options);
  coding.target = text::Vocabulary::from_counts({{"a", 1}, {"b", 1}});
  return coding;
}

TEST(MergeDropout, ChangesThePartsOfWordsAndNothingElse) {
  const tasks::PairCoding with = coding();
  const Ids source{with.source.id(" lower"), with.source.id(" low"), with.source.id(text::feature_symbol("PL")),
                   text::Vocabulary::end};
  const data::EncodedPairs pairs{{source, {4, 5}}, {source, {5}}};
  const tasks::MergeDropout dropout(with, 0.5);
  data::EncodedPairs rewritten;
  std::size_t longer = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed);
    const std::vector<std::int32_t> indices{1, 0};
    dropout.rewrite(pairs, indices, random, rewritten);
    ASSERT_EQ(rewritten.size(), 2U);
    EXPECT_EQ(Ids(rewritten.target(0).begin(), rewritten.target(0).end()), (Ids{5}));
    EXPECT_EQ(Ids(rewritten.target(1).begin(), rewritten.target(1).end()), (Ids{4, 5}));
    for (const std::size_t i : {0, 1}) {
      const Ids ids(rewritten.source(i).begin(), rewritten.source(i).end());
      ASSERT_GE(ids.size(), 4U);
      longer += ids.size() > 4 ? 1 : 0;
      EXPECT_EQ(Ids(ids.end() - 2, ids.end()), Ids(source.end() - 2, source.end()));
      EXPECT_EQ(text::join_bytes(with.source.symbols(std::span(ids).first(ids.size() - 2))), " lower low");
    }
  }
  EXPECT_GT(longer, 30U);
  Random random(1);
  tasks::MergeDropout(with, 0).rewrite(pairs, std::vector<std::int32_t>{0}, random, rewritten);
  EXPECT_EQ(Ids(rewritten.source(0).begin(), rewritten.source(0).end()), source);
}

}  // namespace
}  // namespace elman::test
