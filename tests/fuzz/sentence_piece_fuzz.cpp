// A file of SentencePiece is refused, or its pieces are UTF-8 and write UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "elman/error.h"
#include "elman/text/sentence_pieces.h"
#include "elman/text/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const text::SentencePieces pieces(text::parse_sentence_piece_model(bytes));
    // The file itself is full of its own pieces.
    const std::size_t valid = text::find_invalid_utf8(bytes.substr(0, 1000));
    const std::vector<std::string> texts{"  the lowest \uFF21 <sep>\u4E2D\u2581\U0001F600",
                                         std::string(bytes.substr(0, valid == std::string_view::npos ? 1000 : valid))};
    for (const std::string& text : texts) {
      const std::vector<std::string> split = pieces.split(text);
      for (const std::string& piece : split) {
        if (text::find_invalid_utf8(piece) != std::string_view::npos) std::abort();
      }
      if (text::find_invalid_utf8(pieces.join(split)) != std::string_view::npos) std::abort();
    }
  } catch (const DataError&) {
  }
  return 0;
}
