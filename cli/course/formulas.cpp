#include "cli/course/formulas.h"

namespace elman::cli {

const lessons::Formula* formula_of(const lessons::Document& document, const std::string& name) {
  for (const lessons::Block& block : document.blocks) {
    const auto* formula = std::get_if<lessons::Formula>(&block);
    if (formula != nullptr && formula->name == name) return formula;
  }
  return nullptr;
}

std::string value_in_formulas(const lessons::Document& document, const std::string& name) {
  if (const lessons::Formula* formula = formula_of(document, name)) return lessons::shown(formula->result);
  for (const lessons::Block& block : document.blocks) {
    const auto* formula = std::get_if<lessons::Formula>(&block);
    if (formula == nullptr) continue;
    for (const auto& term : formula->terms) {
      for (const lessons::Factor& factor : term) {
        if (factor.name == name) return lessons::shown(factor.value);
      }
    }
  }
  return {};
}

}  // namespace elman::cli
