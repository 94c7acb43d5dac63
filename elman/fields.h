// Options that describe themselves: flags, configuration files, model files, help and what `--resume` compares are all
// made from the one list of fields beside an options struct.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace elman {

// One of the values of an enumeration, with the name that users write for it. An enumeration E that users choose from
// has `constexpr auto choices(E)` beside it, which returns an array of these. The first name of a value is the one that
// is written; others are only understood.
template <class Enum>
struct Choice {
  Enum value;
  std::string_view name;
};

template <class Enum>
std::string name_of(Enum value) {
  for (const Choice<Enum>& choice : choices(Enum{})) {
    if (choice.value == value) return std::string(choice.name);
  }
  return {};
}

// None if no value has that name.
template <class Enum>
std::optional<Enum> find_choice(std::string_view name) {
  for (const Choice<Enum>& choice : choices(Enum{})) {
    if (choice.name == name) return choice.value;
  }
  return std::nullopt;
}

// The names that are written, as "rnn, lstm, gru".
template <class Enum>
std::string names_of_choices() {
  std::string names;
  for (const Choice<Enum>& choice : choices(Enum{})) {
    if (name_of(choice.value) == choice.name) names.append(names.empty() ? "" : ", ").append(choice.name);
  }
  return names;
}

[[noreturn]] void fail_unknown_choice(std::string_view what, std::string_view name, const std::string& known);

// Throws UsageError that lists the names if there is no such value; `what` says what is being chosen.
template <class Enum>
Enum parse_choice(std::string_view what, std::string_view name) {
  const std::optional<Enum> found = find_choice<Enum>(name);
  if (!found) fail_unknown_choice(what, name, names_of_choices<Enum>());
  return *found;
}

enum class FieldType : std::uint8_t { flag, whole_number, number, text };

// A field's name and value as text, apart from the struct.
struct FieldValue {
  std::string name;
  FieldType type = FieldType::text;
  std::string text;

  bool operator==(const FieldValue& other) const = default;
};

// One field of an options struct, without its C++ type. It refers to the struct, which must outlive it.
class Field {
 public:
  template <class Value>
  Field(const char* name, Value& value, const char* comment)
      : name_(name),
        comment_(comment),
        type_(type_of<Value>()),
        value_(&value),
        text_(&text_of_value<Value>),
        parse_(&parse_value<Value>) {}

  const char* name() const { return name_; }
  const char* comment() const { return comment_; }
  FieldType type() const { return type_; }
  // As users write it; reads back as the same bits.
  std::string text() const { return text_(value_); }
  FieldValue value() const { return {name_, type_, text()}; }
  // Throws UsageError that begins with `where` for text that is no such value.
  void parse(const std::string& where, const std::string& text) const { parse_(*this, where, text); }

  // Numbers from low to high; without them any finite number is allowed.
  Field between(double low, double high) const;
  Field at_least(double low) const { return between(low, std::numeric_limits<double>::infinity()); }
  Field more_than(double low) const;
  Field from_to_below(double low, double high) const;  // low <= value < high
  Field inside(double low, double high) const;         // low < value < high
  // Throws UsageError if a number is out of its range.
  void check() const;

  // A field that changes nothing about the result, such as the number of threads: no part of what --resume compares.
  Field without_effect() const;
  bool has_effect() const { return has_effect_; }

 private:
  template <class Value>
  static constexpr FieldType type_of() {
    if constexpr (std::is_same_v<Value, bool>) return FieldType::flag;
    if constexpr (std::is_floating_point_v<Value>) return FieldType::number;
    if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, char>) return FieldType::whole_number;
    return FieldType::text;
  }
  template <class Value>
  static std::string text_of_value(const void* value);
  template <class Value>
  static void parse_value(const Field& field, const std::string& where, const std::string& text);

  const char* name_;
  const char* comment_;
  FieldType type_;
  void* value_;
  std::string (*text_)(const void*);
  void (*parse_)(const Field&, const std::string&, const std::string&);
  double low_ = -std::numeric_limits<double>::infinity();
  double high_ = std::numeric_limits<double>::infinity();
  bool low_open_ = false;
  bool high_open_ = false;
  bool has_effect_ = true;
};

// The fields of an options struct. A struct Options has `Fields fields(Options&)` beside it.
using Fields = std::vector<Field>;

struct FieldGroup {
  std::string title;
  Fields fields;
};

template <class Options>
std::vector<FieldValue> values_of(const Options& options) {
  Options copy = options;  // fields refer to what may be written
  std::vector<FieldValue> values;
  for (const Field& field : fields(copy)) values.push_back(field.value());
  return values;
}

// Throws UsageError if a number is out of its range.
template <class Options>
void check_ranges(const Options& options) {
  Options copy = options;
  for (const Field& field : fields(copy)) field.check();
}

// What a user has set, by name: the text, and where it was said ("--epochs" or "options.toml:3: epochs").
struct Setting {
  std::string text;
  std::string where;
  bool from_file = false;  // of a configuration, which may say things that other options make pointless
};
using Settings = std::map<std::string, Setting, std::less<>>;

// Writes what is set into the fields of those names. Throws UsageError for text that does not fit.
void set_fields(const Settings& settings, std::span<const Field> fields);

// ---- Inside ----

std::string text_of_number(double value);
std::string text_of_number(float value);
std::string text_of_number(std::int64_t value);
std::string text_of_number(std::uint64_t value);
void parse_number(const std::string& where, const std::string& text, double& value);
void parse_number(const std::string& where, const std::string& text, float& value);
void parse_number(const std::string& where, const std::string& text, int& value);
void parse_number(const std::string& where, const std::string& text, std::uint64_t& value);
void parse_flag(const std::string& where, const std::string& text, bool& value);
void parse_character(const std::string& where, const std::string& text, char& value);

template <class Value>
struct OptionalEnum : std::false_type {};
template <class Enum>
struct OptionalEnum<std::optional<Enum>> : std::is_enum<Enum> {
  using type = Enum;
};

// An optional choice is "auto" as long as there is none.
inline constexpr std::string_view automatic = "auto";

template <class Value>
std::string Field::text_of_value(const void* pointer) {
  const Value& value = *static_cast<const Value*>(pointer);
  if constexpr (std::is_same_v<Value, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<Value, char>) {
    return std::string(1, value);
  } else if constexpr (std::is_enum_v<Value>) {
    return name_of(value);
  } else if constexpr (OptionalEnum<Value>::value) {
    return value ? name_of(*value) : std::string(automatic);
  } else if constexpr (std::is_same_v<Value, int>) {
    return text_of_number(std::int64_t{value});
  } else {
    return text_of_number(value);
  }
}

template <class Value>
void Field::parse_value(const Field& field, const std::string& where, const std::string& text) {
  Value& value = *static_cast<Value*>(field.value_);
  if constexpr (std::is_same_v<Value, bool>) {
    parse_flag(where, text, value);
  } else if constexpr (std::is_same_v<Value, std::string>) {
    value = text;
  } else if constexpr (std::is_same_v<Value, char>) {
    parse_character(where, text, value);
  } else if constexpr (std::is_enum_v<Value>) {
    value = parse_choice<Value>(where + ": " + field.name_, text);
  } else if constexpr (OptionalEnum<Value>::value) {
    if (text == automatic) {
      value.reset();
    } else {
      value = parse_choice<typename OptionalEnum<Value>::type>(where + ": " + field.name_, text);
    }
  } else {
    parse_number(where, text, value);
  }
}

}  // namespace elman
