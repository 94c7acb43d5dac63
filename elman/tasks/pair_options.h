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
  std::string source_sentencepiece = {};  // a file of SentencePiece whose pieces are the symbols of sources
  std::string target_sentencepiece = {};
  int merges = 0;             // of bpe, for each side; 0: as many as suit the data
  bool joint_merges = false;  // source and target learn the same ones
  double merge_dropout = 0;   // of bpe: share of the merges that training passes over
  int min_count = 0;          // of a symbol; 0: as suits the symbols
  int batch_symbols = 0;      // of sources and targets in a batch; 0: batches have a number of pairs
  std::string columns = {};   // names, as "lemma,features,form"
  bool header = false;
  std::optional<data::PairFormat> format = {};              // chosen from the data if none
  std::string features_separator = std::string(automatic);  // one character
  std::optional<text::Normalization> normalization = {};
  bool skip_bad_lines = false;
  double held_out = 0.1;
};
Fields fields(PairOptions& options);

// How to read the file, but for what is in other files. Throws UsageError for a separator of features that is not one
// character, and for symbols of another kind beside a file of SentencePiece.
data::PairOptions reading_of(const PairOptions& options);

}  // namespace elman::tasks
