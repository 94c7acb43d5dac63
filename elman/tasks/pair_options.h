// What users say of a file of pairs.
#pragma once

#include <optional>
#include <string>

#include "elman/data/text_pairs.h"
#include "elman/fields.h"

namespace elman::tasks {

struct PairOptions {
  std::optional<text::SymbolKind> source_symbols = {};  // chosen from the data if none
  std::optional<text::SymbolKind> target_symbols = {};
  std::string columns = {};  // names, as "lemma,features,form"
  bool header = false;
  bool skip_bad_lines = false;
  double held_out = 0.1;
};
Fields fields(PairOptions& options);

// How to read the file. Throws UsageError for column names that are no list.
data::PairOptions reading_of(const PairOptions& options);

}  // namespace elman::tasks
