// Pairs of texts from a TSV file.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "elman/data/columns.h"
#include "elman/data/rows.h"
#include "elman/text/symbol_sequence.h"
#include "elman/text/text_file.h"
#include "elman/text/text_format.h"

namespace elman::data {

struct TextPair {
  text::SymbolSequence source;  // features first
  text::SymbolSequence target;
  std::size_t line = 0;  // of the file, from 1
};

// How many pairs there are, and how long they are at most.
struct CorpusSize {
  std::size_t pairs = 0;
  std::size_t symbols = 0;  // of all sources and targets
  std::size_t longest_source = 0;
  std::size_t longest_target = 0;

  void add(const TextPair& pair);
};

// What is wrong with a pair that a task cannot use, as "found ..., expected ...; what to do"; empty text if nothing is.
using PairObjection = std::function<std::string(const TextPair&)>;

struct PairOptions {
  ColumnOptions columns = {};
  // What is not given is chosen from the data (data::survey).
  std::optional<text::SymbolKind> source_symbols = {};
  std::optional<text::SymbolKind> target_symbols = {};
  std::optional<text::Normalization> normalization = {};
  std::optional<char> feature_separator = {};
  bool features_as_set = true;
  text::Normalization written = text::Normalization::none;
  // Of symbols of kind bpe; without them words stay whole.
  std::shared_ptr<const text::BytePairEncoding> source_encoding = {};
  std::shared_ptr<const text::BytePairEncoding> target_encoding = {};
  // Of symbols of kind sentencepiece, which cannot be without them.
  std::shared_ptr<const text::SentencePieces> source_pieces = {};
  std::shared_ptr<const text::SentencePieces> target_pieces = {};
  std::size_t longest = text::longest_text;  // symbols of a source or target
  bool skip_bad_lines = false;               // and list them in TextPairs::skipped instead of throwing
  PairObjection objection = {};              // a line that it objects to is a bad one; may be empty
};

struct TextPairs {
  std::vector<TextPair> pairs;  // in file order; a source with several targets is several pairs
  text::TextFormat format;
  PairFormat layout = PairFormat::tsv;
  Columns columns;
  std::vector<BadLine> skipped;  // in file order
};

// Reads UTF-8 lines in one of the formats (data::PairFormat), all with the same number of columns. A byte order mark at
// the start, CR before LF and empty lines at the end are dropped; in tsv, quotes and # are ordinary characters.
// Throws IoError if the file cannot be read; DataError ("file:line:column: ...", columns are bytes from 1) for an
// empty file, an empty line before the end, missing or additional columns, an empty field, bytes that are not UTF-8,
// NUL bytes, lines of more than 1 MiB, texts of more than options.longest symbols, unbalanced brackets in features,
// and what options.objection objects to; UsageError for column names that do not match, and for symbols of kind
// sentencepiece without pieces.
TextPairs read_text_pairs(const std::string& path, const PairOptions& options = {});
TextPairs read_text_pairs(const text::TextFile& file, const PairOptions& options = {});

// Reads the same pairs one after the other, however many. `file` has to outlive it.
class PairReader {
 public:
  // Options as survey() gives them.
  PairReader(const text::TextFile& file, const PairOptions& options, BadLineSink skipped = {});
  PairReader(const PairReader&) = delete;
  PairReader& operator=(const PairReader&) = delete;

  // False at the end of the file. Throws DataError there if no line could be used.
  bool next(TextPair& pair);
  const text::TextFormat& format() const { return format_; }  // complete from the first pair on
  const Columns& columns() const { return rows_.columns(); }  // from the first pair on
  PairFormat layout() const { return rows_.format(); }

 private:
  std::optional<BadLine> too_long(const Row& row, const TextPair& pair) const;
  std::optional<BadLine> unusable(const TextPair& pair) const;

  const text::TextFile& file_;
  RowReader rows_;
  bool skip_bad_lines_;
  BadLineSink skipped_;
  text::TextFormat format_;
  std::size_t longest_;
  PairObjection objection_;
  bool has_pairs_ = false;
  std::string first_bad_;  // message
};

// Options that read another file (development, test) in the format of a model's training data.
PairOptions pair_options(const text::TextFormat& format, const ColumnOptions& columns = {});

// All targets of one source, in file order; sources in the order of their first line.
struct SourceGroup {
  std::vector<std::string> source;
  std::vector<std::vector<std::string>> targets;  // without duplicates
  std::size_t line = 0;                           // first line of this source
};
std::vector<SourceGroup> group_by_source(std::span<const TextPair> pairs);

}  // namespace elman::data
