#include "elman/tasks/pair_options.h"

#include <fmt/core.h>

#include "elman/error.h"
#include "elman/printable.h"

namespace elman::tasks {

Fields fields(PairOptions& options) {
  return {
      {"source-symbols", options.source_symbols,
       "char, grapheme, space, word, byte or bpe; auto: chosen from the data"},
      {"target-symbols", options.target_symbols,
       "char, grapheme, space, word, byte or bpe; auto: chosen from the data"},
      {"source-sentencepiece", options.source_sentencepiece,
       "a model of SentencePiece, such as spiece.model: its pieces are the symbols of sources"},
      {"target-sentencepiece", options.target_sentencepiece, "the same for targets; it may be the same file"},
      Field("merges", options.merges,
            "of symbols bpe: parts of words to learn on each side; 0: as many as suit the text")
          .between(0, 1'000'000),
      {"joint-merges", options.joint_merges,
       "of symbols bpe: both sides learn the same parts of words, from both texts"},
      Field("merge-dropout", options.merge_dropout,
            "of symbols bpe: with this probability training passes over a merge, so that words have other parts each "
            "time (0.1 is usual)")
          .from_to_below(0, 1),
      Field("min-count", options.min_count,
            "symbols that occur less often in training are unknown; 0: 2 for words, 1 for others")
          .between(0, 1'000'000'000),
      Field("batch-symbols", options.batch_symbols,
            "symbols of sources and targets in a batch, about; 0: --batch-size says how many pairs")
          .between(0, 1'000'000'000),
      {"format", options.format, "tsv, csv, cmudict, mfa, ipa-dict, wikipron or unimorph; auto: chosen from the data"},
      {"columns", options.columns, "names of the columns, such as lemma,features,form"},
      {"header", options.header, "the first line names the columns"},
      {"features-separator", options.features_separator, "between features: ; or | or another; auto: from the data"},
      {"normalization", options.normalization, "Unicode form of texts: nfc, nfd or none; auto: nfc, of Hangul nfd"},
      {"skip-bad-lines", options.skip_bad_lines, "leave out lines that cannot be read, and name them"},
      Field(
          "held-out", options.held_out,
          "share of the pairs that is the dev set if none is given; about 10,000 pairs at most; 0: there is none, and "
          "the last epoch is kept")
          .from_to_below(0, 1)};
}

namespace {

std::optional<text::SymbolKind> kind_of(const char* side, std::optional<text::SymbolKind> said,
                                        const std::string& sentencepiece) {
  constexpr auto implied = text::SymbolKind::sentencepiece;
  if (sentencepiece.empty()) return said;
  if (said.value_or(implied) == implied) return implied;
  throw UsageError(fmt::format("--{0}-sentencepiece and --{0}-symbols {1} both say what symbols are; give one of them",
                               side, name_of(*said)));
}

}  // namespace

data::PairOptions reading_of(const PairOptions& options) {
  data::PairOptions pairs;
  if (!options.columns.empty()) pairs.columns.names = data::parse_column_names(options.columns);
  pairs.columns.header = options.header;
  pairs.columns.format = options.format;
  pairs.normalization = options.normalization;
  if (options.features_separator != automatic) {
    const std::string& separator = options.features_separator;
    if (separator.size() != 1 || static_cast<unsigned char>(separator[0]) >= 0x80 || separator[0] == '\t') {
      throw UsageError("--features-separator: found " + in_quotes(separator) +
                       ", expected one ASCII character such as ; or |, or auto");
    }
    pairs.feature_separator = separator[0];
  }
  pairs.source_symbols = kind_of("source", options.source_symbols, options.source_sentencepiece);
  pairs.target_symbols = kind_of("target", options.target_symbols, options.target_sentencepiece);
  pairs.skip_bad_lines = options.skip_bad_lines;
  return pairs;
}

}  // namespace elman::tasks
