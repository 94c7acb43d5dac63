#include "elman/text/byte_pair_encoding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "elman/error.h"
#include "elman/text/byte_pair_learner.h"
#include "elman/text/symbols.h"
#include "elman/text/vocabulary.h"
#include "elman/text/words.h"
#include "tests/support/messages.h"
#include "tests/support/property.h"

namespace elman::test {
namespace {

using text::BytePairEncoding;
using Strings = std::vector<std::string>;

BytePairEncoding encoding_of(const Strings& list) { return BytePairEncoding::from_list(list); }

BytePairEncoding learnt_from(const Strings& texts, std::size_t merges) {
  text::BytePairLearner learner;
  for (const std::string& text : texts) {
    for (const std::string& word : text::split_words(text)) learner.add(word);
  }
  return learner.learn(merges);
}

// What the definition says, counted anew for each merge.
Strings merges_by_definition(const Strings& texts, std::size_t most) {
  std::vector<Strings> words;
  for (const std::string& text : texts) {
    for (const std::string& word : text::split_words(text)) words.push_back(text::split_scalars(word));
  }
  Strings merges;
  while (merges.size() < most) {
    std::map<std::pair<std::string, std::string>, int> counts;
    for (const Strings& word : words) {
      for (std::size_t i = 0; i + 1 < word.size(); ++i) ++counts[{word[i], word[i + 1]}];
    }
    const auto best = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (best == counts.end() || best->second < 2) break;
    const auto [left, right] = best->first;
    const std::string merge = left + " " + right;
    if (std::find(merges.begin(), merges.end(), merge) == merges.end()) merges.push_back(merge);
    for (Strings& word : words) {
      Strings merged;
      for (std::size_t i = 0; i < word.size(); ++i) {
        const bool here = i + 1 < word.size() && word[i] == left && word[i + 1] == right;
        merged.push_back(here ? left + right : word[i]);
        i += here ? 1 : 0;
      }
      word = merged;
    }
  }
  return merges;
}

TEST(BytePairEncoding, MergesWhatWasLearntFirst) {
  const BytePairEncoding encoding = encoding_of({"b c", "a b", "  a", " a b", "a bc"});
  EXPECT_EQ(encoding.split("abc ab xab"), (Strings{" a", "bc", " ", "ab", " ", "x", "ab"}));
}

TEST(BytePairEncoding, MergesARunFromTheLeft) {
  EXPECT_EQ(encoding_of({"a a", "aa aa"}).split("aaaaaaa"), (Strings{" ", "aaaa", "aa", "a"}));
}

TEST(BytePairEncoding, SpellsCharactersOutsideOfTheAlphabetInBytes) {
  EXPECT_EQ(encoding_of({"\u00E9", "\u00E9 a"}).split("\u00E9a\u00F8"), (Strings{" ", "\u00E9a", "<0xC3>", "<0xB8>"}));
}

TEST(BytePairEncoding, GivesWhatIsOutsideOfLinesAsSymbolsThatNoVocabularyHas) {
  const std::string text("a\nb\0c", 5);
  const BytePairEncoding encoding = learnt_from({text, text}, 10);
  EXPECT_EQ(text::join_words(encoding.split(text)), text);
  const Strings all = encoding.symbols();
  EXPECT_EQ(std::count(all.begin(), all.end(), "\n"), 0);
  EXPECT_EQ(std::count(all.begin(), all.end(), std::string(1, '\0')), 0);
  EXPECT_TRUE(contains(message_of<ModelError>([] { encoding_of({"a \n"}); }), "known by then"));
}

TEST(BytePairEncoding, DropoutTakesWordsApartInOtherWays) {
  const BytePairEncoding encoding = learnt_from({"low lower lowest lowest", "new newer newest newest"}, 40);
  const std::string spaced = " lowest newest lower";
  const auto split = [&](double dropout, std::uint64_t seed) {
    Random random(seed);
    return encoding.split_spaced(spaced, dropout, random);
  };
  EXPECT_EQ(split(0, 1), encoding.split_spaced(spaced));
  EXPECT_EQ(split(1, 1).size(), spaced.size());
  EXPECT_EQ(split(0.5, 1), split(0.5, 1));
  std::set<Strings> ways;
  std::size_t few = 0;
  std::size_t many = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    ways.insert(split(0.3, seed));
    few += split(0.1, seed).size();
    many += split(0.6, seed).size();
    std::string together;
    for (const std::string& symbol : split(0.3, seed)) together += symbol;
    EXPECT_EQ(together, spaced);
  }
  EXPECT_GT(ways.size(), 20U);
  EXPECT_LT(few, many);
  EXPECT_GT(few, 50 * split(0, 1).size());
}

TEST(BytePairEncoding, TellsTheSameWordAloneAndAfterOthers) {
  const BytePairEncoding encoding = learnt_from({"low lower lowest", "new newer newest wide"}, 20);
  const Strings all = encoding.split("lower newest lower");
  Strings apart = encoding.split("lower");
  for (const std::string& symbol : encoding.split("newest")) apart.push_back(symbol);
  for (const std::string& symbol : encoding.split("lower")) apart.push_back(symbol);
  EXPECT_EQ(all, apart);
}

TEST(BytePairEncoding, IsWhatTheListSays) {
  const BytePairEncoding encoding = learnt_from({"s\u00E5 s\u00E5 m\u00E5", "a  b  c", "a<0xC3>"}, 50);
  const Strings list = encoding.list();
  EXPECT_EQ(encoding_of(list).list(), list);
  EXPECT_EQ(encoding_of(list).split("s\u00E5  m\u00E5"), encoding.split("s\u00E5  m\u00E5"));
}

TEST(BytePairEncoding, RefusesMergesThatCannotBe) {
  const auto fault = [](const Strings& list) { return message_of<ModelError>([&] { encoding_of(list); }); };
  EXPECT_TRUE(contains(fault({"ab c"}), "found a merge of 'ab'"));
  EXPECT_TRUE(contains(fault({"a \u00E9"}), "a symbol that is known by then"));
  EXPECT_TRUE(contains(fault({"<0xC3> a"}), "found a merge of '<0xC3>'"));
  EXPECT_TRUE(contains(fault({"a b", "a b"}), "twice"));
  EXPECT_TRUE(contains(fault({"\u00E9", "\u00E9"}), "twice in the alphabet"));
  EXPECT_TRUE(contains(fault({"a"}), "single characters beyond ASCII"));
  EXPECT_TRUE(contains(fault({""}), "single characters"));
  EXPECT_TRUE(contains(fault({"\u00E9\u00E9"}), "single characters"));
  EXPECT_TRUE(contains(fault({"\xC3"}), "single characters"));
  EXPECT_TRUE(contains(fault({"a b", "\u00E9"}), "behind merges"));
  EXPECT_TRUE(contains(fault({"a  "}), "spaces in front of words alone"));
  EXPECT_TRUE(contains(fault({"a "}), "found a merge of ''"));
  EXPECT_TRUE(contains(fault({" a"}), "alphabet"));
}

TEST(BytePairEncoding, RefusesSymbolsThatDoubleWithoutEnd) {
  Strings list{"a a"};
  for (std::string symbol = "aa"; list.size() < 60 && symbol.size() < 1000; symbol += symbol) {
    list.push_back(symbol + " " + symbol);
  }
  EXPECT_TRUE(contains(message_of<ModelError>([&] { encoding_of(list); }), "a symbol of 512 bytes"));
}

TEST(BytePairLearner, LearnsWhatTheDefinitionSays) {
  expect_property([] {
    const auto texts =
        *rc::gen::container<Strings>(rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', ' ', '.', '\'')));
    const Strings expected = merges_by_definition(texts, 12);
    const Strings found = learnt_from(texts, 12).list();
    RC_ASSERT(found == expected);
  });
}

