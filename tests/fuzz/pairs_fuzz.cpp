// A file of pairs is read or refused, and elman check can tell of all that is read.
#include "elman/data/inspection.h"
#include "elman/data/pair_vocabulary.h"
#include "elman/data/split.h"
#include "elman/error.h"
#include "elman/text/vocabulary.h"
#include "tests/fuzz/input_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  if (size == 0) return 0;
  static fuzz::InputFile file;
  const std::string& path = file.hold(data + 1, size - 1);
  data::PairOptions options;
  options.columns.header = (data[0] & 1) != 0;
  options.skip_bad_lines = (data[0] & 2) != 0;
  if ((data[0] & 4) != 0) options.source_symbols = text::SymbolKind::grapheme;
  if ((data[0] & 8) != 0) options.target_symbols = text::SymbolKind::space;
  try {
    const data::TextPairs read = data::read_text_pairs(path, options);
    const data::Inspection inspection = data::inspect(path, options);
    const text::Vocabulary vocabulary = data::source_vocabulary(read.pairs);
    for (const data::TextPair& pair : read.pairs) {
      if (vocabulary.symbols(vocabulary.ids(pair.source)) != pair.source.symbols()) std::abort();
    }
    (void)data::leakage(read.pairs, inspection.pairs.pairs);
    data::HoldOut held(0.3, 1);
    for (const data::TextPair& pair : read.pairs) held.add(pair);
    held.settle();
  } catch (const Error&) {
  }
  return 0;
}
