// Text becomes ids and text again.
#include <algorithm>

#include "elman/data/symbols.h"
#include "elman/data/text_format.h"
#include "elman/data/vocabulary.h"
#include "tests/support/property.h"

namespace elman::test {
namespace {

data::Vocabulary vocabulary_of(const std::vector<std::string>& symbols) {
  data::Vocabulary::Counts counts;
  for (const std::string& symbol : symbols) ++counts[symbol];
  return data::Vocabulary::from_counts(counts);
}

TEST(TextProperty, TextBecomesIdsAndTextAgain) {
  expect_property([] {
    const std::string text = *any_text();
    const data::SymbolOptions options{
        *rc::gen::element(data::SymbolKind::character, data::SymbolKind::grapheme),
        *rc::gen::element(data::Normalization::nfc, data::Normalization::nfd, data::Normalization::none)};
    const std::vector<std::string> symbols = data::split(text, options);
    const data::Vocabulary vocabulary = vocabulary_of(symbols);
    std::vector<std::string> unknown;
    const std::vector<std::int32_t> ids = vocabulary.ids(symbols, &unknown);
    RC_ASSERT(unknown.empty());
    RC_ASSERT(std::all_of(ids.begin(), ids.end(), [](auto id) { return id >= data::Vocabulary::special_count; }));
    RC_ASSERT(data::join(vocabulary.symbols(ids), options) == data::normalize(text, options.normalization));
  });
}

TEST(TextProperty, TokensThatLookSpecialComeBackToo) {
  expect_property([] {
    const auto tokens = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "<s>", "</s>", "<pad>", "<unk>", "\\<s>", "\\\\</s>", "[V]", "\\[V]", "a", "<x>")));
    data::TextFormat format;
    format.source.kind = data::SymbolKind::space;
    format.features = true;
    const std::string text = data::join(tokens, format.source);
    const std::vector<std::string> symbols = data::source_symbols(text, "N;[PL]", format);
    const data::Vocabulary vocabulary = vocabulary_of(symbols);
    const data::Vocabulary read_back = data::Vocabulary::from_symbols(vocabulary.symbols_in_file());
    RC_ASSERT(data::source_text(read_back.symbols(read_back.ids(symbols)), format) == text);
  });
}

TEST(TextProperty, SymbolsInOnePieceOfMemoryComeApartAgain) {
  expect_property([] {
    const std::vector<std::string> symbols = data::split_graphemes(*any_text());
    RC_PRE(std::find(symbols.begin(), symbols.end(), std::string(1, '\0')) == symbols.end());
    const data::SymbolSequence sequence{symbols};
    RC_ASSERT(sequence.symbols() == symbols);
    RC_ASSERT(sequence.size() == symbols.size());
  });
}

TEST(TextProperty, NormalizingTwiceIsNormalizingOnce) {
  expect_property([] {
    const std::string text = *any_text();
    for (const auto form : {data::Normalization::nfc, data::Normalization::nfd}) {
      const std::string once = data::normalize(text, form);
      RC_ASSERT(data::normalize(once, form) == once);
    }
  });
}

}  // namespace
}  // namespace elman::test
