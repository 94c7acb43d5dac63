#include "elman/data/series.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "elman/data/columns.h"
#include "elman/data/time_labels.h"
#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::data {

namespace {

constexpr std::string_view no_time = "none";

// Which column of the file has which role.
struct Roles {
  std::vector<std::size_t> numbers;  // targets, then inputs
  std::vector<std::size_t> texts;    // series if there is one, then time if there is one
  bool has_series = false;
  bool has_time = false;
};

Roles find_roles(const TableFile& file, SeriesColumns& columns) {
  Roles roles;
  if (columns.inputs_alone) {
    columns.targets.clear();
  } else if (columns.targets.empty()) {
    columns.targets = {file.names().back()};
  }
  std::set<std::size_t> taken;
  const auto take = [&](const std::string& name, const char* option) {
    const std::size_t column = file.column(name, option);
    if (name.find(',') != std::string::npos) {  // lists of names could not be read back
      throw DataError(file.path() + ":1:1: found the column " + text::display(name) +
                      ", expected a name without a comma; rename it");
    }
    if (!taken.insert(column).second) {
      throw UsageError(std::string(option) + ": " + file.path() + ": the column " + text::display(name) +
                       " has two roles, expected one; leave it out of one of them");
    }
    return column;
  };
  for (const std::string& name : columns.targets) roles.numbers.push_back(take(name, "--target"));
  for (const std::string& name : columns.inputs) roles.numbers.push_back(take(name, "--inputs"));
  roles.has_series = !columns.series.empty();
  if (roles.has_series) roles.texts.push_back(take(columns.series, "--series"));
  if (columns.time.empty()) columns.time = taken.contains(0) ? std::string(no_time) : file.names().front();
  roles.has_time = columns.time != no_time;
  if (roles.has_time) roles.texts.push_back(take(columns.time, "--time"));
  return roles;
}

// Cuts the table into series, in the order of the file.
std::vector<Series> cut(const Table& table, const Roles& roles, std::size_t targets, const std::string& path) {
  std::vector<Series> all;
  std::set<std::string_view> begun;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view name = roles.has_series ? std::string_view(table.texts[0][row]) : std::string_view();
    if (all.empty() || all.back().name != name) {
      if (!begun.insert(name).second) {
        throw DataError(path + ":" + std::to_string(table.lines[row]) + ":1: found a row of series " +
                        text::display(name) +
                        " after another series began, expected all rows of a series one after the other; sort the "
                        "file by series and time");
      }
      all.emplace_back().name = name;
    }
    Series& series = all.back();
    series.lines.push_back(table.lines[row]);
    if (roles.has_time) series.labels.push_back(table.texts[roles.has_series ? 1 : 0][row]);
    for (std::size_t i = 0; i < roles.numbers.size(); ++i) {
      (i < targets ? series.targets : series.inputs).push_back(table.numbers[i][row]);
    }
  }
  return all;
}

// The values of a column in the rows of a series, of which some may be missing.
class Column {
 public:
  Column(std::vector<double>& values, std::size_t width, std::size_t column)
      : values_(values), width_(width), column_(column) {}
  std::size_t rows() const { return values_.size() / width_; }
  double& at(std::size_t row) { return values_[row * width_ + column_]; }
  bool missing(std::size_t row) { return std::isnan(at(row)); }
  std::size_t next(std::size_t row) {
    while (row < rows() && missing(row)) ++row;
    return row;
  }

 private:
  std::vector<double>& values_;
  std::size_t width_;
  std::size_t column_;
};

// Returns how many it has filled in. A gap at an end takes the nearest value (interpolate), or stays (forward).
std::size_t fill(Column column, MissingValues how) {
  std::size_t filled = 0;
  for (std::size_t row = 0; row < column.rows(); ++row) {
    if (!column.missing(row)) continue;
    const std::size_t next = column.next(row);
    const bool has_before = row > 0 && !column.missing(row - 1);
    const bool has_after = next < column.rows();
    if (how == MissingValues::forward ? !has_before : !has_before && !has_after) continue;
    const double before = has_before ? column.at(row - 1) : column.at(next);
    const double after = how == MissingValues::forward || !has_after ? before : column.at(next);
    const auto steps = static_cast<double>(next - row + 1);
    for (std::size_t i = row; i < next; ++i, ++filled) {
      column.at(i) = before + (after - before) * static_cast<double>(i - row + 1) / steps;
    }
    row = next;
  }
  return filled;
}

