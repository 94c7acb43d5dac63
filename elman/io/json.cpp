#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/io/json-inl.h"

namespace elman::io {
namespace {

using nlohmann::json;

// The parser's own words without its prefix, fit for a message.
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

// Refuses while the parser works, before a tall or ambiguous value has been built.
class Watch {
 public:
  Watch(const std::string& where, int max_depth) : where_(where), max_depth_(max_depth) {}

  void see(int depth, json::parse_event_t event, const json& value) {
    using Event = json::parse_event_t;
    if ((event == Event::object_start || event == Event::array_start) && depth >= max_depth_) {
      throw ModelError(where_ + ": found arrays and objects in each other deeper than " + std::to_string(max_depth_) +
                       ", expected fewer levels; the file was not written by this program");
    }
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end) keys_.pop_back();
    if (event == Event::key && !keys_.back().insert(value.get_ref<const std::string&>()).second) {
      throw ModelError(where_ + ": found the key " + in_quotes(value.get_ref<const std::string&>()) +
                       " twice in one object, expected each key once; remove one");
    }
  }

 private:
  const std::string& where_;
  int max_depth_;
  std::vector<std::set<std::string>> keys_;  // of the objects that are open
};

}  // namespace

json parse_json(std::string_view text, const std::string& where, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    throw ModelError(where + ": found " + std::to_string(text.size()) + " bytes of JSON, expected at most " +
                     std::to_string(limits.max_bytes) + "; the file was not written by this program");
  }
  // The parser would take the first for the end of the text, and drop the second.
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF")) {
    throw ModelError(where + ": found a NUL byte or a byte order mark, expected JSON; the file is damaged");
  }
  Watch watch(where, limits.max_depth);
  try {
    return json::parse(text, [&](int depth, json::parse_event_t event, json& value) {
      watch.see(depth, event, value);
      return true;
    });
  } catch (const json::parse_error& error) {
    throw ModelError(where + ": byte " + std::to_string(error.byte) + ": found no JSON: " + reason_of(error) +
                     "; the file is damaged: use another copy");
  } catch (const json::exception& error) {
    throw ModelError(where + ": found no JSON: " + reason_of(error) + "; the file is damaged: use another copy");
  }
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 80;
  const bool cut = text.size() > longest;
  const json shown = std::string(text.substr(0, longest));
  return shown.dump(-1, ' ', /*ensure_ascii=*/true, json::error_handler_t::replace) + (cut ? "..." : "");
}

}  // namespace elman::io
