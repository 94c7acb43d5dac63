#include "elman/text/sentence_piece_spec.h"

#include <cmath>
#include <cstdint>
#include <unordered_set>

#include "elman/error.h"
#include "elman/text/unicode.h"
#include "elman/text/wire_format.h"

namespace elman::text {
namespace {

[[noreturn]] void fail(const std::string& found, const std::string& expected) {
  throw DataError("found " + found + ", expected " + expected);
}

void require_text(std::string_view text, std::string_view what, std::size_t longest) {
  if (text.size() > longest) {
    fail(std::string(what) + " of " + std::to_string(text.size()) + " bytes", "at most " + std::to_string(longest));
  }
  if (find_invalid_utf8(text) == std::string_view::npos && text.find('\0') == std::string_view::npos) return;
  fail(std::string(what) + " " + display(text), "UTF-8 without NUL bytes");
}

// Types of pieces in the file.
enum class StoredType : std::uint64_t { normal = 1, unknown = 2, control = 3, user = 4, unused = 5, byte = 6 };

// What the file says beside its pieces, and has to agree with them.
struct Reserved {
  std::size_t unknown = 0;
  std::unordered_set<std::string> bytes;
};

void read_piece(std::string_view bytes, SentencePieceSpec& spec, Reserved& reserved) {
  SentencePieceSpec::Piece piece;
  auto type = StoredType::normal;
  WireReader reader(bytes);
  while (reader.next()) {
    if (reader.field() == 1) piece.text = reader.bytes();
    if (reader.field() == 2) piece.score = reader.real();
    if (reader.field() == 3) type = static_cast<StoredType>(reader.number());
  }
  switch (type) {
    case StoredType::normal:
      break;
    case StoredType::user:
      piece.kind = PieceKind::user;
      break;
    case StoredType::unused:
      piece.kind = PieceKind::unused;
      break;
    case StoredType::unknown:
      ++reserved.unknown;
      return;
    case StoredType::control:
      return;
    case StoredType::byte:
      if (!reserved.bytes.insert(piece.text).second) fail("the piece " + display(piece.text) + " twice", "each once");
      return;
    default:
      fail("a piece of type " + std::to_string(static_cast<std::uint64_t>(type)), "1 to 6");
  }
  spec.pieces.push_back(std::move(piece));
}

void read_training(std::string_view bytes, SentencePieceSpec& spec) {
  WireReader reader(bytes);
  while (reader.next()) {
    if (reader.field() == 3) {
      const std::uint64_t algorithm = reader.number();
      if (algorithm < 1 || algorithm > 4) {
        fail("a model of type " + std::to_string(algorithm), "1 to 4 (unigram, bpe, word, char)");
      }
      spec.algorithm = static_cast<PieceAlgorithm>(algorithm - 1);
    }
    if (reader.field() == 24) spec.whitespace_as_suffix = reader.flag();
    if (reader.field() == 35) spec.byte_fallback = reader.flag();
  }
}

void read_normalizer(std::string_view bytes, SentencePieceSpec& spec) {
  WireReader reader(bytes);
  while (reader.next()) {
    if (reader.field() == 1) spec.normalization = reader.bytes();
    if (reader.field() == 2) spec.character_map = reader.bytes();
    if (reader.field() == 3) spec.dummy_prefix = reader.flag();
    if (reader.field() == 4) spec.remove_extra_spaces = reader.flag();
    if (reader.field() == 5) spec.escape_spaces = reader.flag();
  }
}

void refuse_denormalizer(std::string_view bytes) {
  WireReader reader(bytes);
  while (reader.next()) {
    if (reader.field() == 2 && !reader.bytes().empty()) {
      fail("rules that change a text after it is written (denormalizer)", "a model without them");
    }
  }
}

}  // namespace

Fields fields(SentencePieceSpec& spec) {
  return {{"algorithm", spec.algorithm, "how pieces are chosen"},
          {"normalization", spec.normalization, "name of the rules that change a text before it is split"},
          {"byte-fallback", spec.byte_fallback, "whether what is in no piece is spelled in bytes"},
          {"dummy-prefix", spec.dummy_prefix, "whether a text is read as if it began with a space"},
          {"remove-extra-spaces", spec.remove_extra_spaces, "whether runs of spaces are one, and none at the ends"},
          {"escape-spaces", spec.escape_spaces, "whether spaces are U+2581 in pieces"},
          {"whitespace-as-suffix", spec.whitespace_as_suffix, "whether a word has its space behind it"}};
}

SentencePieceSpec parse_sentence_piece_model(std::string_view bytes) {
  if (bytes.size() > largest_sentence_piece_file) {
    fail(std::to_string(bytes.size()) + " bytes", "at most " + std::to_string(largest_sentence_piece_file));
  }
  SentencePieceSpec spec;
  Reserved reserved;
  WireReader reader(bytes);
  while (reader.next()) {
    if (reader.field() == 1) read_piece(reader.bytes(), spec, reserved);
    if (reader.field() == 2) read_training(reader.bytes(), spec);
    if (reader.field() == 3) read_normalizer(reader.bytes(), spec);
    if (reader.field() == 5) refuse_denormalizer(reader.bytes());
  }
  if (reserved.unknown != 1) {
    fail(std::to_string(reserved.unknown) + " pieces for what is unknown", "one, as each SentencePiece model has");
  }
  if (spec.byte_fallback != (reserved.bytes.size() == 256) || (!spec.byte_fallback && !reserved.bytes.empty())) {
    fail(std::to_string(reserved.bytes.size()) + " pieces of bytes",
         spec.byte_fallback ? "256, as there is byte_fallback" : "none without byte_fallback");
  }
  check(spec);
  return spec;
}

void check(const SentencePieceSpec& spec) {
  require_text(spec.normalization, "a name of a normalization", SentencePieceSpec::longest_name);
  std::unordered_set<std::string_view> seen;
  for (const SentencePieceSpec::Piece& piece : spec.pieces) {
    if (piece.text.empty()) fail("an empty piece", "text");
    require_text(piece.text, "a piece", SentencePieceSpec::longest_piece);
    if (!std::isfinite(piece.score)) fail("a score of " + display(piece.text) + " that is no number", "a finite one");
    if (!seen.insert(piece.text).second) fail("the piece " + display(piece.text) + " twice", "each once");
  }
}

}  // namespace elman::text
