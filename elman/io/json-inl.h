// JSON from untrusted text. For sources of this library only: public headers do not use the JSON library.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace elman::io {

struct JsonLimits {
  std::size_t max_bytes = std::size_t{8} << 20;
  int max_depth = 32;  // of nested arrays and objects
};

// A value that was read. Its destructor destroys the innermost values first: that of the JSON library allocates memory
// to destroy nested values, and terminates the program if there is none.
class JsonDocument {
 public:
  explicit JsonDocument(nlohmann::json root) : root_(std::move(root)) {}
  JsonDocument(JsonDocument&&) = default;
  JsonDocument& operator=(JsonDocument&&) = delete;
  ~JsonDocument() { destroy(root_); }

  const nlohmann::json& root() const { return root_; }

  static void destroy(nlohmann::json& value);

 private:
  nlohmann::json root_;
};

// Parses one JSON value (RFC 8259) with nothing after it. Throws ModelError, which starts with `where`, for anything
// else, for duplicate keys in an object, for a text larger or deeper than the limits, and for a byte order mark.
JsonDocument parse_json(std::string_view text, const std::string& where, const JsonLimits& limits = {});

// Writing. Text is built from text, since a tree of values could not be destroyed when memory runs out. The same bytes
// as the JSON library writes. `what` is named in the UsageError for text that is not UTF-8.
std::string json_scalar(const nlohmann::json& value, const std::string& what);  // text, a number, true or false
std::string json_array(std::span<const std::string> elements);
// From the members' names to their values as JSON.
std::string json_object(const std::map<std::string, std::string>& members, const std::string& what);

}  // namespace elman::io
