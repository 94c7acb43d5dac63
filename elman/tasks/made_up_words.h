// Words that look like those of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/random.h"
#include "elman/text/string_map.h"

namespace elman::tasks {

// Draws sources from an n-gram model of those that it has seen, behind the features of one of them.
class MadeUpWords {
 public:
  // Learns from a source. More than some ten thousand say nothing new.
  void see(const text::SymbolSequence& source);
  std::size_t seen() const { return seen_; }
  // That many different sources, none of which it has seen; fewer if it finds no more.
  std::vector<text::SymbolSequence> draw(std::size_t count, Random random) const;

 private:
  static constexpr std::int32_t boundary = 0;

  std::int32_t id_of(std::string_view symbol);

  std::vector<std::string> symbols_{""};  // by id; the first is the boundary between words
  text::StringMap<std::int32_t> ids_;
  std::vector<std::int32_t> text_{boundary};        // words without features, each followed by a boundary
  std::vector<std::vector<std::string>> features_;  // of each word; empty lists if there are none
  std::unordered_set<std::string> known_;
  std::size_t seen_ = 0;
  std::size_t longest_ = 0;  // without features
};

}  // namespace elman::tasks
