// Text becomes ids and text again.
#include <algorithm>

#include "elman/text/symbols.h"
#include "elman/text/text_format.h"
#include "elman/text/vocabulary.h"
#include "tests/support/property.h"

namespace elman::test {
namespace {

text::Vocabulary vocabulary_of(const std::vector<std::string>& symbols) {
  text::Vocabulary::Counts counts;
  for (const std::string& symbol : symbols) ++counts[symbol];
  return text::Vocabulary::from_counts(counts);
}

TEST(TextProperty, TextBecomesIdsAndTextAgain) {
  expect_property([] {
    const std::string text = *any_text();
    const text::SymbolOptions options{
        *rc::gen::element(text::SymbolKind::character, text::SymbolKind::grapheme, text::SymbolKind::word,
                          text::SymbolKind::byte),
        *rc::gen::element(text::Normalization::nfc, text::Normalization::nfd, text::Normalization::none)};
    const std::vector<std::string> symbols = text::split(text, options);
    const text::Vocabulary vocabulary = vocabulary_of(symbols);
    std::vector<std::string> unknown;
    const std::vector<std::int32_t> ids = vocabulary.ids(symbols, &unknown);
    RC_ASSERT(unknown.empty());
    RC_ASSERT(std::all_of(ids.begin(), ids.end(), [](auto id) { return id >= text::Vocabulary::special_count; }));
    RC_ASSERT(text::join(vocabulary.symbols(ids), options) == text::normalize(text, options.normalization));
  });
}

TEST(TextProperty, TokensThatLookSpecialAreRecovered) {
  expect_property([] {
    const auto tokens = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "<s>", "</s>", "<pad>", "<unk>", "\\<s>", "\\\\</s>", "[V]", "\\[V]", "a", "<x>")));
    text::TextFormat format;
    format.source.kind = text::SymbolKind::space;
    format.features = true;
    const std::string text = text::join(tokens, format.source);
    const std::vector<std::string> symbols = text::source_symbols(text, "N;[PL]", format);
    const text::Vocabulary vocabulary = vocabulary_of(symbols);
    const text::Vocabulary read_back = text::Vocabulary::from_symbols(vocabulary.symbols_in_file());
    RC_ASSERT(text::source_text(read_back.symbols(read_back.ids(symbols)), format) == text);
  });
}

TEST(TextProperty, SymbolSequencesGiveBackTheirSymbols) {
  expect_property([] {
    const std::vector<std::string> symbols = text::split_graphemes(*any_text());
    RC_PRE(std::find(symbols.begin(), symbols.end(), std::string(1, '\0')) == symbols.end());
    const text::SymbolSequence sequence{symbols};
    RC_ASSERT(sequence.symbols() == symbols);
    RC_ASSERT(sequence.size() == symbols.size());
  });
}

TEST(TextProperty, NormalizingTwiceIsTheSameAsOnce) {
  expect_property([] {
    const std::string text = *any_text();
    for (const auto form : {text::Normalization::nfc, text::Normalization::nfd}) {
      const std::string once = text::normalize(text, form);
      RC_ASSERT(text::normalize(once, form) == once);
    }
  });
}

}  // namespace
}  // namespace elman::test
