#include "elman/decode/sentence_metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "elman/decode/sentence_tokens.h"
#include "elman/error.h"

namespace elman::test {
namespace {

using Strings = std::vector<std::string>;

// What sacreBLEU and rouge-score give (tools/translation_reference.py).
nlohmann::json reference() {
  std::ifstream file(ELMAN_TEST_DATA "/reference/translation.json");
  return nlohmann::json::parse(file);
}

std::string joined(const Strings& tokens) {
  std::string text;
  for (const std::string& token : tokens) text.append(text.empty() ? "" : " ").append(token);
  return text;
}

TEST(SentenceTokens, AreThoseOfSacreBleu) {
  const nlohmann::json all = reference();
  ASSERT_GT(all["tokenized"].size(), 20U);
  for (const auto& line : all["tokenized"]) {
    EXPECT_EQ(joined(decode::tokens_13a(line["text"].get<std::string>())), line["tokens"].get<std::string>())
        << line["text"];
  }
}

TEST(SentenceTokens, OfRougeAreLettersAndDigitsInLowerCase) {
  EXPECT_EQ(decode::rouge_tokens("It's the U.S.-based Café, 3.5!"),
            (Strings{"it", "s", "the", "u", "s", "based", "caf", "3", "5"}));
}

TEST(SentenceTokens, OfChrfAreCharactersWithoutWhiteSpace) {
  EXPECT_EQ(decode::characters_of(" a\u00A0\u3000b\tc\u00E9"), (Strings{"a", "b", "c", "\u00E9"}));
}

TEST(SentenceMetrics, AreThoseOfSacreBleuAndRougeScore) {
  const nlohmann::json all = reference();
  ASSERT_GT(all["sets"].size(), 5U);
  for (const auto& set : all["sets"]) {
    const auto written = set["written"].get<Strings>();
    const auto references = set["references"].get<std::vector<Strings>>();
    decode::SentenceScore score;
    for (std::size_t i = 0; i < written.size(); ++i) score.add(decode::score_sentence(written[i], references[i]));
    const std::string name = set["name"];
    EXPECT_NEAR(score.bleu(), set["bleu"].get<double>(), 1e-9) << name;
    EXPECT_NEAR(score.brevity_penalty(), set["brevity_penalty"].get<double>(), 1e-12) << name;
    EXPECT_EQ(score.written_tokens, set["written_tokens"].get<std::size_t>()) << name;
    EXPECT_EQ(score.reference_tokens, set["reference_tokens"].get<std::size_t>()) << name;
    EXPECT_NEAR(score.chrf(), set["chrf"].get<double>(), 1e-9) << name;
    EXPECT_NEAR(score.rouge_1(), set["rouge1"].get<double>(), 1e-9) << name;
    EXPECT_NEAR(score.rouge_2(), set["rouge2"].get<double>(), 1e-9) << name;
    EXPECT_NEAR(score.rouge_l(), set["rougeL"].get<double>(), 1e-9) << name;
  }
}

TEST(SentenceMetrics, OfNothingAreZero) {
  const decode::SentenceScore none;
  EXPECT_EQ(none.bleu(), 0);
  EXPECT_EQ(none.chrf(), 0);
  EXPECT_EQ(none.rouge_l(), 0);
}

TEST(SentenceMetrics, WithoutAReferenceAreRefused) { EXPECT_THROW(decode::score_sentence("a", {}), UsageError); }

}  // namespace
}  // namespace elman::test
