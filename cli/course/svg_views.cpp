// What networks see: the inputs in a window, or a loop drawn step by step.
#include <fmt/format.h>

#include <algorithm>

#include "cli/course/svg.h"
#include "cli/course/svg_parts.h"
#include "cli/course/views.h"
#include "cli/show/markup.h"

namespace elman::cli {
namespace {

constexpr double cell = 84;
constexpr double left = 56;           // the middle of the first input
constexpr double top = 82;            // the first network's name
constexpr double panel_height = 158;  // of a network
constexpr double input_below = 36;    // under the name, to the middle of a node
constexpr double flow_below = 104;
constexpr double half_width = 24;
constexpr double half_height = 15;
constexpr double gap = 6;  // before the head of an arrow

std::string node(double x, double y, const std::string& text, bool read = true) {
  return fmt::format(
      "<g class=\"node{}\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.0f}\" height=\"{:.0f}\" rx=\"15\"/>"
      "<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text></g>\n",
      read ? "" : " given", x - half_width, y - half_height, 2 * half_width, 2 * half_height, read ? "value" : "quiet",
      x, y + 5, escaped(text));
}

std::string edge(const std::string& path, const char* style = "") {
  return fmt::format("<g class=\"edge{}\"><path d=\"{}\"/></g>\n", style, path);
}

std::string arrow_right(double from, double to, double y, const char* style = "") {
  return edge(fmt::format("M{:.1f} {:.1f}H{:.1f}", from + half_width, y, to - half_width - gap), style);
}

// The inputs of a window are framed and lead to the output together; with a loop each leads to its own step.
std::string panel(const lessons::View& view, const std::vector<std::string>& inputs, double y) {
  const bool loops = !view.loop.empty();
  const double input_y = y + input_below;
  const double flow_y = y + flow_below;
  const double last_x = left + cell * static_cast<double>(inputs.size() - 1);
  std::string edges;
  std::string nodes;
  double first_x = last_x;  // of the inputs that were read
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::size_t age = inputs.size() - 1 - i;
    const double x = left + cell * static_cast<double>(i);
    const bool read = has_read(view, age);
    nodes += node(x, input_y, inputs[i], read);
    if (!read) continue;
    first_x = std::min(first_x, x);
    const std::string down =
        fmt::format("M{:.1f} {:.1f}V{:.1f}", x, input_y + half_height, loops ? flow_y - half_height - gap : flow_y);
    if (loops) {
      edges += edge(down);
      if (age > 0) edges += arrow_right(x, x + cell, flow_y, " recurrent");
      nodes += node(x, flow_y, age == 0 ? last_node(view) : fmt::format("{}({})", view.loop, step_before(age)));
    } else {
      edges += edge(fmt::format("{}H{:.1f}", down, last_x + cell - half_width - gap));
    }
  }
  if (!loops) {
    edges +=
        fmt::format("<rect class=\"window\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"21\"/>\n",
                    first_x - half_width - 6, input_y - half_height - 6, last_x - first_x + 2 * half_width + 12,
                    2 * half_height + 12);
  } else if (view.loop != "y") {
    edges += arrow_right(last_x, last_x + cell, flow_y);
  }
  if (view.loop != "y") nodes += node(last_x + cell, flow_y, "y(t)");
  return fmt::format(
             "<text x=\"{:.1f}\" y=\"{:.1f}\"><tspan class=\"title\">{}</tspan><tspan class=\"quiet\" "
             "dx=\"16\">{}</tspan></text>\n",
             left - half_width, y, escaped(view.name), escaped(view.formula)) +
         edges + nodes;
}

}  // namespace

std::string svg_of(const lessons::Views& views) {
  const double width = left + cell * static_cast<double>(views.inputs.size()) + left;
  const double height = top + panel_height * static_cast<double>(views.networks.size()) - 20;
  std::string svg = svg_begin(views.id, views.title, width, height);
  svg += svg_arrow_head;
  for (std::size_t i = 0; i < views.inputs.size(); ++i) {
    svg += svg_text(left + cell * static_cast<double>(i), 54, step_before(views.inputs.size() - 1 - i), "middle");
  }
  for (std::size_t n = 0; n < views.networks.size(); ++n) {
    svg += panel(views.networks[n], views.inputs, top + panel_height * static_cast<double>(n));
  }
  return svg + "</svg>\n";
}

}  // namespace elman::cli
