#include <algorithm>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/printable.h"

namespace elman::io {
namespace {

using nlohmann::json;

// The parser's explanation without its prefix, made safe for a message.
std::string reason_of(const json::exception& error) {
  std::string reason = error.what();
  for (const char* start : {"syntax error", "number overflow", "invalid"}) {
    const std::size_t at = reason.find(start);
    if (at == std::string::npos) continue;
    reason.erase(0, at);
    break;
  }
  constexpr std::size_t longest = 160;
  if (reason.size() > longest) reason = reason.substr(0, longest) + "...";
  std::replace_if(
      reason.begin(), reason.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return reason;
}

// Builds the value and rejects deep nesting and duplicate keys before building them. The parser's own builder keeps the
// last of two equal keys, and takes quadratic time with a callback.
class Builder : public nlohmann::json_sax<json> {
 public:
  Builder(const std::string& where, int max_depth) : where_(where), max_depth_(max_depth) {}
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  ~Builder() override { JsonDocument::destroy(root_); }

  json take() { return std::move(root_); }

  bool null() override { return add(nullptr) != nullptr; }
  bool boolean(bool value) override { return add(value) != nullptr; }
  bool number_integer(number_integer_t value) override { return add(value) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return add(value) != nullptr; }
  bool number_float(number_float_t value, const string_t&) override { return add(value) != nullptr; }
  bool string(string_t& value) override { return add(std::move(value)) != nullptr; }
  bool binary(binary_t& value) override { return add(std::move(value)) != nullptr; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    const auto [place, is_new] = open_.back()->emplace(name, nullptr);
    if (!is_new) {
      throw ModelError(where_ + ": found the key " + in_quotes(name) +
                       " twice in one object, expected each key once; remove one");
    }
    member_ = &*place;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception& error) override {
    throw ModelError(where_ + ": byte " + std::to_string(position) + ": found invalid JSON: " + reason_of(error) +
                     "; the file is damaged: use another copy");
  }

 private:
  json* add(json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    if (open_.back()->is_array()) return &open_.back()->emplace_back(std::move(value));
    return &(*member_ = std::move(value));
  }

  bool open(json value) {
    if (open_.size() >= static_cast<std::size_t>(max_depth_)) {
      throw ModelError(where_ + ": found arrays and objects nested deeper than " + std::to_string(max_depth_) +
                       " levels, expected fewer; the file was not written by this program");
    }
    open_.push_back(add(std::move(value)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const std::string& where_;
  int max_depth_;
  json root_;
  std::vector<json*> open_;  // the arrays and objects that are not complete yet
  json* member_ = nullptr;   // the value of the last key
};

}  // namespace

void JsonDocument::destroy(json& value) {
  if (!value.is_structured()) return;
  for (json& child : value) destroy(child);  // parse_json limits the depth
  value.clear();
}

JsonDocument parse_json(std::string_view text, const std::string& where, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    throw ModelError(where + ": found " + std::to_string(text.size()) + " bytes of JSON, expected at most " +
                     std::to_string(limits.max_bytes) + "; the file was not written by this program");
  }
  // The parser would take the former for the end of the text and ignore the latter.
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF")) {
    throw ModelError(where + ": found a NUL byte or a byte order mark, expected JSON; the file is damaged");
  }
  Builder builder(where, limits.max_depth);
  json::sax_parse(text, &builder);
  return JsonDocument(builder.take());
}

std::string json_scalar(const json& value, const std::string& what) {
  try {
    return value.dump();
  } catch (const json::exception&) {
    throw UsageError("cannot save " + what + ": found bytes that are not UTF-8, expected text; encode it first");
  }
}

std::string json_array(std::span<const std::string> elements) {
  std::string text;
  for (const std::string& element : elements) text.append(text.empty() ? "[" : ",").append(element);
  return text.empty() ? "[]" : text + "]";
}

std::string json_object(const std::map<std::string, std::string>& members, const std::string& what) {
  std::string text;
  for (const auto& [name, value] : members) {
    text.append(text.empty() ? "{" : ",").append(json_scalar(name, what)).append(":").append(value);
  }
  return text.empty() ? "{}" : text + "}";
}

}  // namespace elman::io
