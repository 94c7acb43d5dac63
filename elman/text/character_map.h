// The rules by which SentencePiece normalises a text (Kudo & Richardson 2018, section 3.3), in the form in which its
// models have them: a few hundred thousand rules in as many bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace elman::text {

class CharacterMap {
 public:
  static constexpr std::size_t longest_text = 256;  // bytes that a rule may write

  struct Match {
    std::size_t bytes = 0;  // that are replaced; 0: no rule fits
    std::string_view text;  // what stands for them, valid as long as the map
  };

  // The size of a double-array trie in bytes, its units (Darts-clone, Yata 2008), little-endian, then the texts that it
  // refers to, each with a NUL at its end. Empty: no rules. Throws DataError, without a file's name, for a trie that
  // does not fit or refers to no text, and for texts without an end, of more than longest_text bytes, that are not
  // UTF-8, or that break lines.
  explicit CharacterMap(std::string bytes);

  // The rule for the longest beginning of a text.
  Match longest_prefix(std::string_view text) const;

  const std::string& bytes() const { return bytes_; }

 private:
  std::uint32_t unit(std::size_t place) const;
  std::string_view texts() const;

  std::string bytes_;
  std::size_t units_ = 0;
};

}  // namespace elman::text
