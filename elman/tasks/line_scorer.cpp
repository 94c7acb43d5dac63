#include "elman/tasks/line_scorer.h"

#include <algorithm>
#include <utility>

#include "elman/text/line_reader.h"

namespace elman::tasks {

namespace {

// In pieces that the model takes at once.
std::vector<float> score_all(model::TextScoring& scoring, std::span<const std::int32_t> ids) {
  std::vector<float> log_probabilities(ids.size());
  const auto most = static_cast<std::size_t>(scoring.longest_piece());
  for (std::size_t at = 0; at < ids.size(); at += most) {
    const std::size_t count = std::min(most, ids.size() - at);
    scoring.score(ids.subspan(at, count), std::span(log_probabilities).subspan(at, count));
  }
  return log_probabilities;
}

}  // namespace

double ScoredLine::log_probability() const {
  double sum = 0;
  for (const ScoredSymbol& symbol : symbols) sum += symbol.log_probability;
  return sum;
}

struct LineScorer::Encoded {
  std::vector<std::int32_t> ids;
  ScoredLine line;
};

LineScorer::LineScorer(const LanguageModel& model, LineContext context, int threads)
    : model_(model), pool_(std::make_shared<system::ThreadPool>(threads)) {
  if (context == LineContext::together) text_ = std::make_unique<model::TextScoring>(model.network(), 1, pool_);
}

LineScorer::~LineScorer() = default;

LineScorer::Encoded LineScorer::encode(std::string_view line, std::string_view file, std::size_t number) const {
  const text::TextCoding& coding = model_.coding();
  if (coding.format().symbols != text::TextUnit::byte) text::check_text({.text = line, .file = file, .number = number});
  Encoded encoded;
  const bool is_document = coding.format().document == text::DocumentKind::line;
  std::string text = coding.normalized(line);
  if (!is_document) text += '\n';
  for (const text::TextCoding::Symbol& symbol : coding.split(text)) {
    encoded.ids.push_back(symbol.id);
    encoded.line.symbols.push_back({.text = std::string(symbol.text)});
    if (symbol.id == text::Vocabulary::unknown) encoded.line.unknown.emplace_back(symbol.text);
  }
  if (is_document) {
    encoded.ids.push_back(text::Vocabulary::end);
    encoded.line.symbols.push_back({.text = {}, .is_end = true});
  }
  return encoded;
}

// A line of a text that goes on comes after a line break.
std::vector<float> LineScorer::score_apart(const std::vector<std::int32_t>& ids) const {
  model::TextScoring scoring(model_.network(), 1, pool_);
  if (model_.coding().format().document == text::DocumentKind::none) {
    const std::int32_t line_break = model_.coding().id("\n");
    score_all(scoring, {&line_break, 1});
  }
  return score_all(scoring, ids);
}

std::vector<ScoredLine> LineScorer::score(std::span<const std::string> lines, std::string_view file,
                                          std::size_t first_number) {
  std::vector<ScoredLine> scored;
  for (const std::string& line : lines) {
    Encoded encoded = encode(line, file, first_number + scored.size());
    const std::vector<float> found = text_ ? score_all(*text_, encoded.ids) : score_apart(encoded.ids);
    for (std::size_t i = 0; i < found.size(); ++i) {
      encoded.line.symbols[i].log_probability = static_cast<double>(found[i]);
    }
    scored.push_back(std::move(encoded.line));
  }
  return scored;
}

}  // namespace elman::tasks
