#include "elman/text/vocabulary.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "elman/error.h"
#include "elman/text/escape.h"
#include "elman/text/unicode.h"

namespace elman::text {
namespace {

constexpr std::array<std::string_view, Vocabulary::special_count> specials = {"<pad>", "<unk>", "<s>", "</s>"};

bool is_special(std::string_view symbol) {
  return std::find(specials.begin(), specials.end(), symbol) != specials.end();
}

}  // namespace

Vocabulary::Vocabulary() : Vocabulary(from_symbols({specials.begin(), specials.end()})) {}

Vocabulary Vocabulary::from_counts(const Counts& counts, const VocabularyOptions& options) {
  std::vector<std::pair<std::string, std::size_t>> kept;
  const std::unordered_set<std::string_view> required(options.required.begin(), options.required.end());
  for (const std::string_view symbol : required) {
    if (!counts.contains(std::string(symbol))) kept.emplace_back(escape(symbol, is_special), 0);
  }
  for (const auto& [symbol, count] : counts) {
    if (options.may_be_in && !options.may_be_in(symbol)) continue;
    if (count >= options.min_count || required.contains(symbol)) kept.emplace_back(escape(symbol, is_special), count);
  }
  // The order of UTF-8's bytes is that of code points.
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::vector<std::string> symbols(specials.begin(), specials.end());
  for (auto& [symbol, count] : kept) symbols.push_back(std::move(symbol));
  return from_symbols(std::move(symbols));
}

Vocabulary Vocabulary::from_symbols(std::vector<std::string> symbols) {
  for (std::size_t i = 0; i < specials.size(); ++i) {
    const std::string found = i < symbols.size() ? display(symbols[i]) : "no symbol";
    if (i < symbols.size() && symbols[i] == specials[i]) continue;
    throw ModelError("vocabulary: found " + found + " as id " + std::to_string(i) + ", expected '" +
                     std::string(specials[i]) + "'; the vocabulary is damaged or not Elman's");
  }
  Vocabulary vocabulary{Unchecked{}};
  vocabulary.ids_.reserve(symbols.size());
  for (const std::string& symbol : symbols) {
    const auto id = static_cast<std::int32_t>(vocabulary.ids_.size());
    const bool valid = !symbol.empty() && find_invalid_utf8(symbol) == std::string_view::npos;
    if (valid && vocabulary.ids_.try_emplace(symbol, id).second) continue;
    const std::string found = symbol.empty() ? "an empty symbol" : valid ? display(symbol) + " again" : display(symbol);
    throw ModelError("vocabulary: found " + found + " as id " + std::to_string(id) +
                     ", expected different symbols in UTF-8; the vocabulary is damaged");
  }
  vocabulary.symbols_ = std::move(symbols);
  return vocabulary;
}

std::int32_t Vocabulary::id(std::string_view symbol) const {
  const bool may_collide = symbol.starts_with('<') || symbol.starts_with('\\');
  const auto found = may_collide ? ids_.find(escape(symbol, is_special)) : ids_.find(symbol);
  return found == ids_.end() ? unknown : found->second;
}

std::vector<std::int32_t> Vocabulary::ids(std::span<const std::string> symbols,
                                          std::vector<std::string>* unknown_symbols) const {
  std::vector<std::int32_t> found;
  found.reserve(symbols.size() + 1);  // callers often add </s>
  for (const std::string& symbol : symbols) {
    found.push_back(id(symbol));
    if (found.back() == unknown && unknown_symbols != nullptr) unknown_symbols->push_back(symbol);
  }
  return found;
}

std::vector<std::int32_t> Vocabulary::ids(const SymbolSequence& symbols) const {
  std::vector<std::int32_t> found;
  found.reserve(symbols.size() + 1);
  for (const std::string_view symbol : symbols) found.push_back(id(symbol));
  return found;
}

std::string Vocabulary::symbol(std::int32_t id) const {
  if (id < 0 || id >= size()) {
    throw UsageError("vocabulary: found id " + std::to_string(id) + ", expected 0 to " + std::to_string(size() - 1) +
                     "; take ids from this vocabulary");
  }
  const std::string& stored = symbols_[static_cast<std::size_t>(id)];
  return unescape(stored, is_special);
}

std::vector<std::string> Vocabulary::symbols(std::span<const std::int32_t> ids) const {
  std::vector<std::string> found;
  found.reserve(ids.size());
  for (const std::int32_t id : ids) found.push_back(symbol(id));
  return found;
}

std::int32_t SymbolCounter::add(std::string_view symbol) {
  auto found = symbols_.find(symbol);
  if (found == symbols_.end()) {
    const auto id = static_cast<std::int32_t>(symbols_.size()) + Vocabulary::special_count;
    found = symbols_.try_emplace(std::string(symbol), Entry{id, 0}).first;
  }
  ++found->second.count;
  return found->second.id;
}

Vocabulary::Counts SymbolCounter::counts() const {
  Vocabulary::Counts counts;
  for (const auto& [symbol, entry] : symbols_) counts[symbol] = entry.count;
  return counts;
}

std::vector<std::int32_t> SymbolCounter::ids(const Vocabulary& vocabulary) const {
  std::vector<std::int32_t> ids(Vocabulary::special_count + symbols_.size());
  std::iota(ids.begin(), ids.begin() + Vocabulary::special_count, 0);
  for (const auto& [symbol, entry] : symbols_) ids[static_cast<std::size_t>(entry.id)] = vocabulary.id(symbol);
  return ids;
}

std::vector<std::int32_t> SymbolCounter::ids(const SymbolCounter& other) const {
  std::vector<std::int32_t> ids(Vocabulary::special_count + symbols_.size());
  std::iota(ids.begin(), ids.begin() + Vocabulary::special_count, 0);
  for (const auto& [symbol, entry] : symbols_) {
    const auto found = other.symbols_.find(symbol);
    ids[static_cast<std::size_t>(entry.id)] = found == other.symbols_.end() ? -1 : found->second.id;
  }
  return ids;
}

std::vector<std::int32_t> SymbolCounter::ids_where(const std::function<bool(std::string_view)>& is_so) const {
  std::vector<std::int32_t> ids;
  for (const auto& [symbol, entry] : symbols_) {
    if (is_so(symbol)) ids.push_back(entry.id);
  }
  return ids;
}

}  // namespace elman::text
