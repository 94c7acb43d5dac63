// A list of symbols is a vocabulary that keeps each of them apart, or is refused.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "elman/error.h"
#include "elman/text/text_format.h"
#include "elman/text/vocabulary.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> symbols;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    symbols.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  text::Vocabulary::Counts counts;
  for (const std::string& symbol : symbols) {
    if (!symbol.empty() && text::find_invalid_utf8(symbol) == std::string::npos) ++counts[symbol];
  }
  const text::Vocabulary counted = text::Vocabulary::from_counts(counts);
  for (const auto& [symbol, count] : counts) {
    if (counted.symbol(counted.id(symbol)) != symbol || counted.id(symbol) < text::Vocabulary::special_count) {
      std::abort();
    }
  }
  try {
    const text::Vocabulary read = text::Vocabulary::from_symbols(symbols);
    for (std::int32_t id = 0; id < read.size(); ++id) (void)read.symbol(id);
    (void)read.ids(symbols);
    text::TextFormat format;
    format.features = true;
    if (!symbols.empty()) (void)text::parse_source_line(symbols.back(), format, "input", 1);
  } catch (const Error&) {
  }
  return 0;
}
