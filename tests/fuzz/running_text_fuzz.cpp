// A running text is read or refused, and is what its symbols are when put together.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "elman/data/text_reader.h"
#include "elman/error.h"
#include "elman/text/utf8_progress.h"
#include "tests/fuzz/input_file.h"

namespace {

using namespace elman;

// All symbols that there are, known.
text::TextCoding coding_of(const std::string& text, const text::RunningFormat& format) {
  if (format.symbols == text::TextUnit::byte) return {format, text::byte_vocabulary()};
  if (text::are_of_words(format.symbols)) {
    const std::vector<std::string> merges = format.symbols == text::TextUnit::bpe
                                                ? std::vector<std::string>{"é", "a a", "  a"}
                                                : std::vector<std::string>{};
    const auto encoding = std::make_shared<text::BytePairEncoding>(text::BytePairEncoding::from_list(merges));
    text::Vocabulary vocabulary = text::vocabulary_of_words(format, *encoding, {{" a", 1}, {" ", 1}}, 1);
    return {format, std::move(vocabulary), encoding};
  }
  text::Vocabulary::Counts counts;
  text::for_each_symbol(text, format.symbols, [&](std::string_view symbol) { ++counts[std::string(symbol)]; });
  return {format, text::Vocabulary::from_counts(counts)};
}

void check(const std::string& text, const text::RunningFormat& format) {
  const text::TextCoding coding = coding_of(text, format);
  std::vector<std::int32_t> ids;
  coding.encode(text, ids, [](std::string_view) { std::abort(); });
  std::string again;
  text::RunningWriter writer(coding);
  for (const std::int32_t id : ids) again += writer.add(id);
  if (again != text) std::abort();
  if (format.symbols == text::TextUnit::byte) return;
  if (text::find_invalid_utf8(text) != std::string::npos) std::abort();
  text::Utf8Progress progress;
  for (const char byte : text) {
    if (!progress.may_follow(static_cast<unsigned char>(byte))) std::abort();
    progress.add(static_cast<unsigned char>(byte));
  }
  if (!progress.is_complete()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static fuzz::InputFile file;
  const std::string& path = file.hold(data + 1, size - 1);
  text::RunningFormat format;
  format.symbols = static_cast<text::TextUnit>((data[0] & 1) + (data[0] >> 6 & 2));
  format.document = static_cast<text::DocumentKind>(data[0] >> 1 & 3);
  format.normalization = static_cast<text::Normalization>((data[0] >> 3) % 3);
  try {
    const text::TextFile read_file(path);
    data::TextReader reader(std::span(&read_file, 1), format);
    std::string text;
    std::uint64_t documents = 0;
    for (data::TextReader::Piece piece; reader.next(piece);) {
      text += piece.text;
      documents += piece.ends_document ? 1 : 0;
    }
    if (documents != reader.size().documents || text.size() > reader.size().bytes) std::abort();
    check(text, format);
  } catch (const Error&) {
  }
  return 0;
}
