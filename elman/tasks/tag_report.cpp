#include "elman/tasks/tag_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace elman::tasks {

namespace {

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

FieldValue count(const char* name, std::size_t value) { return {name, FieldType::whole_number, std::to_string(value)}; }

FieldValue number(const char* name, double value) { return {name, FieldType::number, text_of_number(value)}; }

// Of symbols that the training data does not have.
struct UnseenSymbols {
  std::size_t count = 0;
  std::size_t right = 0;
};

using Confusions = std::map<std::pair<std::string, std::string>, std::size_t>;

// Each symbol of each pair, with the tag that it got.
template <class Look>
void for_each_symbol(const TaggerScores& scores, std::span<const data::TextPair> pairs, const Look& look) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Symbols& found = scores.predictions[i].best().symbols;
    auto gold = pairs[i].target.begin();
    auto symbol = pairs[i].source.begin();
    for (std::size_t k = 0; k < found.size(); ++k, ++gold, ++symbol) look(*symbol, std::string(*gold), found[k]);
  }
}

std::vector<decode::Confusion> commonest(const Confusions& counted) {
  std::vector<decode::Confusion> confusions;
  for (const auto& [tags, times] : counted) confusions.push_back({{tags.first, tags.second}, times});
  std::stable_sort(confusions.begin(), confusions.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  return confusions;
}

void add_spans(const decode::TagScore& score, decode::SpanKind kind, Report& report) {
  if (kind == decode::SpanKind::none) return;
  report.measures.insert(
      report.measures.begin(),
      {"F1", score.f1(),
       fmt::format("precision {:.2f}, recall {:.2f}: {} {}, {} found, {} right", score.precision(), score.recall(),
                   score.spans, kind == decode::SpanKind::segments ? "morphs" : "spans", score.spans_found,
                   score.spans_right)});
  for (const FieldValue& value : {number("f1", score.f1()), number("precision", score.precision()),
                                  number("recall", score.recall()), count("spans", score.spans),
                                  count("spans_found", score.spans_found), count("spans_right", score.spans_right)}) {
    report.numbers.push_back(value);
  }
}

}  // namespace

Report report_on(const TaggerScores& scores, std::span<const data::TextPair> pairs, decode::SpanKind kind,
                 const text::Vocabulary* known) {
  const decode::TagScore& score = scores.score;
  Report report;
  report.measures = {
      {"accuracy", score.symbol_accuracy(), fmt::format("{} of {} tags right", score.symbols_right, score.symbols)},
      {"sequences", score.sequence_accuracy(),
       fmt::format("{} of {} lines all right", score.sequences_right, score.sequences)}};
  report.numbers = {count("lines", score.sequences),
                    count("symbols", score.symbols),
                    count("symbols_right", score.symbols_right),
                    number("accuracy", score.symbol_accuracy()),
                    count("sequences_right", score.sequences_right),
                    number("sequence_accuracy", score.sequence_accuracy())};
  add_spans(score, kind, report);
  UnseenSymbols unseen;
  Confusions confusions;
  for_each_symbol(scores, pairs, [&](std::string_view symbol, const std::string& gold, const std::string& found) {
    if (gold != found) ++confusions[{gold, found}];
    if (known == nullptr || known->id(symbol) != text::Vocabulary::unknown) return;
    ++unseen.count;
    unseen.right += gold == found ? 1 : 0;
  });
  if (known != nullptr) {
    report.measures.push_back(
        {"unseen", percent(unseen.right, unseen.count),
         fmt::format("{} of {} tags of words that are not in the training data", unseen.right, unseen.count)});
    report.numbers.push_back(count("unseen", unseen.count));
    report.numbers.push_back(count("unseen_right", unseen.right));
    report.numbers.push_back(number("unseen_accuracy", percent(unseen.right, unseen.count)));
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) report.unknown.add(scores.predictions[i].unknown, pairs[i].line);
  report.confusions = commonest(confusions);
  return report;
}

}  // namespace elman::tasks