TEST(BytePairLearner, GivesAnEncodingThatWritesTrainingTextAsItLearntIt) {
  const BytePairEncoding encoding = learnt_from({"aaab aaab", "aab"}, 100);
  EXPECT_EQ(encoding.split("aaab"), (Strings{" aaab"}));
}

TEST(BytePairLearner, ForgetsTheRarestWordsWhenThereAreTooMany) {
  text::BytePairLearner learner(100);
  for (int i = 0; i < 1000; ++i) {
    learner.add(" " + std::string(static_cast<std::size_t>(1 + i % 40), static_cast<char>('a' + i % 26)) +
                std::to_string(i));
    learner.add(" often");
  }
  const Strings split = learner.learn(10).split("often");
  EXPECT_EQ(split, (Strings{" often"}));
}

TEST(BytePairLearner, LeavesCharactersThatOccurOnceOutOfTheAlphabet) {
  EXPECT_EQ(learnt_from({"\u00E9\u00E9 \u00F8"}, 0).list(), (Strings{"\u00E9"}));
}

// Learnt from one text, any other can be encoded, and all its symbols are in the vocabulary.
TEST(BytePairEncodingProperty, TextBecomesIdsAndTextAgain) {
  expect_property([] {
    const std::string learnt = *any_text();
    const std::string text = *any_text();
    text::SymbolOptions options{.kind = text::SymbolKind::bpe, .normalization = text::Normalization::none};
    options.encoding = std::make_shared<BytePairEncoding>(learnt_from({learnt, learnt}, 30));
    const text::Vocabulary vocabulary =
        text::Vocabulary::from_counts({}, {.required = text::required_symbols(options)});
    Strings unknown;
    const std::vector<std::int32_t> ids = vocabulary.ids(text::split(text, options), &unknown);
    RC_ASSERT(unknown.empty());
    RC_ASSERT(text::join(vocabulary.symbols(ids), options) == text);
  });
}

}  // namespace
}  // namespace elman::test
