#include "elman/tasks/language_model_symbols.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/language_models.h"
#include "tests/support/messages.h"

namespace elman::test {
namespace {

using text::SymbolKind;
using text::TextUnit;

text::TextCoding coding_of(TextUnit unit) { return small_coding({.symbols = unit}); }

std::vector<std::int32_t> ids(const text::TextCoding& language, const std::vector<std::string>& symbols,
                              const text::SymbolOptions& written) {
  std::vector<std::string> all = text::Vocabulary().symbols_in_file();
  all.insert(all.end(), symbols.begin(), symbols.end());
  return tasks::ids_for(language, text::Vocabulary::from_symbols(all), written, "lm.elman");
}

TEST(LanguageModelSymbols, AreThoseOfTheDecoder) {
  const text::TextCoding words = coding_of(TextUnit::word);
  EXPECT_EQ(ids(words, {" c", " new", "."}, {.kind = SymbolKind::word}),
            (std::vector<std::int32_t>{0, 1, 2, words.id("\n"), words.id(" c"), 1, words.id(".")}));
  const text::TextCoding bytes = coding_of(TextUnit::byte);
  EXPECT_EQ(ids(bytes, {"a", "<0xC3>"}, {.kind = SymbolKind::byte}),
            (std::vector<std::int32_t>{0, 1, 2, bytes.id("\n"), bytes.id("a"), bytes.id("\xC3")}));
  const text::TextCoding parts = coding_of(TextUnit::bpe);
  const text::SymbolOptions same{.kind = SymbolKind::bpe, .encoding = parts.encoding()};
  EXPECT_EQ(ids(parts, {" ab", "<0xC3>"}, same),
            (std::vector<std::int32_t>{0, 1, 2, parts.id("\n"), parts.id(" ab"), parts.id("<0xC3>")}));
}

TEST(LanguageModelSymbols, ThatAreOthersAreRefused) {
  const auto fault = [](TextUnit unit, const text::SymbolOptions& written) {
    return message_of<UsageError>([&] { ids(coding_of(unit), {}, written); });
  };
  EXPECT_TRUE(contains(fault(TextUnit::character, {.kind = SymbolKind::space}), "lm.elman: the model writes by space"));
  EXPECT_TRUE(contains(fault(TextUnit::character, {.kind = SymbolKind::word}), "train one with --symbols word"));
  EXPECT_TRUE(contains(fault(TextUnit::byte, {.kind = SymbolKind::grapheme}), "train one with --symbols char"));
  const auto other =
      std::make_shared<text::BytePairEncoding>(text::BytePairEncoding::from_list(std::vector<std::string>{"a b"}));
  EXPECT_TRUE(contains(fault(TextUnit::bpe, {.kind = SymbolKind::bpe, .encoding = other}), "--symbols-of MODEL"));
}

TEST(LanguageModelSymbols, CanBeTakenFromAModelThatHasPartsOfWords) {
  const auto parts = small_language_model({}, {.symbols = TextUnit::bpe});
  EXPECT_EQ(tasks::encoding_of(*parts, "m"), parts->coding().encoding());
  for (const TextUnit unit : {TextUnit::character, TextUnit::word}) {
    const auto model = small_language_model({}, {.symbols = unit});
    EXPECT_TRUE(contains(message_of<UsageError>([&] { tasks::encoding_of(*model, "m"); }), "without parts of words"));
  }
}

}  // namespace
}  // namespace elman::test
