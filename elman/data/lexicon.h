// Words whose targets are known.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "elman/text/text_file.h"

namespace elman::data {

// Of a file of pairs in any of the formats, by source or, if it has features, source TAB features, in NFC.
class Lexicon {
 public:
  Lexicon() = default;  // knows nothing
  // Throws as RowReader does. With lower_case, sources are put into lower case.
  Lexicon(const text::TextFile& file, bool lower_case);

  // The targets of a line of input as they are in the file, in its order; null if there are none.
  const std::vector<std::string>* find(std::string_view line) const;

 private:
  std::unordered_map<std::string, std::vector<std::string>> targets_;
};

}  // namespace elman::data
