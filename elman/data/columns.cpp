#include "elman/data/columns.h"

#include <algorithm>
#include <span>

#include "elman/error.h"

namespace elman::data {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

struct Part {
  const char* name;
  const std::string& wanted;  // by the options; may be empty
  std::vector<std::string> usual;
  bool required;
};

std::size_t find_part(const std::vector<std::string>& names, const Part& part, const std::string& where) {
  std::size_t found = Columns::absent;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool fits = part.wanted.empty()
                          ? std::find(part.usual.begin(), part.usual.end(), names[i]) != part.usual.end()
                          : names[i] == part.wanted;
    if (!fits) continue;
    if (found != Columns::absent) {
      throw UsageError(where + "found '" + names[found] + "' and '" + names[i] + "' among the columns " +
                       listed(names) + ", expected one column for the " + part.name + "; say which one it is");
    }
    found = i;
  }
  if (found == Columns::absent && (part.required || !part.wanted.empty())) {
    throw UsageError(where + "found the columns " + listed(names) + ", expected one named " +
                     (part.wanted.empty() ? listed(part.usual) : "'" + part.wanted + "'") + " for the " + part.name +
                     "; say which column is the " + part.name);
  }
  return found;
}

}  // namespace

std::vector<std::string> parse_column_names(std::string_view list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    std::string_view name = list.substr(begin, end - begin);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    names.emplace_back(name);
    begin = end + 1;
  }
  return names;
}

Columns find_columns(const std::vector<std::string>& names, const ColumnOptions& options, std::string_view where) {
  const std::string place = std::string(where) + ": ";
  Columns columns;
  columns.count = names.size();
  columns.source = find_part(names, {"source", options.source, {"source", "lemma", "word", "input"}, true}, place);
  columns.features = find_part(names, {"features", options.features, {"features", "tags"}, false}, place);
  columns.target = find_part(names, {"target", options.target, {"target", "form", "phones", "output"}, true}, place);
  if (columns.source == columns.target || columns.features == columns.source || columns.features == columns.target) {
    throw UsageError(place +
                     "found one column for two of source, features and target, expected different ones; name "
                     "another column");
  }
  return columns;
}

std::string describe(const Columns& columns) {
  std::string text;
  for (std::size_t i = 0; i < columns.count; ++i) {
    const char* part = i == columns.source     ? " source"
                       : i == columns.features ? " features"
                       : i == columns.target   ? " target"
                                               : " not used";
    text += (i == 0 ? "column " : ", column ") + std::to_string(i + 1) + part;
  }
  return text + (columns.chosen ? " (chosen from the number of columns)" : "");
}

}  // namespace elman::data
