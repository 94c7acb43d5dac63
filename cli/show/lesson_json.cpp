#include "cli/show/lesson_json.h"

#include <nlohmann/json.hpp>
#include <variant>

namespace elman::cli {
namespace {

using Json = nlohmann::ordered_json;

Json number(const lessons::Number& number) {
  Json json{{"value", number.value}, {"digits", number.digits}};
  if (number.scientific) json["scientific"] = true;
  return json;
}

struct BlockToJson {
  Json operator()(const lessons::Heading& block) const { return {{"kind", "heading"}, {"text", block.text}}; }
  Json operator()(const lessons::Paragraph& block) const { return {{"kind", "paragraph"}, {"text", block.text}}; }
  Json operator()(const lessons::Figure& block) const { return {{"kind", "figure"}, {"lines", block.lines}}; }
  Json operator()(const lessons::Attempt& block) const {
    return {{"kind", "try"}, {"command", block.command}, {"text", block.text}};
  }

  Json operator()(const lessons::Formula& block) const {
    Json terms = Json::array();
    for (const auto& term : block.terms) {
      Json factors = Json::array();
      for (const lessons::Factor& factor : term) {
        factors.push_back({{"name", factor.name}, {"value", factor.value.value}, {"digits", factor.value.digits}});
      }
      terms.push_back(factors);
    }
    return {{"kind", "formula"}, {"name", block.name},       {"function", block.function},
            {"terms", terms},    {"sum", number(block.sum)}, {"result", number(block.result)}};
  }

  Json operator()(const lessons::Table& block) const {
    Json rows = Json::array();
    for (const auto& row : block.rows) {
      Json cells = Json::array();
      for (const lessons::Cell& cell : row) {
        const auto* value = std::get_if<lessons::Number>(&cell);
        cells.push_back(value != nullptr ? number(*value) : Json(std::get<std::string>(cell)));
      }
      rows.push_back(cells);
    }
    return {{"kind", "table"}, {"id", block.id}, {"columns", block.columns}, {"rows", rows}};
  }

  Json operator()(const lessons::Plot& block) const {
    Json series = Json::array();
    for (const lessons::Series& line : block.series) series.push_back({{"name", line.name}, {"values", line.values}});
    return {{"kind", "plot"}, {"id", block.id}, {"title", block.title}, {"x", block.x_label}, {"series", series}};
  }
};

}  // namespace

std::string as_json(const lessons::Document& document) {
  Json root{{"lesson", document.lesson}, {"title", document.title}, {"blocks", Json::array()}};
  for (const lessons::Block& block : document.blocks) root["blocks"].push_back(std::visit(BlockToJson(), block));
  return root.dump(2) + "\n";
}

}  // namespace elman::cli
