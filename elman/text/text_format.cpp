#include "elman/text/text_format.h"

#include <algorithm>

#include "elman/error.h"
#include "elman/text/escape.h"
#include "elman/text/line_reader.h"

namespace elman::text {
namespace {

constexpr std::string_view opening = "([{";
constexpr std::string_view closing = ")]}";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> checked_length(const Line& line, std::vector<std::string> symbols) {
  if (symbols.size() <= longest_text) return symbols;
  fail(line, 0,
       "found " + std::to_string(symbols.size()) + " symbols, expected at most " + std::to_string(longest_text),
       "put one word or sentence on a line");
}

}  // namespace

std::size_t find_unbalanced_bracket(std::string_view features) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (opening.find(features[i]) != std::string_view::npos) open.push_back(i);
    const std::size_t kind = closing.find(features[i]);
    if (kind == std::string_view::npos) continue;
    if (open.empty() || features[open.back()] != opening[kind]) return i;
    open.pop_back();
  }
  return open.empty() ? std::string_view::npos : open.front();
}

Fields fields(TextFormat& format) {
  return {{"source-symbols", format.source.kind, "what a source is made of"},
          {"target-symbols", format.target.kind, "what a target is made of"},
          {"normalization", format.source.normalization, "Unicode normal form of both"},
          {"features", format.features, "whether a source has features beside its text"},
          {"feature-separator", format.feature_separator, "what separates features"},
          {"features-as-set", format.features_as_set, "whether their order, and how often each is there, says nothing"},
          {"written", format.written, "Unicode normal form that outputs are given in"},
          {"longest-source", format.longest_source, "symbols of the longest source that was learnt; 0: not known"}};
}

std::vector<std::string> split_features(std::string_view features, char separator) {
  if (const std::size_t bad = find_unbalanced_bracket(features); bad != std::string_view::npos) {
    throw DataError("features " + display(features) + ": found an unmatched '" + features[bad] + "' at byte " +
                    std::to_string(bad + 1) + ", expected balanced brackets; add or remove one");
  }
  std::vector<std::string> parts;
  std::size_t depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= features.size(); ++i) {
    const bool at_end = i == features.size();
    if (!at_end && opening.find(features[i]) != std::string_view::npos) ++depth;
    if (!at_end && closing.find(features[i]) != std::string_view::npos) --depth;
    if (!at_end && (depth > 0 || features[i] != separator)) continue;
    const std::string_view part = trimmed(features.substr(begin, i - begin));
    if (!part.empty()) parts.emplace_back(part);
    begin = i + 1;
  }
  return parts;
}

std::string feature_symbol(std::string_view feature) { return "[" + std::string(feature) + "]"; }

bool is_feature_symbol(std::string_view symbol) {
  return symbol.size() > 2 && symbol.front() == '[' && symbol.back() == ']';
}

std::vector<std::string> source_symbols(std::string_view text, std::string_view features, const TextFormat& format) {
  std::vector<std::string> symbols;
  if (format.features) {
    const std::string normalized = normalize(features, format.source.normalization);
    for (const std::string& feature : split_features(normalized, format.feature_separator)) {
      symbols.push_back(feature_symbol(feature));
    }
    if (format.features_as_set) {
      std::sort(symbols.begin(), symbols.end());
      symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    }
  }
  for (std::string& symbol : split(text, format.source)) {
    const bool may_collide = format.source.kind == SymbolKind::space || format.source.kind == SymbolKind::sentencepiece;
    symbols.push_back(may_collide ? escape(symbol, is_feature_symbol) : std::move(symbol));
  }
  return symbols;
}

std::string source_symbol_of_piece(std::string_view piece) { return escape(piece, is_feature_symbol); }

std::string piece_of_source_symbol(std::string_view symbol) { return unescape(symbol, is_feature_symbol); }

std::function<bool(std::string_view)> source_vocabulary_rule(const TextFormat& format) {
  if (!format.source.pieces) return {};
  return [pieces = format.source.pieces](std::string_view symbol) {
    return is_feature_symbol(symbol) || pieces->knows(piece_of_source_symbol(symbol));
  };
}

std::function<bool(std::string_view)> target_vocabulary_rule(const TextFormat& format) {
  if (!format.target.pieces) return {};
  return [pieces = format.target.pieces](std::string_view symbol) { return pieces->knows(symbol); };
}

std::vector<std::string> target_symbols(std::string_view text, const TextFormat& format) {
  return split(text, format.target);
}

std::string target_text(std::span<const std::string> symbols, const TextFormat& format) {
  return normalize(join(symbols, format.target), format.written);
}

std::string source_text(std::span<const std::string> symbols, const TextFormat& format) {
  std::vector<std::string> own;
  for (const std::string& symbol : symbols) {
    if (!is_feature_symbol(symbol)) own.push_back(unescape(symbol, is_feature_symbol));
  }
  return join(own, format.source);
}

std::string features_text(std::span<const std::string> symbols, const TextFormat& format) {
  std::string text;
  for (const std::string& symbol : symbols) {
    if (!is_feature_symbol(symbol)) continue;
    text.append(text.empty() ? "" : std::string(1, format.feature_separator)).append(symbol, 1, symbol.size() - 2);
  }
  return text;
}

std::vector<std::string> parse_source_line(std::string_view line, const TextFormat& format, std::string_view file,
                                           std::size_t number) {
  const Line input{.text = line, .file = file, .number = number};
  check_text(input);
  const std::size_t tab = line.find('\t');
  const auto columns = static_cast<std::size_t>(std::count(line.begin(), line.end(), '\t')) + 1;
  if (!format.features) {
    if (columns > 1) {
      fail(input, tab, "found " + std::to_string(columns) + " columns, expected the source text alone",
           "remove the tab and what follows");
    }
    return checked_length(input, source_symbols(line, "", format));
  }
  if (columns != 2) {
    fail(input, columns == 1 ? line.size() : line.find('\t', tab + 1),
         "found " + std::to_string(columns) + (columns == 1 ? " column" : " columns") +
             ", expected 2 separated by a tab: source text, features",
         "give features, as this model was trained with them");
  }
  const std::string_view features = line.substr(tab + 1);
  check_features(input, features, tab + 1);
  return checked_length(input, source_symbols(line.substr(0, tab), features, format));
}

}  // namespace elman::text
