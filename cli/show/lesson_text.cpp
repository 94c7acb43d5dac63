#include "cli/show/lesson_text.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "cli/show/plot.h"
#include "cli/show/wrapping.h"
#include "elman/text/unicode.h"
#include "lessons/page.h"

namespace elman::cli {
namespace {

constexpr const char* bold = "\033[1m";
constexpr const char* accent = "\033[36m";
constexpr const char* plain = "\033[0m";

using lessons::shown;

class Writer {
 public:
  Writer(const std::string& attempts, const TextStyle& style) : attempts_(attempts), style_(style) {}

  std::string text() const { return text_; }

  void title(const std::string& title) {
    text_ += styled(title, bold) + "\n" + std::string(text::display_width(title), '=') + "\n";
  }

  void operator()(const lessons::Heading& block) {
    begin("heading");
    for (const std::string& line : wrapped(block.text, style_.columns)) {
      text_ += styled(line, bold) + "\n" + std::string(text::display_width(line), '-') + "\n";
    }
  }

  void operator()(const lessons::Paragraph& block) {
    begin("paragraph");
    for (const std::string& line : wrapped(block.text, style_.columns)) text_ += line + "\n";
  }

  void operator()(const lessons::Figure& block) {
    begin("figure");
    for (const std::string& line : block.lines) text_ += indent_ + line + "\n";
  }

  // Names, and under each its value.
  void operator()(const lessons::Formula& block) {
    begin("formula");
    std::string names = block.name + " = ";
    std::string values = std::string(text::display_width(block.name), ' ') + " = ";
    const std::string margin = values;
    if (!block.function.empty()) names += block.function + "( ";
    if (!block.function.empty()) values += block.function + "( ";
    for (std::size_t i = 0; i < block.terms.size(); ++i) {
      if (i > 0) names += " + ";
      if (i > 0) values += " + ";
      for (std::size_t j = 0; j < block.terms[i].size(); ++j) {
        if (j > 0) names += "·";
        if (j > 0) values += "·";
        const lessons::Factor& factor = block.terms[i][j];
        const std::string value =
            factor.value.value < 0 && i + j > 0 ? "(" + shown(factor.value) + ")" : shown(factor.value);
        const std::size_t width = std::max(text::display_width(factor.name), text::display_width(value));
        names += padded(factor.name, width);
        values += padded(value, width);
      }
    }
    if (!block.function.empty()) names += " )";
    if (!block.function.empty()) values += " )";
    text_ += indent_ + without_end_spaces(names) + "\n" + indent_ + without_end_spaces(values) + "\n";
    if (!block.function.empty()) text_ += indent_ + margin + block.function + "( " + shown(block.sum) + " )\n";
    text_ += indent_ + margin + styled(shown(block.result), accent) + "\n";
  }

  void operator()(const lessons::Table& block) {
    begin("table");
    std::vector<std::size_t> widths;
    for (const std::string& column : block.columns) widths.push_back(text::display_width(column));
    for (const auto& row : block.rows) {
      for (std::size_t i = 0; i < row.size(); ++i)
        widths[i] = std::max(widths[i], text::display_width(cell_text(row[i])));
    }
    std::string header = indent_;
    for (std::size_t i = 0; i < widths.size(); ++i) header += aligned(block, i, block.columns[i], widths[i]) + gap_;
    text_ += styled(without_end_spaces(header), bold) + "\n";
    for (const auto& row : block.rows) {
      std::string line = indent_;
      for (std::size_t i = 0; i < row.size(); ++i) line += aligned(block, i, cell_text(row[i]), widths[i]) + gap_;
      text_ += without_end_spaces(line) + "\n";
    }
  }

  void operator()(const lessons::Plot& block) {
    begin("plot");
    for (const std::string& line : wrapped(block.title, style_.columns)) text_ += line + "\n";
    for (const std::string& line : plot_lines(block, style_.columns - 2)) text_ += indent_ + line + "\n";
  }

  void operator()(const lessons::Attempt& block) {
    if (last_ != "attempt") (*this)(lessons::Heading{attempts_});
    begin("attempt");
    for (const std::string& line : wrapped(block.text, style_.columns - 2)) text_ += indent_ + line + "\n";
    text_ += indent_ + indent_ + styled(block.command, accent) + "\n";
  }

 private:
  const std::string indent_ = "  ";
  const std::string gap_ = "   ";

  // A blank line between blocks; formulas follow their heading closely.
  void begin(const std::string& kind) {
    const bool close = (last_ == "heading" && kind != "heading") && kind != "paragraph";
    if (!close || last_.empty()) text_ += "\n";
    last_ = kind;
  }

  std::string styled(const std::string& text, const char* style) const {
    return style_.colour ? style + text + plain : text;
  }

  static std::string cell_text(const lessons::Cell& cell) {
    const auto* number = std::get_if<lessons::Number>(&cell);
    return number != nullptr ? shown(*number) : std::get<std::string>(cell);
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
  static std::string without_end_spaces(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  std::string attempts_;
  TextStyle style_;
  std::string text_;
  std::string last_;
};

}  // namespace

std::string as_text(const lessons::Document& document, const std::string& attempts, const TextStyle& style) {
  Writer writer(attempts, style);
  writer.title(document.title);
  for (const lessons::Block& block : document.blocks) std::visit(writer, block);
  return writer.text();
}

}  // namespace elman::cli
