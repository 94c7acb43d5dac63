#include "elman/tasks/pair_coding.h"

#include <fmt/core.h>

#include <utility>

#include "elman/error.h"
#include "elman/tasks/sentence_piece_side.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

constexpr const char* source_merges = "source-merges";
constexpr const char* target_merges = "target-merges";

}  // namespace

std::vector<std::int32_t> feature_ids(const PairCoding& coding) {
  std::vector<std::int32_t> ids;
  if (!coding.format.features) return ids;
  for (std::int32_t id = text::Vocabulary::special_count; id < coding.source.size(); ++id) {
    if (text::is_feature_symbol(coding.source.symbol(id))) ids.push_back(id);
  }
  return ids;
}

std::vector<std::int32_t> copies(const PairCoding& coding) {
  std::vector<std::int32_t> ids(static_cast<std::size_t>(coding.source.size()), -1);
  bool shared = false;
  for (std::int32_t id = text::Vocabulary::special_count; id < coding.source.size(); ++id) {
    const std::string& symbol = coding.source.symbol(id);
    if (coding.format.features && text::is_feature_symbol(symbol)) continue;
    const std::int32_t same = coding.target.id(symbol);
    if (same == text::Vocabulary::unknown) continue;
    ids[static_cast<std::size_t>(id)] = same;
    shared = true;
  }
  if (!shared) return {};
  ids[text::Vocabulary::unknown] = text::Vocabulary::unknown;
  return ids;
}

data::UnknownSymbols unknown_told_apart(const text::TextFormat& format) {
  const auto kind = [](const text::SymbolOptions& side) {
    return side.kind == text::SymbolKind::grapheme ? text::SymbolKind::character : side.kind;
  };
  if (kind(format.source) != kind(format.target)) return data::UnknownSymbols::alike;
  return format.features ? data::UnknownSymbols::apart_but_features : data::UnknownSymbols::apart;
}

Predictor::SourceForm source_form_of(const text::TextFormat& format) {
  return {.columns = format.features ? 2u : 1u, .longest_learnt = static_cast<std::size_t>(format.longest_source)};
}

std::vector<io::Section> sections_of(const PairCoding& coding) {
  std::vector<io::Section> sections{
      {.name = "text", .values = values_of(coding.format)},
      {.name = "source-vocabulary", .list = coding.source.symbols_in_file(), .is_list = true},
      {.name = "target-vocabulary", .list = coding.target.symbols_in_file(), .is_list = true}};
  const auto add = [&sections](const char* name, const text::SymbolOptions& side) {
    if (side.encoding) sections.push_back({.name = name, .list = side.encoding->list(), .is_list = true});
  };
  add(source_merges, coding.format.source);
  add(target_merges, coding.format.target);
  const auto add_pieces = [&sections](const char* name, const text::SymbolOptions& side) {
    if (!side.pieces) return;
    for (io::Section& section : sections_of(name, *side.pieces)) sections.push_back(std::move(section));
  };
  add_pieces("source", coding.format.source);
  add_pieces("target", coding.format.target);
  return sections;
}

namespace {

// What is made of a section's list; an error names file and section.
template <class Make>
auto made_of(const io::ModelFile& file, const char* section, const Make& make) {
  try {
    return make(file.list(section));
  } catch (const ModelError& error) {
    const std::string message = error.what();
    if (message.starts_with(file.path())) throw;
    throw ModelError(fmt::format("{}: \"{}\": {}", file.path(), section, message));
  }
}

}  // namespace

text::Vocabulary read_vocabulary(const io::ModelFile& file, const char* section) {
  return made_of(file, section, &text::Vocabulary::from_symbols);
}

std::shared_ptr<const text::BytePairEncoding> read_encoding(const io::ModelFile& file, const char* section) {
  return made_of(file, section, [](const std::vector<std::string>& list) {
    return std::make_shared<const text::BytePairEncoding>(text::BytePairEncoding::from_list(list));
  });
}

namespace {

// Lines of data have no line breaks. One in a model's symbol would make two lines of an answer.
text::Vocabulary read_vocabulary_of_lines(const io::ModelFile& file, const char* section) {
  for (const std::string& symbol : file.list(section)) {
    if (symbol.find('\n') == std::string::npos) continue;
    throw ModelError(fmt::format("{}: \"{}\": found {}, expected each symbol on one line; the vocabulary is damaged",
                                 file.path(), section, text::display(symbol)));
  }
  return read_vocabulary(file, section);
}

}  // namespace

PairCoding read_pair_coding(const io::ModelFile& file) {
  PairCoding coding;
  file.read("text", fields(coding.format));
  coding.format.target.normalization = coding.format.source.normalization;
  const auto encoding_of = [&file](const text::SymbolOptions& side, const char* section) {
    return side.kind == text::SymbolKind::bpe ? read_encoding(file, section) : nullptr;
  };
  coding.format.source.encoding = encoding_of(coding.format.source, source_merges);
  coding.format.target.encoding = encoding_of(coding.format.target, target_merges);
  const auto pieces_of = [&file](const text::SymbolOptions& side, const char* name) {
    return side.kind == text::SymbolKind::sentencepiece ? read_sentence_pieces(file, name) : nullptr;
  };
  coding.format.source.pieces = pieces_of(coding.format.source, "source");
  coding.format.target.pieces = pieces_of(coding.format.target, "target");
  coding.source = read_vocabulary_of_lines(file, "source-vocabulary");
  coding.target = read_vocabulary_of_lines(file, "target-vocabulary");
  limit_pieces(coding);
  return coding;
}

std::vector<data::TextPair> read_scored_pairs(const EvaluationRequest& request, const text::TextFormat& format,
                                              const Tell& tell, const data::PairObjection& objection) {
  data::PairOptions options = data::pair_options(format, reading_of(request.data).columns);
  options.skip_bad_lines = request.data.skip_bad_lines;
  options.objection = objection;
  data::TextPairs read = data::read_text_pairs(request.path, options);
  report_skipped(read, read.pairs.size(), request.path, tell);
  if (read.format.features != format.features) {
    throw UsageError(fmt::format(
        "{}: found {} column of features, expected {}, as the model was trained; name the columns with --columns ({})",
        request.path, format.features ? "no" : "a", format.features ? "one" : "none", data::describe(read.columns)));
  }
  return std::move(read.pairs);
}

}  // namespace elman::tasks
