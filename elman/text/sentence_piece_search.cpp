// The ways from a normalised text to pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "elman/text/sentence_pieces.h"
#include "elman/text/unicode.h"

namespace elman::text {
namespace {

constexpr float penalty_of_unknown = 10;
constexpr std::string_view space_mark = "\u2581";

// A merge that can be made, at the place of its left symbol.
struct Possible {
  float score = 0;
  std::size_t left = 0;
  std::size_t right = 0;
  std::size_t bytes = 0;  // of both

  bool operator<(const Possible& other) const { return score != other.score ? score < other.score : left > other.left; }
};

}  // namespace

// Of the paths to each place only the best one is kept (Viterbi). Sums are rounded as those of the library are, so that
// the same path wins where two are close.
SentencePieces::Parts SentencePieces::unigram_parts(std::string_view normalized) const {
  constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  struct Best {
    std::size_t from = nowhere;
    float score = 0;
    bool known = false;
  };
  std::vector<Best> best(normalized.size() + 1);
  const float unknown = lowest_score_ - penalty_of_unknown;
  for (std::size_t from = 0; from < normalized.size();) {
    const std::string_view rest = normalized.substr(from);
    const std::size_t character = bytes_of_character(rest.front());
    const float so_far = best[from].score;
    const auto offer = [&](std::size_t bytes, float score, bool known) {
      Best& there = best[from + bytes];
      const float sum = score + so_far;
      if (there.from == nowhere || sum > there.score) there = {from, sum, known};
    };
    bool has_character = false;
    pieces_.for_each_prefix(rest, [&](PrefixTrie::Match match) {
      if (!is_used(match.key)) return;
      const SentencePieceSpec::Piece& piece = spec_->pieces[static_cast<std::size_t>(match.key)];
      const float wanted = static_cast<float>(match.bytes) * highest_score_ - 0.1F;
      offer(match.bytes, piece.kind == PieceKind::user ? wanted : piece.score, true);
      has_character |= match.bytes == character;
    });
    if (!has_character) offer(character, unknown, false);
    from += character;
  }
  Parts parts;
  for (std::size_t end = normalized.size(); end > 0; end = best[end].from) {
    parts.push_back({normalized.substr(best[end].from, end - best[end].from), best[end].known});
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

SentencePieces::Parts SentencePieces::merged_parts(std::string_view normalized) const {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Symbol {
    std::string_view text;  // empty once it is part of its left neighbour
    std::size_t before = none;
    std::size_t after = none;
    bool whole = false;  // never merged
  };
  std::vector<Symbol> symbols;
  symbols.reserve(normalized.size());
  for (std::size_t at = 0; at < normalized.size();) {
    const std::string_view rest = normalized.substr(at);
    const std::size_t user = user_pieces_.longest_prefix(rest).bytes;
    const std::size_t bytes = user > 0 ? user : bytes_of_character(rest.front());
    const std::size_t place = symbols.size();
    symbols.push_back({rest.substr(0, bytes), place == 0 ? none : place - 1, none, user > 0});
    if (place > 0) symbols[place - 1].after = place;
    at += bytes;
  }
  std::priority_queue<Possible> possible;
  // What a piece that is not to come out was made of last.
  std::unordered_map<std::string_view, std::pair<std::string_view, std::string_view>> made_of;
  const auto offer = [&](std::size_t left, std::size_t right) {
    if (left == none || right == none || symbols[left].whole || symbols[right].whole) return;
    const std::string_view a = symbols[left].text;
    const std::string_view b = symbols[right].text;
    const std::string_view both(a.data(), a.size() + b.size());  // they are neighbours
    const std::int32_t piece = find(both);
    if (piece < 0) return;
    possible.push({spec_->pieces[static_cast<std::size_t>(piece)].score, left, right, both.size()});
    if (!is_used(piece)) made_of[both] = {a, b};
  };
  for (std::size_t i = 1; i < symbols.size(); ++i) offer(i - 1, i);
  while (!possible.empty()) {
    const Possible next = possible.top();
    possible.pop();
    Symbol& left = symbols[next.left];
    Symbol& right = symbols[next.right];
    if (left.text.empty() || right.text.empty() || left.text.size() + right.text.size() != next.bytes) continue;
    left.text = {left.text.data(), next.bytes};
    left.after = right.after;
    if (right.after != none) symbols[right.after].before = next.left;
    right.text = {};
    offer(left.before, next.left);
    offer(next.left, left.after);
  }
  Parts parts;
  std::vector<std::string_view> open;  // to be taken apart, the next one last
  for (std::size_t i = 0; i != none; i = symbols[i].after) {
    open.push_back(symbols[i].text);
    while (!open.empty()) {
      const std::string_view text = open.back();
      open.pop_back();
      const std::int32_t piece = find(text);
      const auto found = piece < 0 || is_used(piece) ? made_of.end() : made_of.find(text);
      if (found == made_of.end()) {
        parts.push_back({text, piece >= 0 && use_[static_cast<std::size_t>(piece)] != Use::unknown});
      } else {
        open.push_back(found->second.second);
        open.push_back(found->second.first);
      }
    }
  }
  return parts;
}

SentencePieces::Parts SentencePieces::words(std::string_view normalized) const {
  Parts parts;
  while (!normalized.empty()) {
    const std::string_view word =
        normalized.substr(0, normalized.find(space_mark, bytes_of_character(normalized.front())));
    const std::int32_t piece = find(word);
    parts.push_back({word, piece >= 0 && use_[static_cast<std::size_t>(piece)] != Use::unknown});
    normalized.remove_prefix(word.size());
  }
  return parts;
}

SentencePieces::Parts SentencePieces::characters(std::string_view normalized) const {
  Parts parts;
  while (!normalized.empty()) {
    const std::string_view text = normalized.substr(0, bytes_of_user_piece(normalized));
    const std::int32_t piece = find(text);
    parts.push_back({text, piece >= 0 && use_[static_cast<std::size_t>(piece)] != Use::unknown});
    normalized.remove_prefix(text.size());
  }
  return parts;
}

}  // namespace elman::text
