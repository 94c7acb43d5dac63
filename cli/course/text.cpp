#include "cli/course/text.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "cli/course/text_figures.h"
#include "cli/show/wrapping.h"
#include "elman/text/unicode.h"
#include "lessons/texts.h"

namespace elman::cli {
namespace {

constexpr const char* bold = "\033[1m";
constexpr const char* accent = "\033[36m";
constexpr const char* plain = "\033[0m";

using lessons::shown;

class Writer {
 public:
  Writer(const lessons::Document& document, const TextStyle& style)
      : document_(document), attempts_(lessons::course_text("try", language_of(document))), style_(style) {}

  std::string text() const { return text_; }

  void title(const std::string& title) {
    text_ += styled(title, bold) + "\n" + std::string(text::display_width(title), '=') + "\n";
  }

  void operator()(const lessons::Heading& block) {
    if (style_.page_breaks) text_ += '\f';
    begin("heading");
    for (const std::string& line : wrapped(block.text, style_.columns)) {
      text_ += styled(line, bold) + "\n" + std::string(text::display_width(line), '-') + "\n";
    }
  }

  void operator()(const lessons::Paragraph& block) {
    begin("paragraph");
    for (const std::string& line : wrapped(block.text, style_.columns, lessons::chinese_words())) text_ += line + "\n";
  }

  void operator()(const lessons::Figure& block) {
    begin("figure");
    for (const std::string& line : block.lines) text_ += without_end_spaces(indent_ + line) + "\n";
  }

  // Names, and under each its value; as many terms in a line as fit.
  void operator()(const lessons::Formula& block) {
    begin("formula");
    const std::string equals = " = ";
    const std::string margin = std::string(text::display_width(block.name), ' ') + equals;
    const std::string open = block.function.empty() ? "" : block.function + "( ";
    std::string names = block.name + equals + open;
    std::string values = margin + open;
    const std::string indented(text::display_width(values), ' ');
    for (std::size_t i = 0; i < block.terms.size(); ++i) {
      const TermText term = text_of(block.terms[i], i == 0);
      const std::string plus = i > 0 ? " + " : "";
      const bool last = i + 1 == block.terms.size();
      const std::size_t room = style_.columns - indent_.size() - (block.function.empty() || !last ? 0 : 2);
      if (i > 0 && text::display_width(names + plus + term.name) > room) {
        write_pair(names, values);
        names = values = indented.substr(0, indented.size() - 2) + "+ ";
        names += term.name;
        values += term.value;
      } else {
        names += plus + term.name;
        values += plus + term.value;
      }
    }
    if (!block.function.empty()) names += " )";
    if (!block.function.empty()) values += " )";
    write_pair(names, values);
    if (!block.function.empty()) text_ += indent_ + margin + block.function + "( " + shown(block.sum) + " )\n";
    text_ += indent_ + margin + styled(shown(block.result), accent) + "\n";
  }

  void operator()(const lessons::Table& block) {
    begin("table");
    std::vector<std::size_t> widths;
    for (const std::string& column : block.columns) widths.push_back(text::display_width(column));
    for (const auto& row : block.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text::display_width(shown(row[i])));
    }
    std::string header = indent_;
    for (std::size_t i = 0; i < widths.size(); ++i) header += aligned(block, i, block.columns[i], widths[i]) + gap_;
    text_ += styled(without_end_spaces(header), bold) + "\n";
    for (const auto& row : block.rows) {
      std::string line = indent_;
      for (std::size_t i = 0; i < row.size(); ++i) line += aligned(block, i, shown(row[i]), widths[i]) + gap_;
      text_ += without_end_spaces(line) + "\n";
    }
  }

  void operator()(const lessons::Plot& block) { draw(block.title, plot_lines(block, style_.columns - 2)); }
  void operator()(const lessons::Heat& block) { draw(block.title, heat_lines(block, style_.columns - 2)); }
  void operator()(const lessons::ShadedText& block) { draw(block.title, shaded_text_lines(block, style_.columns - 2)); }
  void operator()(const lessons::Unrolled& block) {
    draw(block.title, unrolled_lines(block, document_, style_.columns - 2));
  }
  void operator()(const lessons::Views& block) { draw(block.title, views_lines(block, style_.columns - 2)); }

  // The answer comes with all others, before what there is to try.
  void operator()(const lessons::Question& block) {
    answers_.push_back(block.answer);
    begin("question");
    write_numbered("question", answers_.size(), block.text);
  }