// Returns how many rows it has left out.
std::size_t drop_incomplete(Series& series, std::size_t targets, std::size_t inputs) {
  Series kept;
  kept.name = series.name;
  for (std::size_t row = 0; row < series.rows(); ++row) {
    const auto target = series.targets.begin() + static_cast<std::ptrdiff_t>(row * targets);
    const auto input = series.inputs.begin() + static_cast<std::ptrdiff_t>(row * inputs);
    const auto is_nan = [](double value) { return std::isnan(value); };
    const auto target_end = target + static_cast<std::ptrdiff_t>(targets);
    const auto input_end = input + static_cast<std::ptrdiff_t>(inputs);
    if (std::any_of(target, target_end, is_nan) || std::any_of(input, input_end, is_nan)) continue;
    kept.targets.insert(kept.targets.end(), target, target_end);
    kept.inputs.insert(kept.inputs.end(), input, input_end);
    kept.lines.push_back(series.lines[row]);
    if (!series.labels.empty()) kept.labels.push_back(series.labels[row]);
  }
  const std::size_t dropped = series.rows() - kept.rows();
  series = std::move(kept);
  return dropped;
}

void refuse_missing(const SeriesSet& set, const Series& series, Column column, const std::string& name) {
  for (std::size_t row = 0; row < column.rows(); ++row) {
    if (!column.missing(row)) continue;
    throw DataError(set.path + ":" + std::to_string(series.lines[row]) + ":1: found no value in column " +
                    text::display(name) +
                    ", expected a number; fill it in, or say --missing interpolate, forward or drop");
  }
}

void settle_missing(SeriesSet& set, MissingValues how) {
  const std::size_t targets = set.columns.targets.size();
  const std::size_t inputs = set.columns.inputs.size();
  std::size_t changed = 0;
  for (Series& series : set.series) {
    if (how == MissingValues::drop) changed += drop_incomplete(series, targets, inputs);
    for (std::size_t i = 0; i < targets + inputs; ++i) {
      const bool is_target = i < targets;
      const Column column(is_target ? series.targets : series.inputs, is_target ? targets : inputs,
                          is_target ? i : i - targets);
      if (how == MissingValues::interpolate || how == MissingValues::forward) changed += fill(column, how);
      refuse_missing(set, series, column, is_target ? set.columns.targets[i] : set.columns.inputs[i - targets]);
    }
  }
  std::erase_if(set.series, [](const Series& series) { return series.rows() == 0; });
  if (set.series.empty()) throw DataError(set.path + ":1:1: found no row without missing values; fill them in");
  if (changed == 0) return;
  set.notices.push_back("missing  " + std::to_string(changed) +
                        (how == MissingValues::drop          ? " rows left out"
                         : how == MissingValues::interpolate ? " values interpolated, from what comes after them too"
                                                             : " values taken from the row before"));
}

}  // namespace

std::vector<std::string> parse_names(std::string_view list) {
  std::vector<std::string> names = parse_column_names(list);
  std::erase(names, std::string());
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ",").append(name);
  return list;
}

SeriesSet read_series(const text::TextFile& file, const SeriesOptions& options) {
  const TableFile table(file, options.table);
  const std::string& path = file.path();
  SeriesSet set{.path = path, .columns = options.columns, .series = {}, .notices = {}};
  const Roles roles = find_roles(table, set.columns);
  set.series = cut(table.read(roles.numbers, roles.texts), roles, set.columns.targets.size(), path);
  for (const Series& series : set.series) {
    const std::string gaps = check_order(series.labels, series.lines, path, set.columns.time);
    if (!gaps.empty()) set.notices.push_back("time     " + (series.name.empty() ? "" : series.name + ": ") + gaps);
  }
  settle_missing(set, options.missing);
  return set;
}

}  // namespace elman::data
