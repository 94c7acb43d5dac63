#include "elman/data/columns.h"

#include <algorithm>
#include <span>

#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::data {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

// The usual names of the columns with each role; the later ones count if none of the first is there.
struct UsualNames {
  std::vector<std::string> first;
  std::vector<std::string> later;

  std::vector<std::string> all() const {
    std::vector<std::string> names = first;
    names.insert(names.end(), later.begin(), later.end());
    return names;
  }
};
const UsualNames sources{{"source", "lemma", "word", "input", "spelling"}, {"graphemes", "orthography"}};
const UsualNames features{{"features", "tags"}, {}};
const UsualNames targets{{"target", "form", "phones", "output", "pronunciation", "pron"},
                         {"phonemes", "ipa", "transcription", "transliteration"}};

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), text::lower_case(name)) != names.end();
}

struct Role {
  const char* name;
  const std::string& wanted;  // by the options; may be empty
  const UsualNames& usual;
  bool required;
};

std::size_t find_column(const std::vector<std::string>& names, const Role& role, const std::string& file) {
  const bool has_first =
      std::any_of(names.begin(), names.end(), [&role](const std::string& name) { return has(role.usual.first, name); });
  const std::vector<std::string>& usual = has_first ? role.usual.first : role.usual.later;
  std::size_t found = Columns::absent;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool fits =
        role.wanted.empty() ? has(usual, names[i]) : text::lower_case(names[i]) == text::lower_case(role.wanted);
    if (!fits) continue;
    if (found != Columns::absent) {
      throw UsageError(file + ": found '" + names[found] + "' and '" + names[i] + "' among the columns " +
                       listed(names) + ", expected one column for the " + role.name + "; say which one it is");
    }
    found = i;
  }
  if (found == Columns::absent && (role.required || !role.wanted.empty())) {
    throw UsageError(file + ": found the columns " + listed(names) + ", expected one named " +
                     (role.wanted.empty() ? listed(role.usual.all()) : "'" + role.wanted + "'") + " for the " +
                     role.name + "; say which column is the " + role.name +
                     (role.wanted.empty() ? ": --columns source,target gives all columns names, in order" : ""));
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

Columns find_columns(const std::vector<std::string>& names, const ColumnOptions& options, std::string_view file) {
  const std::string path(file);
  Columns columns;
  columns.count = names.size();
  columns.source = find_column(names, {"source", options.source, sources, true}, path);
  columns.features = find_column(names, {"features", options.features, features, false}, path);
  columns.target = find_column(names, {"target", options.target, targets, true}, path);
  if (columns.source == columns.target || columns.features == columns.source || columns.features == columns.target) {
    throw UsageError(path +
                     ": found one column for two of source, features and target, expected different ones; name "
                     "another column");
  }
  return columns;
}

bool are_column_names(const std::vector<std::string>& fields) {
  const auto names_one_of = [&fields](const UsualNames& usual) {
    return std::any_of(fields.begin(), fields.end(), [&usual](const std::string& field) {
      return has(usual.first, field) || has(usual.later, field);
    });
  };
  return names_one_of(sources) && names_one_of(targets);
}

std::string describe(const Columns& columns) {
  std::string text;
  for (std::size_t i = 0; i < columns.count; ++i) {
    const char* role = i == columns.source     ? " source"
                       : i == columns.features ? " features"
                       : i == columns.target   ? " target"
                                               : " not used";
    text += (i == 0 ? "column " : ", column ") + std::to_string(i + 1) + role;
  }
  return text + (columns.chosen ? " (chosen from the number of columns)" : "");
}

}  // namespace elman::data