  void operator()(const lessons::Attempt& block) {
    if (last_ != "attempt") {
      answer();
      (*this)(lessons::Heading{attempts_});
    }
    begin("attempt");
    for (const std::string& line : wrapped(block.text, style_.columns - 2, lessons::chinese_words())) {
      text_ += indent_ + line + "\n";
    }
    text_ += indent_ + indent_ + styled(block.command, accent) + "\n";
  }

  // Of the questions so far.
  void answer() {
    if (answers_.empty()) return;
    (*this)(lessons::Heading{lessons::course_text("answers", language_of(document_))});
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      begin("answer");
      write_numbered("answer", i + 1, answers_[i]);
    }
    answers_.clear();
  }

  // The lines of the course's page that the lesson answers, and its place in the course.
  void place() {
    if (!document_.answers.empty()) {
      (*this)(lessons::Heading{lessons::course_text("on-the-page", language_of(document_))});
      for (const std::string& answer : document_.answers) {
        std::string head = "  - ";
        for (const std::string& line : wrapped(answer, style_.columns - head.size(), lessons::chinese_words())) {
          text_ += std::exchange(head, "    ") + line + "\n";
        }
      }
    }
    text_ += "\n" +
             lessons::course_text(document_.next.empty() ? "last" : "place", language_of(document_),
                                  {{"number", std::to_string(document_.number)},
                                   {"count", std::to_string(document_.count)},
                                   {"next", "elman lesson " + document_.next + language_flag(document_)}}) +
             "\n";
  }

 private:
  const std::string indent_ = "  ";
  const std::string gap_ = "   ";

  struct TermText {
    std::string name;
    std::string value;
  };
  static TermText text_of(const std::vector<lessons::Factor>& term, bool first) {
    TermText text;
    for (std::size_t j = 0; j < term.size(); ++j) {
      if (j > 0) text.name += "·";
      if (j > 0) text.value += "·";
      const lessons::Factor& factor = term[j];
      const bool bracketed = factor.value.value < 0 && !(first && j == 0);
      const std::string value = bracketed ? "(" + shown(factor.value) + ")" : shown(factor.value);
      const std::size_t width = std::max(text::display_width(factor.name), text::display_width(value));
      text.name += padded(factor.name, width);
      text.value += padded(value, width);
    }
    return text;
  }

  // "Question 1: ...".
  void write_numbered(const char* key, std::size_t number, const std::string& text) {
    const std::string line =
        lessons::course_text(key, language_of(document_), {{"number", std::to_string(number)}, {"text", text}});
    for (const std::string& part : wrapped(line, style_.columns, lessons::chinese_words())) text_ += part + "\n";
  }

  void write_pair(const std::string& names, const std::string& values) {
    text_ += indent_ + without_end_spaces(names) + "\n" + indent_ + without_end_spaces(values) + "\n";
  }

  void draw(const std::string& title, const std::vector<std::string>& lines) {
    begin("figure");
    for (const std::string& line : wrapped(title, style_.columns, lessons::chinese_words())) text_ += line + "\n";
    for (const std::string& line : lines) text_ += line.empty() ? "\n" : indent_ + line + "\n";
  }

  // A blank line between blocks; formulas follow their heading closely.
  void begin(const std::string& kind) {
    const bool close = (last_ == "heading" && kind != "heading") && kind != "paragraph";
    if (!close || last_.empty()) text_ += "\n";
    last_ = kind;
  }

  std::string styled(const std::string& text, const char* style) const {
    return style_.colour ? style + text + plain : text;
  }

  // Columns of numbers to the right.
  static bool holds_numbers(const lessons::Table& table, std::size_t column) {
    return std::ranges::any_of(table.rows,
                               [&](const auto& row) { return std::holds_alternative<lessons::Number>(row[column]); });
  }
  static std::string aligned(const lessons::Table& table, std::size_t column, const std::string& text,
                             std::size_t width) {
    return holds_numbers(table, column) ? right_aligned(text, width) : padded(text, width);
  }

  const lessons::Document& document_;
  std::string attempts_;
  TextStyle style_;
  std::string text_;
  std::string last_;
  std::vector<std::string> answers_;
};

}  // namespace

std::string as_text(const lessons::Document& document, const TextStyle& style) {
  Writer writer(document, style);
  writer.title(document.title);
  for (const lessons::Block& block : document.blocks) std::visit(writer, block);
  writer.answer();
  if (document.number > 0) writer.place();
  return writer.text();
}

lessons::Language language_of(const lessons::Document& document) {
  return parse_choice<lessons::Language>("language", document.language);
}

std::string language_flag(const lessons::Document& document) {
  return document.language == "en" ? "" : " --lang " + document.language;
}

}  // namespace elman::cli
