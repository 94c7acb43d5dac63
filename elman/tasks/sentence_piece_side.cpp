#include "elman/tasks/sentence_piece_side.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "elman/error.h"
#include "elman/io/base64.h"
#include "elman/io/hash.h"
#include "elman/system/file.h"

namespace elman::tasks {

namespace {

std::string options_section(const std::string& side) { return side + "-sentencepiece"; }
std::string pieces_section(const std::string& side) { return side + "-pieces"; }
std::string map_section(const std::string& side) { return side + "-character-map"; }

}  // namespace

SentencePieceFile read_sentence_piece_file(const std::string& path) {
  const system::File file = system::File::open_regular_to_read(path);
  // One byte more than it may have, so that a file that is too large is seen.
  std::string bytes(
      static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), text::largest_sentence_piece_file + 1)), '\0');
  bytes.resize(file.read_at(0, std::as_writable_bytes(std::span(bytes))));
  try {
    return {std::make_shared<const text::SentencePieces>(text::parse_sentence_piece_model(bytes)), io::sha256(bytes)};
  } catch (const DataError& error) {
    throw DataError(
        fmt::format("{}: {}; give a model that SentencePiece wrote, such as spiece.model", path, error.what()));
  }
}

std::vector<io::Section> sections_of(const std::string& side, const text::SentencePieces& pieces) {
  const text::SentencePieceSpec& spec = pieces.spec();
  return {{.name = options_section(side), .values = values_of(spec)},
          {.name = pieces_section(side), .list = pieces.piece_list(), .is_list = true},
          {.name = map_section(side), .list = io::base64_lines(spec.character_map), .is_list = true}};
}

std::shared_ptr<const text::SentencePieces> read_sentence_pieces(const io::ModelFile& file, const std::string& side) {
  text::SentencePieceSpec spec;
  file.read(options_section(side), fields(spec));
  try {
    text::SentencePieces::add_pieces(file.list(pieces_section(side)), spec);
    spec.character_map = io::bytes_of_base64(file.list(map_section(side)));
    return std::make_shared<const text::SentencePieces>(std::move(spec));
  } catch (const DataError& error) {
    throw ModelError(
        fmt::format("{}: \"{}\": {}; the file is damaged", file.path(), options_section(side), error.what()));
  }
}

void limit_pieces(PairCoding& coding) {
  const auto limit = [](text::SymbolOptions& side, const std::function<bool(std::string_view)>& is_known) {
    if (side.pieces) side.pieces = std::make_shared<const text::SentencePieces>(side.pieces->limited_to(is_known));
  };
  const auto knows = [](const text::Vocabulary& vocabulary, std::string_view symbol) {
    return vocabulary.id(symbol) != text::Vocabulary::unknown;
  };
  limit(coding.format.source,
        [&](std::string_view piece) { return knows(coding.source, text::source_symbol_of_piece(piece)); });
  limit(coding.format.target, [&](std::string_view piece) { return knows(coding.target, piece); });
}

void split_again(data::TextPair& pair, const text::TextFormat& format) {
  if (format.source.pieces) {
    std::vector<std::string> symbols;  // features first
    std::vector<std::string> pieces;
    for (const std::string_view symbol : pair.source) {
      if (text::is_feature_symbol(symbol)) {
        symbols.emplace_back(symbol);
      } else {
        pieces.push_back(text::piece_of_source_symbol(symbol));
      }
    }
    for (const std::string& piece : format.source.pieces->split_again(pieces)) {
      symbols.push_back(text::source_symbol_of_piece(piece));
    }
    pair.source = text::SymbolSequence(symbols);
  }
  if (format.target.pieces) {
    pair.target = text::SymbolSequence(format.target.pieces->split_again(pair.target.symbols()));
  }
}

}  // namespace elman::tasks
