#include "elman/text/sentence_pieces.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "elman/error.h"
#include "elman/text/byte_names.h"
#include "elman/text/unicode.h"

namespace elman::text {
namespace {

constexpr std::string_view space_mark = "\u2581";
constexpr std::string_view replacement = "\uFFFD";

std::vector<std::string> texts_of(const SentencePieceSpec& spec, const std::function<bool(PieceKind)>& is_wanted) {
  std::vector<std::string> texts;
  for (const SentencePieceSpec::Piece& piece : spec.pieces) {
    if (is_wanted(piece.kind)) texts.push_back(piece.text);
  }
  return texts;
}

// A line's characters that bytes spell; what they cannot be is U+FFFD.
std::string text_of_bytes(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    std::size_t valid = std::min(find_invalid_utf8(bytes), bytes.size());
    valid = std::min(valid, bytes.find_first_of(std::string_view("\n\0", 2)));
    text += bytes.substr(0, valid);
    bytes.remove_prefix(valid);
    if (bytes.empty()) break;
    text += replacement;
    bytes.remove_prefix(1);
  }
  return text;
}

[[noreturn]] void fail_entry(std::string_view entry) {
  throw DataError("found " + display(entry) + ", expected a kind, a score and a piece");
}

}  // namespace

SentencePieces::SentencePieces(SentencePieceSpec spec)
    : spec_(std::make_shared<const SentencePieceSpec>(std::move(spec))),
      use_(spec_->pieces.size(), Use::always),
      map_(spec_->character_map) {
  check(*spec_);
  // As in the library: the smallest positive number stands for the highest score if all are negative.
  lowest_score_ = std::numeric_limits<float>::max();
  highest_score_ = std::numeric_limits<float>::min();
  places_.reserve(spec_->pieces.size());
  for (std::size_t i = 0; i < spec_->pieces.size(); ++i) {
    const SentencePieceSpec::Piece& piece = spec_->pieces[i];
    if (spec_->byte_fallback && byte_of_name(piece.text) >= 0) {
      throw DataError("found the piece " + display(piece.text) + " twice, expected each once");
    }
    places_.emplace(piece.text, static_cast<std::int32_t>(i));
    if (piece.kind == PieceKind::unused) use_[i] = Use::taken_apart;
    if (piece.kind != PieceKind::normal) continue;
    lowest_score_ = std::min(lowest_score_, piece.score);
    highest_score_ = std::max(highest_score_, piece.score);
  }
  if (spec_->algorithm == PieceAlgorithm::unigram) {
    pieces_ = PrefixTrie(texts_of(*spec_, [](PieceKind) { return true; }));
  }
  user_pieces_ = PrefixTrie(texts_of(*spec_, [](PieceKind kind) { return kind == PieceKind::user; }));
}

void SentencePieces::add_pieces(std::span<const std::string> list, SentencePieceSpec& spec) {
  for (const std::string& entry : list) {
    const std::size_t first = entry.find(' ');
    const std::size_t second = first == std::string::npos ? first : entry.find(' ', first + 1);
    if (second == std::string::npos) fail_entry(entry);
    const std::optional<PieceKind> kind = find_choice<PieceKind>(std::string_view(entry).substr(0, first));
    if (!kind) fail_entry(entry);
    SentencePieceSpec::Piece piece{.text = entry.substr(second + 1), .kind = *kind};
    try {
      parse_number("score", entry.substr(first + 1, second - first - 1), piece.score);
    } catch (const UsageError&) {
      fail_entry(entry);
    }
    spec.pieces.push_back(std::move(piece));
  }
}

std::vector<std::string> SentencePieces::piece_list() const {
  std::vector<std::string> list;
  for (const SentencePieceSpec::Piece& piece : spec_->pieces) {
    list.push_back(name_of(piece.kind) + ' ' + text_of_number(piece.score) + ' ' + piece.text);
  }
  return list;
}

SentencePieces SentencePieces::limited_to(const std::function<bool(std::string_view)>& is_used) const {
  SentencePieces limited = *this;
  for (std::size_t i = 0; i < use_.size(); ++i) {
    if (!is_used(spec_->pieces[i].text)) limited.use_[i] = Use::unknown;
  }
  return limited;
}

std::size_t SentencePieces::bytes_of_user_piece(std::string_view text) const {
  const std::size_t bytes = user_pieces_.longest_prefix(text).bytes;
  return bytes > 0 ? bytes : bytes_of_character(text.front());
}

