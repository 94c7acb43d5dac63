// What the symbols of a column are, found from its texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "elman/text/symbols.h"

namespace elman::text {

struct SymbolChoice {
  SymbolKind kind = SymbolKind::character;
  std::string why;  // empty if there was nothing to weigh: hardly a text has spaces
};

// Looks at both columns of a file of pairs. Spaces separate symbols where single characters have spaces between them
// ("a β a ð i a"), or where each line has several short tokens from a small inventory ("b ao3_T4 ng2"). They do not
// where whole words would become symbols: then words that no other pair has would be unknown. Words and their parts are
// symbols of a translation: both columns have sentences, and not in the same words.
class SymbolChooser {
 public:
  void add(std::string_view source, std::string_view target);
  SymbolChoice source() const { return choice(source_, target_); }
  SymbolChoice target() const { return choice(target_, source_); }

 private:
  // How often a token or character occurs, and whether in pairs of one source alone.
  struct Seen {
    std::size_t count = 0;
    std::uint64_t source = 0;  // hash
    bool elsewhere = false;
  };
  using SeenTexts = std::map<std::string, Seen, std::less<>>;
  static void note(SeenTexts& seen, std::string_view text, std::uint64_t source);

  struct Side {
    std::size_t lines = 0;
    std::size_t lines_of_several = 0;
    std::size_t tokens = 0;
    std::size_t scalars = 0;  // without the spaces
    SeenTexts types;          // no more than largest_inventory
    SeenTexts characters;

    void add(std::string_view text, std::uint64_t source);
    // Share of the tokens that would be unknown if the pairs of their source were held out, and whose characters would
    // not.
    double lost() const;
    bool has_spaces() const { return 2 * lines_of_several >= lines; }
  };

  SymbolChoice choice(const Side& side, const Side& other) const;
  bool is_translation() const;

  Side source_;
  Side target_;
  std::size_t shared_ = 0;  // tokens of targets that their sources have, too
};

}  // namespace elman::text
