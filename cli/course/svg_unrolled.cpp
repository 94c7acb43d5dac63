// The network unrolled in time, with its values in the nodes and its weights on the edges.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "cli/course/formulas.h"
#include "cli/course/svg.h"
#include "cli/course/svg_parts.h"
#include "cli/show/markup.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr int most_steps = 6;
constexpr double step_width = 230;
constexpr double layer_height = 150;
constexpr double node_height = 32;
constexpr double top_margin = 112;
constexpr double aside = 48;  // of the two units of a layer, from its middle
constexpr double above = 30;

struct Node {
  std::string name;
  std::string value;
  double x = 0;
  double y = 0;
  int step = 0;
  bool given = false;  // an input, or a state before the first step

  double half_width() const { return 12 + 4.2 * static_cast<double>(text::display_width(value)); }
};

using Nodes = std::map<std::string, Node>;

double column_x(const lessons::Unrolled& network, int step) { return 96 + (step - network.first + 1) * step_width; }

// Every unit at each step that the formulas have a value for; what none of them makes is given.
Nodes nodes_of(const lessons::Unrolled& network, const lessons::Document& document, int last) {
  Nodes nodes;
  const std::size_t layers = network.layers.size();
  for (int step = network.first - 1; step <= last; ++step) {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      for (std::size_t unit = 0; unit < network.layers[layer].size(); ++unit) {
        const std::string name = fmt::format("{}({})", network.layers[layer][unit], step);
        const std::string value = value_in_formulas(document, name);
        if (value.empty()) continue;
        const double side = unit == 0 ? -1 : 1;
        nodes[name] = {.name = name,
                       .value = value,
                       .x = column_x(network, step) + side * aside,
                       .y = top_margin + static_cast<double>(layers - 1 - layer) * layer_height + side * above,
                       .step = step,
                       .given = formula_of(document, name) == nullptr};
      }
    }
  }
  return nodes;
}

std::string edge(const Node& from, const Node& to, const lessons::Factor& weight, const lessons::Factor& value) {
  const bool recurrent = from.step != to.step;
  const double x1 = from.x + (recurrent ? from.half_width() : 0);
  const double y1 = from.y - (recurrent ? 0 : node_height / 2);
  const double x2 = to.x - (recurrent ? to.half_width() + 6 : 0);
  const double y2 = to.y + (recurrent ? 0 : node_height / 2 + 6);
  const double at = recurrent ? 0.42 : 0.3;
  return fmt::format(
      "<g class=\"edge{}\" data-step=\"{}\" data-from=\"{}\" data-to=\"{}\"><title>{} = {}, {} = {}</title>"
      "<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/><text x=\"{:.1f}\" y=\"{:.1f}\" "
      "text-anchor=\"middle\">{}</text></g>\n",
      recurrent ? " recurrent" : "", to.step, escaped(from.name), escaped(to.name), weight.name,
      lessons::shown(weight.value), value.name, lessons::shown(value.value), x1, y1, x2, y2, x1 + (x2 - x1) * at,
      y1 + (y2 - y1) * at + 4, lessons::shown(weight.value));
}

std::string drawn(const Node& node) {
  const double half = node.half_width();
  return fmt::format(
      "<g class=\"node{}\" data-step=\"{}\" data-name=\"{}\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
      "height=\"{:.0f}\" rx=\"16\"/><text class=\"value\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>"
      "<text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text></g>\n",
      node.given ? " given" : "", node.step, escaped(node.name), node.x - half, node.y - node_height / 2, 2 * half,
      node_height, node.x, node.y + 5, escaped(node.value), node.x - half + 6, node.y - node_height / 2 - 4,
      escaped(node.name));
}

}  // namespace

std::string svg_of(const lessons::Unrolled& network, const lessons::Document& document) {
  const int last = std::min(network.last, network.first + most_steps - 1);
  const Nodes nodes = nodes_of(network, document, last);
  const double width = 110 + step_width * (last - network.first + 1) + 90;
  const double height = top_margin + static_cast<double>(network.layers.size() - 1) * layer_height + 84;
  std::string svg = svg_begin(network.id, network.title, width, height);
  svg += svg_arrow_head;
  for (const auto& [name, node] : nodes) {
    const lessons::Formula* formula = formula_of(document, name);
    if (formula == nullptr) continue;
    for (const auto& term : formula->terms) {
      if (term.size() != 2) continue;
      const auto from = nodes.find(term[1].name);
      if (from != nodes.end()) svg += edge(from->second, node, term[0], term[1]);
    }
  }
  for (const auto& [name, node] : nodes) svg += drawn(node);
  for (int step = network.first; step <= last; ++step) {
    const std::string more = step == last && last < network.last ? " ..." : "";
    svg += svg_text(column_x(network, step), height - 12, fmt::format("t = {}{}", step, more), "middle");
  }
  return svg + "</svg>\n";
}

}  // namespace elman::cli
