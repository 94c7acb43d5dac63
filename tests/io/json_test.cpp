#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::io {
namespace {

std::string fault_of(std::string_view text, const JsonLimits& limits = {}) {
  return message_of<ModelError>([&] { parse_json(text, "file: part", limits); });
}

TEST(Json, ReadsEveryKindOfValue) {
  const JsonDocument document = parse_json(R"( {"a":[1,-2,0.5,true,null,"\u00e9"],"b":{"a":{}}} )", "here");
  const nlohmann::json& value = document.root();
  EXPECT_EQ(value, nlohmann::json({{"a", {1, -2, 0.5, true, nullptr, "é"}}, {"b", {{"a", nlohmann::json::object()}}}}));
}

TEST(Json, WritesTheBytesThatTheLibraryWrites) {
  const nlohmann::json leaves = {1, -2, 0.3F, 1e300, true, "\u00e9 \"\\/\b\f\n\r\t\u0001\u007f", ""};
  std::vector<std::string> texts;
  for (const nlohmann::json& leaf : leaves) texts.push_back(json_scalar(leaf, "it"));
  EXPECT_EQ(json_array(texts), leaves.dump());
  EXPECT_EQ(json_array({}), "[]");
  const nlohmann::json object = {{"b\n", leaves}, {"", 1}, {"a", nlohmann::json::object()}};
  EXPECT_EQ(json_object({{"b\n", json_array(texts)}, {"", "1"}, {"a", json_object({}, "it")}}, "it"), object.dump());
}

TEST(Json, WritesNoTextThatIsNotUtf8) {
  EXPECT_TRUE(
      contains(message_of<UsageError>([] { json_scalar("a\xFF", "the name"); }), "cannot save the name: found"));
  EXPECT_TRUE(contains(message_of<UsageError>([] { json_object({{"\xED\xA0\x80", "1"}}, "it"); }), "not UTF-8"));
}

TEST(Json, RefusesAKeyThatAnObjectHasTwice) {
  EXPECT_TRUE(contains(fault_of(R"({"a":1,"b":2,"a":1})"), "file: part: found the key \"a\" twice"));
  EXPECT_TRUE(contains(fault_of(R"([{"x":{"a":{},"\u0061":{}}}])"), "the key \"a\" twice"));
  EXPECT_NO_THROW(parse_json(R"([{"a":1},{"a":{"a":2}}])", "here"));
}

TEST(Json, RefusesWhatIsDeeperThanTheLimit) {
  EXPECT_NO_THROW(parse_json(R"([{"a":[1]}])", "here", {.max_depth = 3}));
  EXPECT_TRUE(contains(fault_of(R"([{"a":[1]}])", {.max_depth = 2}), "deeper than 2"));
  EXPECT_TRUE(contains(fault_of(std::string(1'000'000, '[')), "deeper than 32"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_TRUE(contains(fault_of(objects), "deeper than 32"));
}

TEST(Json, RefusesWhatIsLargerThanTheLimit) {
  EXPECT_NO_THROW(parse_json("[1,2]", "here", {.max_bytes = 5}));
  EXPECT_TRUE(contains(fault_of("[1,2]", {.max_bytes = 4}), "found 5 bytes of JSON, expected at most 4"));
}

TEST(Json, RefusesInvalidJsonAndSaysWhereItIs) {
  EXPECT_TRUE(contains(fault_of("[1,2"), "file: part: byte 5: found invalid JSON: syntax error"));
  EXPECT_TRUE(contains(fault_of("[1,x]"), "byte 4"));
  for (const char* text :
       {"",        " ",           "{",      "{}{}",    "{} x",     "[1,]",     "{\"a\"}",      "{a:1}",
        "NaN",     "[Infinity]",  "01",     "+1",      ".5",       "1e999",    "'a'",          "\"a",
        "\"\\x\"", "\"\\ud800\"", "\"\n\"", "// c\n1", "/* c */1", "\"\xFF\"", "\"\xC0\x80\"", "\xEF\xBB\xBF{}"}) {
    EXPECT_NE(fault_of(text), "") << text;
  }
  EXPECT_TRUE(contains(fault_of(std::string_view("{}\0{", 4)), "NUL"));
}

TEST(Json, MessagesShowNoControlCharactersOfTheText) {
  for (const std::string& text : {std::string("[\x1b[31m]"), std::string("{\"\\u001b[2J\":1,\"\\u001b[2J\":2}"),
                                  std::string("[\xFF\xFE]"), std::string(100'000, 'x')}) {
    const std::string fault = fault_of(text);
    EXPECT_LT(fault.size(), 400U);
    for (const char c : fault) EXPECT_TRUE(c >= ' ' && c <= '~') << fault;
  }
}

}  // namespace
}  // namespace elman::io
