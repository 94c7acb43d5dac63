// A list of symbols is a vocabulary that keeps each of them apart, or is refused.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "elman/data/text_format.h"
#include "elman/data/vocabulary.h"
#include "elman/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> symbols;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    symbols.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  data::Vocabulary::Counts counts;
  for (const std::string& symbol : symbols) {
    if (!symbol.empty() && data::find_invalid_utf8(symbol) == std::string::npos) ++counts[symbol];
  }
  const data::Vocabulary counted = data::Vocabulary::from_counts(counts);
  for (const auto& [symbol, count] : counts) {
    if (counted.symbol(counted.id(symbol)) != symbol || counted.id(symbol) < data::Vocabulary::special_count) {
      std::abort();
    }
  }
  try {
    const data::Vocabulary read = data::Vocabulary::from_symbols(symbols);
    for (std::int32_t id = 0; id < read.size(); ++id) (void)read.symbol(id);
    (void)read.ids(symbols);
    data::TextFormat format;
    format.features = true;
    if (!symbols.empty()) (void)data::parse_source_line(symbols.back(), format, "input", 1);
  } catch (const Error&) {
  }
  return 0;
}
