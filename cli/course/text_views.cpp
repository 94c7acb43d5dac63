// What networks see, drawn with characters.
#include <algorithm>

#include "cli/course/text_figures.h"
#include "cli/course/views.h"
#include "cli/show/wrapping.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

using Inputs = std::vector<std::string>;

const std::string output = "y(t)";
const std::string arrow = " --> ";

// Each input takes `cell` characters. What is below it stands in the last but one.
std::string input_line(const lessons::View& view, const Inputs& inputs, std::size_t cell) {
  std::string line;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::size_t age = inputs.size() - 1 - i;
    const bool read = has_read(view, age);
    const bool alone = !view.loop.empty();
    const bool opens = read && (alone || i == 0 || !has_read(view, age + 1));
    line += right_aligned((opens ? "[" : "") + (read ? inputs[i] : "."), cell - 1);
    line += read && (alone || age == 0) ? ']' : ' ';
  }
  return line;
}

std::string bar_line(const lessons::View& view, std::size_t count, std::size_t cell) {
  std::string line;
  for (std::size_t age = count; age-- > 0;) line += right_aligned(has_read(view, age) ? "|" : "", cell - 1) + " ";
  return without_end_spaces(line);
}

// What the bars lead to: the output or, step by step, what the loop carries.
std::string flow_line(const lessons::View& view, std::size_t count, std::size_t cell) {
  const bool loops = !view.loop.empty();
  std::string line(cell - 2, ' ');
  for (std::size_t age = count - 1; age > 0; --age) {
    const bool read = has_read(view, age);
    line += read ? (loops ? view.loop : "+") : " ";
    line += loops ? padded(arrow, cell - 1) : std::string(cell - 1, read ? '-' : ' ');
  }
  if (!loops) return line + "+" + arrow.substr(1) + output;
  return line + last_node(view) + (view.loop == "y" ? "" : arrow + output);
}

}  // namespace

std::vector<std::string> views_lines(const lessons::Views& views, std::size_t columns) {
  std::size_t cell = std::max(arrow.size() + 1, step_before(views.inputs.size()).size() + 2);
  for (const std::string& input : views.inputs) cell = std::max(cell, text::display_width(input) + 4);
  const std::size_t room = columns - std::min(columns, 2 * (arrow + output).size());  // for what is right of step t
  const std::size_t count = std::min(views.inputs.size(), std::max<std::size_t>(1, room / cell));
  const Inputs inputs(views.inputs.end() - static_cast<std::ptrdiff_t>(count), views.inputs.end());

  std::string steps;
  for (std::size_t age = count; age-- > 0;) steps += right_aligned(step_before(age), cell - 1) + " ";
  std::vector<std::string> lines{without_end_spaces(steps)};
  for (const lessons::View& view : views.networks) {
    lines.insert(lines.end(), {"", view.name + "   " + view.formula, without_end_spaces(input_line(view, inputs, cell)),
                               bar_line(view, count, cell), flow_line(view, count, cell)});
  }
  return lines;
}

}  // namespace elman::cli
