#include "elman/tasks/language_model_symbols.h"

#include <fmt/core.h>

#include <optional>

#include "elman/error.h"
#include "elman/tasks/language_model.h"
#include "elman/tasks/transducer.h"
#include "elman/text/words.h"

namespace elman::tasks {

namespace {

using text::SymbolKind;
using text::TextUnit;

// The symbols of a language model that has the same ones.
std::optional<TextUnit> same_symbols(SymbolKind written) {
  switch (written) {
    case SymbolKind::character:
    case SymbolKind::grapheme:
      return TextUnit::character;
    case SymbolKind::byte:
      return TextUnit::byte;
    case SymbolKind::word:
      return TextUnit::word;
    case SymbolKind::bpe:
      return TextUnit::bpe;
    case SymbolKind::space:
    case SymbolKind::sentencepiece:
      break;
  }
  return std::nullopt;
}

void refuse_other_symbols(const text::TextCoding& language, const text::SymbolOptions& written,
                          const std::string& path) {
  const TextUnit found = language.format().symbols;
  const std::optional<TextUnit> wanted = same_symbols(written.kind);
  if (!wanted) {
    throw UsageError(fmt::format("{}: the model writes by {}, and no language model reads such symbols; leave --lm out",
                                 path, name_of(written.kind)));
  }
  if (found != *wanted) {
    throw UsageError(
        fmt::format("{}: found a language model of symbols {}, expected {}, as the model writes by {}; train one with "
                    "--symbols {}, or leave --lm out",
                    path, name_of(found), name_of(*wanted), name_of(written.kind), name_of(*wanted)));
  }
  if (found != TextUnit::bpe || language.encoding()->list() == written.encoding->list()) return;
  throw UsageError(
      fmt::format("{}: found a language model of other parts of words than those that the model writes, expected the "
                  "same merges; train it with --symbols-of MODEL, or leave --lm out",
                  path));
}

}  // namespace

std::vector<std::int32_t> ids_for(const text::TextCoding& language, const text::Vocabulary& vocabulary,
                                  const text::SymbolOptions& written, const std::string& path) {
  refuse_other_symbols(language, written, path);
  std::vector<std::int32_t> ids;
  for (std::int32_t id = 0; id < vocabulary.size(); ++id) {
    const std::string symbol = id < text::Vocabulary::special_count ? std::string() : vocabulary.symbol(id);
    const int byte = written.kind == SymbolKind::byte ? text::named_byte(symbol) : -1;
    ids.push_back(symbol.empty() ? id : language.id(byte < 0 ? symbol : std::string(1, static_cast<char>(byte))));
  }
  // A line of a text that goes on ends with a line break.
  if (language.format().document == text::DocumentKind::none) ids[text::Vocabulary::end] = language.id("\n");
  return ids;
}

text::TextCoding::Encoding encoding_of(const Model& model, const std::string& path) {
  text::TextCoding::Encoding encoding;
  if (const auto* transducer = dynamic_cast<const Transducer*>(&model)) {
    encoding = transducer->coding().format.target.encoding;
  } else if (const auto* language = dynamic_cast<const LanguageModel*>(&model)) {
    if (language->coding().format().symbols == TextUnit::bpe) encoding = language->coding().encoding();
  }
  if (encoding) return encoding;
  throw UsageError(fmt::format(
      "--symbols-of: {} is a model without parts of words, expected one of symbols bpe; leave it out", path));
}

}  // namespace elman::tasks
