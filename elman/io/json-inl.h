// JSON from untrusted text. For this library's sources alone: public headers show no JSON.
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
  int max_depth = 32;  // of arrays and objects in each other
};

// A value that was read. Its destructor takes it apart from the leaves: the library's own asks for memory where there
// are children, and ends the program where there is none.
class JsonDocument {
 public:
  explicit JsonDocument(nlohmann::json root) : root_(std::move(root)) {}
  JsonDocument(JsonDocument&&) = default;
  JsonDocument& operator=(JsonDocument&&) = delete;
  ~JsonDocument() { take_apart(root_); }

  const nlohmann::json& root() const { return root_; }

  static void take_apart(nlohmann::json& value);

 private:
  nlohmann::json root_;
};

// One JSON value (RFC 8259) and nothing after it. Throws ModelError, which starts with `where`, for anything else, for
// a key that an object has twice, for a text larger or deeper than the limits, and for a byte order mark.
JsonDocument parse_json(std::string_view text, const std::string& where, const JsonLimits& limits = {});

// Writing: texts are made of texts, since a tree of values could not be taken apart where memory runs out. The same
// bytes as the library's. `what` is said in the UsageError for text that is not UTF-8.
std::string json_leaf(const nlohmann::json& value, const std::string& what);  // text, a number, true or false
std::string json_array(std::span<const std::string> elements);
// From the members' names to their values as JSON.
std::string json_object(const std::map<std::string, std::string>& members, const std::string& what);

// Text from a file, fit for a message: in quotes, ASCII with escapes, cut where it is long.
std::string in_quotes(std::string_view text);

}  // namespace elman::io
