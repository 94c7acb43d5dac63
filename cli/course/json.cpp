#include "cli/course/json.h"

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

const char* sign(lessons::Relation relation) {
  switch (relation) {
    case lessons::Relation::equal:
      return "=";
    case lessons::Relation::different:
      return "!=";
    case lessons::Relation::less:
      return "<";
    case lessons::Relation::at_most:
      return "<=";
  }
  return "";
}

struct OperandToJson {
  Json operator()(const lessons::Place& place) const {
    return {{"table", place.table}, {"row", place.row}, {"column", place.column}};
  }
  Json operator()(const lessons::Number& value) const { return number(value); }
  Json operator()(const std::string& text) const { return text; }
};

struct BlockToJson {
  Json operator()(const lessons::Heading& block) const {
    Json json{{"kind", "heading"}, {"text", block.text}};
    if (block.step > 0) json["step"] = block.step;
    return json;
  }
  Json operator()(const lessons::Paragraph& block) const {
    Json json{{"kind", "paragraph"}, {"text", block.text}};
    if (block.claim.empty()) return json;
    json["claim"] = block.claim;
    for (const lessons::Condition& condition : block.conditions) {
      json["because"].push_back({std::visit(OperandToJson(), condition.left), sign(condition.relation),
                                 std::visit(OperandToJson(), condition.right)});
    }
    return json;
  }
  Json operator()(const lessons::Figure& block) const { return {{"kind", "figure"}, {"lines", block.lines}}; }
  Json operator()(const lessons::Question& block) const {
    return {{"kind", "question"}, {"text", block.text}, {"answer", block.answer}};
  }
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
    for (const lessons::Series& line : block.series) {
      series.push_back({{"name", line.name}, {"start", line.start}, {"step", line.step}, {"values", line.values}});
    }
    Json marks = Json::array();
    for (const lessons::Mark& mark : block.marks) marks.push_back({{"name", mark.name}, {"x", mark.x}, {"y", mark.y}});
    return {{"kind", "plot"},     {"id", block.id},     {"title", block.title},
            {"x", block.x_label}, {"y", block.y_label}, {"logarithmic", block.logarithmic},
            {"series", series},   {"marks", marks}};
  }
  Json operator()(const lessons::Heat& block) const {
    return {{"kind", "heat"},         {"id", block.id},
            {"title", block.title},   {"x", block.x_label},
            {"y", block.y_label},     {"columns", block.columns},
            {"rows", block.rows},     {"values", block.values},
            {"digits", block.digits}, {"diverging", block.diverging}};
  }
  Json operator()(const lessons::ShadedText& block) const {
    Json lines = Json::array();
    for (const auto& line : block.lines) {
      Json characters = Json::array();
      for (const auto& character : line) characters.push_back({{"text", character.text}, {"value", character.value}});
      lines.push_back(characters);
    }
    return {{"kind", "shaded"}, {"id", block.id},         {"title", block.title},
            {"lines", lines},   {"digits", block.digits}, {"diverging", block.diverging}};
  }
  Json operator()(const lessons::Unrolled& block) const {
    return {{"kind", "unrolled"},     {"id", block.id},       {"title", block.title},
            {"layers", block.layers}, {"first", block.first}, {"last", block.last}};
  }
  Json operator()(const lessons::Views& block) const {
    Json networks = Json::array();
    for (const lessons::View& view : block.networks) {
      networks.push_back(
          {{"name", view.name}, {"formula", view.formula}, {"window", view.window}, {"loop", view.loop}});
    }
    return {
        {"kind", "views"}, {"id", block.id}, {"title", block.title}, {"inputs", block.inputs}, {"networks", networks}};
  }
};

}  // namespace

std::string as_json(const lessons::Document& document, int indent) {
  Json root{{"lesson", document.lesson}, {"language", document.language}, {"title", document.title},
            {"number", document.number}, {"count", document.count},       {"next", document.next},
            {"options", Json::object()}, {"page", document.answers},      {"blocks", Json::array()}};
  for (const lessons::OptionValue& option : document.options) root["options"][option.name] = option.value;
  for (const lessons::Block& block : document.blocks) root["blocks"].push_back(std::visit(BlockToJson(), block));
  return root.dump(indent) + "\n";
}

}  // namespace elman::cli
