// Flags and configuration files made from the fields of option structs.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "elman/error.h"
#include "elman/model/seq2seq_options.h"
#include "elman/train/train_options.h"

namespace elman::cli {

// A field as users write it.
template <class Field>
std::string show(const Field& field) {
  if constexpr (std::is_same_v<Field, bool>) {
    return field ? "true" : "false";
  } else if constexpr (std::is_enum_v<Field>) {
    return to_string(field);
  } else {
    char text[64];
    const auto [end, error] = std::to_chars(text, text + sizeof text, field);
    return {text, end};
  }
}

inline void parse_name(const std::string& text, model::Architecture& field) { field = model::parse_architecture(text); }
inline void parse_name(const std::string& text, model::AttentionKind& field) { field = model::parse_attention(text); }
inline void parse_name(const std::string& text, train::OptimizerKind& field) { field = train::parse_optimizer(text); }
inline void parse_name(const std::string& text, train::ScheduleKind& field) { field = train::parse_schedule(text); }

// Text as a user has written it into a field. Throws UsageError that begins with `where`.
template <class Choice>
requires(std::is_enum_v<Choice>) void parse(const std::string& where, const std::string& text, Choice& field) {
  try {
    parse_name(text, field);
  } catch (const UsageError& error) {
    throw UsageError(where + ": " + error.what());
  }
}
inline void parse(const std::string& where, const std::string& text, bool& field) {
  if (text != "true" && text != "false") throw UsageError(where + " is \"" + text + "\", expected true or false");
  field = text == "true";
}
template <class Number>
requires(std::is_arithmetic_v<Number> &&
         !std::is_same_v<Number, bool>) void parse(const std::string& where, const std::string& text, Number& field) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, field);
  if (error == std::errc() && stop == end) return;
  std::string expected = std::is_floating_point_v<Number> ? "a number" : "a whole number";
  if (error == std::errc::result_out_of_range && stop == end) {
    expected +=
        " from " + show(std::numeric_limits<Number>::lowest()) + " to " + show(std::numeric_limits<Number>::max());
  }
  throw UsageError(where + " is \"" + text + "\", expected " + expected);
}

// The options of one verb: what the user has set, by flag or in a file, is kept as text and written over defaults that
// may depend on the data.
class OptionList {
 public:
  explicit OptionList(CLI::App& verb) : verb_(&verb) {}

  // A flag for each field that `visit` shows; `defaults` stand in the help.
  template <class Options, class Visit>
  void add(Options defaults, Visit&& visit, const std::string& group) {
    visit(defaults, [&](const char* name, auto& field, const char* comment) {
      add_flag(name, show(field), comment, std::is_same_v<decltype(field), bool&>, group);
    });
  }

  // Reads `name = value` lines (TOML). Throws UsageError for a name that there is not or text that is no such lines,
  // DataError for more than a megabyte, IoError for an unreadable file.
  void read_config(const std::string& path);

  // Writes what the user has set over `options`. Throws UsageError for a value that does not fit its field.
  template <class Options, class Visit>
  void apply(Options& options, Visit&& visit) const {
    visit(options, [&](const char* name, auto& field, const char*) {
      if (const Given* given = set_by_user(name)) parse(given->where, given->text, field);
    });
  }

  struct Given {
    std::string text;
    std::string where;  // "--epochs" or "options.toml:3: epochs"
  };
  // A flag, else what the file says; nullptr where the user has said nothing.
  const Given* set_by_user(const std::string& name) const;
  bool is_flag_given(const std::string& name) const { return flags_.contains(name); }

 private:
  void add_flag(const std::string& name, const std::string& value, const std::string& comment, bool is_switch,
                const std::string& group);

  CLI::App* verb_;
  std::map<std::string, Given> flags_;
  std::map<std::string, Given> config_;
  std::vector<std::string> names_;
};

}  // namespace elman::cli
