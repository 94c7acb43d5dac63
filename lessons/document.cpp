#include "lessons/document.h"

#include <cstdio>
#include <cstdlib>

#include "elman/elman.h"

namespace elman::lessons {

std::string shown(const Number& number) {
  char text[64];
  std::snprintf(text, sizeof text, number.scientific ? "%.*e" : "%.*f", number.digits, number.value);
  const bool is_zero = std::strtod(text, nullptr) == 0;
  return is_zero && text[0] == '-' ? text + 1 : text;
}

std::string shown(const Cell& cell) {
  const auto* number = std::get_if<Number>(&cell);
  return number != nullptr ? shown(*number) : std::get<std::string>(cell);
}

const Table* find_table(const std::vector<Block>& blocks, const std::string& id) {
  for (const Block& block : blocks) {
    const auto* table = std::get_if<Table>(&block);
    if (table != nullptr && table->id == id) return table;
  }
  return nullptr;
}

namespace {

std::string shown_operand(const Operand& side, const std::vector<Block>& blocks) {
  if (const auto* number = std::get_if<Number>(&side)) return shown(*number);
  if (const auto* text = std::get_if<std::string>(&side)) return *text;
  const Place& place = std::get<Place>(side);
  const Table* table = find_table(blocks, place.table);
  if (table == nullptr || place.row >= table->rows.size() || place.column >= table->rows[place.row].size()) {
    throw Error("lesson: a claim rests on a number that is not there, in table " + place.table);
  }
  return shown(table->rows[place.row][place.column]);
}

// The whole of it has to be a number.
bool is_number(const std::string& text, double& value) {
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return !text.empty() && end == text.c_str() + text.size();
}

}  // namespace

bool holds(const Condition& condition, const std::vector<Block>& blocks) {
  const std::string left = shown_operand(condition.left, blocks);
  const std::string right = shown_operand(condition.right, blocks);
  double a = 0;
  double b = 0;
  const bool numbers = is_number(left, a) && is_number(right, b);
  switch (condition.relation) {
    case Relation::equal:
      return numbers ? a == b : left == right;
    case Relation::different:
      return numbers ? a != b : left != right;
    case Relation::less:
      return numbers && a < b;
    case Relation::at_most:
      return numbers && a <= b;
  }
  return false;
}

}  // namespace elman::lessons
