// What the reader makes of real files; their folder is in the environment variable ELMAN_DATA.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "elman/data/batch.h"
#include "elman/data/pair_vocabulary.h"
#include "elman/data/split.h"
#include "elman/data/text_pairs.h"
#include "elman/text/vocabulary.h"

namespace elman::data {
namespace {

namespace fs = std::filesystem;

class RealData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("ELMAN_DATA");
    if (folder == nullptr || !fs::is_directory(folder)) GTEST_SKIP() << "set ELMAN_DATA to the folder of the data sets";
    folder_ = folder;
  }

  std::vector<std::string> files(const std::string& name) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_ / name)) {
      if (entry.path().extension() == ".tsv") found.push_back(entry.path().string());
    }
    EXPECT_FALSE(found.empty()) << folder_ / name;
    return found;
  }

  static std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  // Features are a set: a model has them in one order.
  static std::string with_features_in_order(const std::string& line, const text::TextFormat& format) {
    if (!format.features) return line;
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    std::vector<std::string> features = text::split_features(line.substr(first + 1, second - first - 1));
    std::sort(features.begin(), features.end(), [](const std::string& a, const std::string& b) {
      return text::feature_symbol(a) < text::feature_symbol(b);
    });
    features.erase(std::unique(features.begin(), features.end()), features.end());
    std::string ordered = line.substr(0, first);
    char separator = '\t';
    for (const std::string& feature : features) ordered += std::exchange(separator, ';') + feature;
    return ordered + line.substr(second);
  }

  fs::path folder_;
};

TEST_F(RealData, SpellingsAreCharactersAndPhonesAreTokens) {
  for (const std::string folder : {"g2p2020", "g2p2021", "cmudict", "text"}) {
    for (const std::string& path : files(folder)) {
      const TextPairs read = read_text_pairs(path);
      EXPECT_EQ(read.format.source.kind, text::SymbolKind::character) << path;
      EXPECT_EQ(read.format.target.kind, text::SymbolKind::space) << path;
      EXPECT_FALSE(read.format.features) << path;
    }
  }
}

TEST_F(RealData, LemmasAndFormsAreCharactersEvenIfSomeArePhrases) {
  for (const std::string& path : files("inflection2023")) {
    const TextPairs read = read_text_pairs(path);
    EXPECT_EQ(read.format.source.kind, text::SymbolKind::character) << path;
    EXPECT_EQ(read.format.target.kind, text::SymbolKind::character) << path;
    EXPECT_TRUE(read.format.features) << path;
    EXPECT_TRUE(text::is_feature_symbol(read.pairs.at(0).source.symbols().at(0))) << path;
  }
}

TEST_F(RealData, EveryLineBecomesSymbolsIdsAndItselfAgain) {
  for (const std::string folder : {"g2p2020", "g2p2021", "inflection2023", "text"}) {
    for (const std::string& path : files(folder)) {
      const TextPairs read = read_text_pairs(path);
      const std::vector<std::string> lines = lines_of(path);
      ASSERT_EQ(read.pairs.size(), lines.size()) << path;
      const text::Vocabulary source = source_vocabulary(read.pairs);
      const text::Vocabulary target = target_vocabulary(read.pairs);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const TextPair& pair = read.pairs[i];
        const std::vector<std::string> symbols = source.symbols(source.ids(pair.source));
        std::string line = text::source_text(symbols, read.format) + "\t";
        if (read.format.features) line += text::features_text(symbols, read.format) + "\t";
        line += text::target_text(target.symbols(target.ids(pair.target)), read.format);
        ASSERT_EQ(line, with_features_in_order(normalize(lines[i], text::Normalization::nfc), read.format))
            << path << ":" << pair.line;
      }
    }
  }
}

TEST_F(RealData, SourcesWithSeveralTargetsAreGroupedAndHeldOutTogether) {
  const TextPairs read = read_text_pairs((folder_ / "cmudict" / "cmudict_dev.tsv").string());
  const auto groups = group_by_source(read.pairs);
  EXPECT_LT(groups.size(), read.pairs.size());
  HoldOut chosen(0.1);
  for (const TextPair& pair : read.pairs) chosen.add(pair);
  chosen.settle();
  const auto held =
      std::count_if(read.pairs.begin(), read.pairs.end(), [&](const TextPair& pair) { return chosen.takes(pair); });
  EXPECT_NEAR(static_cast<double>(held), 0.1 * static_cast<double>(read.pairs.size()), 5);
}

}  // namespace
}  // namespace elman::data