std::string SentencePieces::normalized(std::string_view text) const {
  // The next characters, what becomes of them, and how many bytes they are.
  const auto next = [this](std::string_view rest) -> std::pair<std::string_view, std::size_t> {
    if (const std::size_t bytes = user_pieces_.longest_prefix(rest).bytes) return {rest.substr(0, bytes), bytes};
    const CharacterMap::Match rule = map_.longest_prefix(rest);
    if (rule.bytes > 0) return {rule.text, rule.bytes};
    const std::size_t bytes = bytes_of_character(rest.front());
    return {rest.substr(0, bytes), bytes};
  };
  if (spec_->remove_extra_spaces) {
    while (!text.empty()) {
      const auto [written, bytes] = next(text);
      if (written != " ") break;
      text.remove_prefix(bytes);
    }
  }
  std::string normalized;
  if (text.empty()) return normalized;
  normalized.reserve(text.size() + text.size() / 2);
  const std::string_view space = spec_->escape_spaces ? space_mark : " ";
  if (spec_->dummy_prefix && !spec_->whitespace_as_suffix) normalized += space;
  bool after_space = spec_->remove_extra_spaces;
  while (!text.empty()) {
    auto [written, bytes] = next(text);
    text.remove_prefix(bytes);
    if (after_space) written.remove_prefix(std::min(written.find_first_not_of(' '), written.size()));
    if (written.empty()) continue;
    after_space = spec_->remove_extra_spaces && written.ends_with(' ');
    for (const char c : written) {
      if (c == ' ') {
        normalized += space;
      } else {
        normalized += c;
      }
    }
  }
  if (spec_->remove_extra_spaces) {
    while (normalized.ends_with(space)) normalized.resize(normalized.size() - space.size());
  }
  if (spec_->dummy_prefix && spec_->whitespace_as_suffix) normalized += space;
  return normalized;
}

std::vector<std::string> SentencePieces::split_normalized(std::string_view normalized) const {
  if (normalized.empty()) return {};
  const auto parts = [&] {
    switch (spec_->algorithm) {
      case PieceAlgorithm::unigram:
        return unigram_parts(normalized);
      case PieceAlgorithm::bpe:
        return merged_parts(normalized);
      case PieceAlgorithm::word:
        return words(normalized);
      case PieceAlgorithm::character:
        break;
    }
    return characters(normalized);
  }();
  std::vector<std::string> symbols;
  symbols.reserve(parts.size());
  bool after_unknown = false;
  for (const Part& part : parts) {
    if (!part.known && spec_->byte_fallback) {
      for (const char byte : part.text) symbols.push_back(byte_name(static_cast<unsigned char>(byte)));
    } else if (!part.known && after_unknown) {
      symbols.back() += part.text;
    } else {
      symbols.emplace_back(part.text);
    }
    after_unknown = !part.known;
  }
  return symbols;
}

std::vector<std::string> SentencePieces::split_again(std::span<const std::string> pieces) const {
  std::string normalized;
  for (const std::string& piece : pieces) {
    const int byte = spec_->byte_fallback ? byte_of_name(piece) : -1;
    if (byte < 0) {
      normalized += piece;
    } else {
      normalized += static_cast<char>(byte);
    }
  }
  return split_normalized(normalized);
}

std::string SentencePieces::join(std::span<const std::string> pieces) const {
  std::string text;
  std::string bytes;
  bool expects_first_space = true;
  for (std::size_t i = 0; i <= pieces.size(); ++i) {
    const int byte = spec_->byte_fallback && i < pieces.size() ? byte_of_name(pieces[i]) : -1;
    if (byte >= 0) {
      bytes += static_cast<char>(byte);
      continue;
    }
    text += text_of_bytes(bytes);
    bytes.clear();
    if (i == pieces.size()) break;
    if (!text.empty()) expects_first_space = false;
    std::string_view piece = pieces[i];
    if (expects_first_space && (spec_->dummy_prefix || spec_->remove_extra_spaces) && piece.starts_with(space_mark)) {
      piece.remove_prefix(space_mark.size());
      if (!spec_->remove_extra_spaces) expects_first_space = false;
    }
    for (std::size_t from = 0;;) {
      const std::size_t mark = piece.find(space_mark, from);
      text += piece.substr(from, mark - from);
      if (mark == std::string_view::npos) break;
      text += ' ';
      from = mark + space_mark.size();
    }
  }
  return text;
}

bool SentencePieces::knows(std::string_view symbol) const {
  const std::int32_t piece = find(symbol);
  if (piece >= 0) return use_[static_cast<std::size_t>(piece)] != Use::unknown;
  return spec_->byte_fallback && byte_of_name(symbol) >= 0;
}

std::vector<std::string> SentencePieces::byte_names() const {
  std::vector<std::string> names;
  if (!spec_->byte_fallback) return names;
  for (const unsigned char byte : bytes_of_lines()) names.push_back(byte_name(byte));
  return names;
}

std::int32_t SentencePieces::find(std::string_view piece) const {
  const auto found = places_.find(piece);
  return found == places_.end() ? -1 : found->second;
}

bool SentencePieces::is_used(std::int32_t piece) const {
  return piece >= 0 && use_[static_cast<std::size_t>(piece)] == Use::always;
}

}  // namespace elman::text
