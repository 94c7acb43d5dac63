#include "elman/text/symbol_choice.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "elman/text/unicode.h"

namespace elman::text {
namespace {

constexpr std::size_t largest_inventory = 65'536;  // of tokens; the words of an endless text would fill any memory

}  // namespace

void SymbolChooser::note(SeenTexts& seen, std::string_view text, std::uint64_t source) {
  auto found = seen.find(text);
  if (found == seen.end()) {
    if (seen.size() >= largest_inventory) return;
    found = seen.try_emplace(std::string(text)).first;
    found->second.source = source;
  }
  ++found->second.count;
  found->second.elsewhere = found->second.elsewhere || found->second.source != source;
}

void SymbolChooser::Side::add(std::string_view text, std::uint64_t source) {
  const std::vector<std::string_view> found = tokens_of(text);
  lines += found.empty() ? 0 : 1;
  lines_of_several += found.size() > 1 ? 1 : 0;
  tokens += found.size();
  for (const std::string_view token : found) {
    note(types, token, source);
    for (const std::string& character : split_scalars(token)) {
      ++scalars;
      note(characters, character, source);
    }
  }
}

double SymbolChooser::Side::lost() const {
  std::size_t count = 0;
  for (const auto& [token, seen] : types) {
    if (seen.elsewhere) continue;
    const std::vector<std::string> letters = split_scalars(token);
    const bool spelled = std::all_of(letters.begin(), letters.end(), [&](const std::string& letter) {
      const auto found = characters.find(letter);
      return found != characters.end() && found->second.elsewhere;
    });
    count += spelled ? seen.count : 0;
  }
  return static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(tokens, 1));
}

void SymbolChooser::add(std::string_view source, std::string_view target) {
  const std::uint64_t key = std::hash<std::string_view>{}(source);
  source_.add(source, key);
  target_.add(target, key);
  const std::vector<std::string_view> words = tokens_of(source);
  const std::unordered_set<std::string_view> known(words.begin(), words.end());
  for (const std::string_view word : tokens_of(target)) shared_ += known.contains(word) ? 1 : 0;
}

bool SymbolChooser::is_translation() const {
  constexpr std::size_t fewest = 1000;  // sentences; parts of words cannot be learnt from fewer
  const auto has_sentences = [](const Side& side) {
    return side.lines >= fewest && side.tokens >= 3 * side.lines && side.scalars >= 3 * side.tokens;
  };
  return has_sentences(source_) && has_sentences(target_) && 5 * shared_ <= 2 * target_.tokens;
}

SymbolChoice SymbolChooser::choice(const Side& side, const Side& other) const {
  if (is_translation()) return {SymbolKind::bpe, "sentences, and their translations"};
  if (side.lines == 0 || !side.has_spaces()) return {};
  if (2 * side.scalars <= 3 * side.tokens) {
    return {SymbolKind::space, "spaces are between single characters"};
  }
  if (side.types.size() >= largest_inventory) return {SymbolKind::character, "too many words for symbols"};
  const bool short_everywhere = 10 * side.lines_of_several >= 9 * side.lines && 2 * side.scalars <= 9 * side.tokens;
  const bool several = 2 * side.tokens >= 5 * side.lines;  // on average; a phrase has two or three words
  if (!short_everywhere || !several) return {SymbolKind::character, "what is between spaces looks like words"};
  // Of a word there are about as many phones as letters. If the other side has spaces too, both may well be sentences;
  // then only an inventory that does not grow with the text is trusted: the number of different words grows faster than
  // the square root of the text's length (Heaps' law), that of phones or syllables soon stops growing.
  const bool like_spelling = !other.has_spaces() && side.tokens <= 3 * other.scalars;
  const bool inventory = side.types.size() * side.types.size() <= 16 * side.tokens;
  const double bearable = like_spelling ? 0.12 : 0.01;
  if ((!like_spelling && !inventory) || side.lost() > bearable) {
    return {SymbolKind::character, "words between spaces would be unknown in new pairs"};
  }
  return {SymbolKind::space, "each line has several short symbols between spaces, which recur"};
}

}  // namespace elman::text
