// A list of merges is an encoding that gives back any text, or is refused.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "elman/error.h"
#include "elman/text/byte_pair_encoding.h"
#include "elman/text/byte_pair_learner.h"
#include "elman/text/symbols.h"
#include "elman/text/words.h"

// Lines of a list; the last line is a text to encode.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (lines.empty()) return 0;
  const std::string text = lines.back();
  const bool readable = text::find_invalid_utf8(text) == std::string::npos && text.find('\0') == std::string::npos;
  const auto check = [&](text::BytePairEncoding encoding) {
    text::SymbolOptions options{.kind = text::SymbolKind::bpe, .normalization = text::Normalization::none};
    options.encoding = std::make_shared<text::BytePairEncoding>(std::move(encoding));
    if (text::join(text::split(text, options), options) != text) std::abort();
  };
  text::BytePairLearner learner;
  for (const std::string& line : lines) {
    if (text::find_invalid_utf8(line) != std::string::npos) continue;
    for (const std::string& word : text::split_words(line)) learner.add(word);
  }
  if (readable) check(learner.learn(100));
  lines.pop_back();
  try {
    text::BytePairEncoding encoding = text::BytePairEncoding::from_list(lines);
    if (encoding.list() != lines) std::abort();
    if (readable) check(std::move(encoding));
  } catch (const ModelError&) {
  }
  return 0;
}
