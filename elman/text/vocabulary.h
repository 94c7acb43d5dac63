// Symbols and their ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "elman/text/string_map.h"
#include "elman/text/symbol_sequence.h"

namespace elman::text {

struct VocabularyOptions {
  std::size_t min_count = 1;               // rarer symbols are left out and read as <unk>
  std::vector<std::string> required = {};  // symbols that are in it, however rare
  // Symbols for which that is false are left out, however often they occur; may be empty.
  std::function<bool(std::string_view)> may_be_in = {};
};

// Ids 0..3 are <pad> <unk> <s> </s>; then the symbols of the data, most frequent first, equally frequent ones by code
// point. A symbol of the data that looks like a special one (also after backslashes) is stored with a backslash in
// front: "<s>" in the data as "\<s>". ids() and symbols() add and remove it, symbols_in_file() has it.
class Vocabulary {
 public:
  static constexpr std::int32_t pad = 0;
  static constexpr std::int32_t unknown = 1;
  static constexpr std::int32_t start = 2;
  static constexpr std::int32_t end = 3;
  static constexpr std::int32_t special_count = 4;

  using Counts = std::unordered_map<std::string, std::size_t>;

  // The four special symbols alone.
  Vocabulary();
  static Vocabulary from_counts(const Counts& counts, const VocabularyOptions& options = {});
  // From symbols_in_file() of another one. Throws ModelError if the special symbols are not in place, or a symbol is
  // empty, not UTF-8 or a duplicate.
  static Vocabulary from_symbols(std::vector<std::string> symbols);

  std::int32_t size() const { return static_cast<std::int32_t>(symbols_.size()); }
  const std::vector<std::string>& symbols_in_file() const { return symbols_; }

  // The id of a symbol of the data; `unknown` if it has none.
  std::int32_t id(std::string_view symbol) const;
  // Unknown symbols are appended to *unknown_symbols, if given, each time they occur.
  std::vector<std::int32_t> ids(std::span<const std::string> symbols,
                                std::vector<std::string>* unknown_symbols = nullptr) const;
  std::vector<std::int32_t> ids(const SymbolSequence& symbols) const;

  // The symbol as it is in the data; special ids give their names. Throws UsageError for an id out of range.
  std::string symbol(std::int32_t id) const;
  std::vector<std::string> symbols(std::span<const std::int32_t> ids) const;

 private:
  struct Unchecked {};
  explicit Vocabulary(Unchecked) {}

  std::vector<std::string> symbols_;
  StringMap<std::int32_t> ids_;
};

// Counts symbols and gives them provisional ids in order of appearance: for a text that is too long to be read again
// when its vocabulary is known.
class SymbolCounter {
 public:
  // The symbol's provisional id, from Vocabulary::special_count on.
  std::int32_t add(std::string_view symbol);
  Vocabulary::Counts counts() const;
  // The vocabulary's id for each provisional id; the special symbols keep theirs.
  std::vector<std::int32_t> ids(const Vocabulary& vocabulary) const;
  // The other's provisional id for each of these, -1 for what it has not counted; the special symbols keep theirs.
  std::vector<std::int32_t> ids(const SymbolCounter& other) const;
  // Provisional ids of symbols for which that is so.
  std::vector<std::int32_t> ids_where(const std::function<bool(std::string_view)>& is_so) const;

 private:
  struct Entry {
    std::int32_t id = 0;
    std::size_t count = 0;
  };
  StringMap<Entry> symbols_;
};

}  // namespace elman::text
