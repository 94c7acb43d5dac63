// Files that somebody damaged, by accident or not: each is an error message or a valid file, never a crash.
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/io/safetensors.h"
#include "tests/io/safetensors_bytes.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::io {
namespace {

// The message of ModelError for a file of these bytes; anything else is a failure.
std::string fault_of(const std::string& bytes) {
  const TemporaryFolder folder;
  const std::string path = folder.put("m", bytes);
  std::string message = message_of<ModelError>([&] { SafetensorsFile::open(path); });
  EXPECT_TRUE(message.starts_with(path)) << message;
  EXPECT_LT(message.size(), 600U);
  return message;
}

std::string fault_of_header(const std::string& header, std::size_t value_bytes = 0) {
  return fault_of(make_file(header, std::string(value_bytes, '\0')));
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

std::string fault_of_entry(const std::string& dtype, const std::string& shape, const std::string& offsets,
                           std::size_t value_bytes = 4) {
  return fault_of_header(R"({"x":)" + entry(dtype, shape, offsets) + "}", value_bytes);
}

void expect_opens(const std::string& bytes) {
  const TemporaryFolder folder;
  EXPECT_NO_THROW(SafetensorsFile::open(folder.put("m", bytes)));
}

// Opens the file and reads all that it has; only ModelError may come out. Says whether the file was valid.
bool survives(const TemporaryFolder& folder, const std::string& bytes) {
  const std::string path = folder.put("m", bytes);
  try {
    const SafetensorsFile file = SafetensorsFile::open(path);
    for (const TensorInfo& info : file.tensors()) {
      try {
        file.read(info.name);
      } catch (const ModelError&) {  // a dtype without weights, a value that is not finite
      }
    }
    return true;
  } catch (const ModelError& error) {
    EXPECT_TRUE(contains(error.what(), path)) << error.what();
    return false;
  }
}

std::string small_file() {
  const TemporaryFolder folder;
  const std::vector<NamedTensor> tensors{{"w", Tensor({2, 3}, {1, 2, 3, 4, 5, 6})}, {"b", Tensor({2}, {7, 8})}};
  write_safetensors(folder.path("m"), tensors, {{"elman", R"({"version":1})"}});
  return bytes_of_file(folder.path("m"));
}

TEST(HostileSafetensors, TheBaseOfTheseTestsIsValid) {
  expect_opens(make_file(R"({"x":)" + entry("\"F32\"", "[1]", "[0,4]") + "}", "1234"));
  expect_opens(make_file(R"({"x":{"more":[1],"data_offsets":[0,4],"shape":[],"dtype":"I32"}}  )", "1234"));
}

TEST(HostileSafetensors, EveryTruncationIsReported) {
  const std::string bytes = small_file();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string message = fault_of(bytes.substr(0, size));
    EXPECT_TRUE(contains(message, "truncated")) << size << ": " << message;
    EXPECT_TRUE(contains(message, "found " + std::to_string(size) + " bytes")) << message;
  }
  EXPECT_TRUE(contains(fault_of(bytes + "x"), "something after the last tensor"));
}

TEST(HostileSafetensors, EveryFlippedBitGivesAnErrorOrAValidFile) {
  const TemporaryFolder folder;
  for (const std::string& original : {small_file(), bytes_of_file(ELMAN_TEST_DATA "/io/python.safetensors")}) {
    int valid = 0;
    for (std::size_t bit = 0; bit < original.size() * 8; ++bit) {
      std::string bytes = original;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
      valid += survives(folder, bytes) ? 1 : 0;
    }
    EXPECT_GT(valid, 0);  // a flip in the values
    EXPECT_LT(valid, static_cast<int>(original.size()) * 8);
  }
}

TEST(HostileSafetensors, EveryByteOfEveryValueGivesAnErrorOrAValidFile) {
  const TemporaryFolder folder;
  const std::string original = small_file();
  for (std::size_t at = 0; at < original.size(); ++at) {
    for (const char value : {'\0', '\xFF', '"', '{', '}', '[', ',', '9', '-', '\\', '\x80'}) {
      std::string bytes = original;
      bytes[at] = value;
      survives(folder, bytes);
    }
  }
}

TEST(HostileSafetensors, RearrangedPiecesGiveAnErrorOrAValidFile) {
  const TemporaryFolder folder;
  const std::string original = bytes_of_file(ELMAN_TEST_DATA "/io/python.safetensors");
  const std::string header = original.substr(8, original.size() - 8 - 108);
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string mutated = header;
    for (auto edits = 1 + random() % 3; edits > 0; --edits) {
      const std::string piece = mutated.substr(random() % mutated.size(), 1 + random() % 40);
      mutated.replace(random() % mutated.size(), random() % 40, piece);
    }
    survives(folder, make_file(mutated, original.substr(original.size() - 108)));
  }
}

TEST(HostileSafetensors, AHeaderLengthBeyondTheLimitOrTheFileIsRefused) {
  for (const std::uint64_t length :
       {UINT64_MAX, UINT64_MAX - 7, std::uint64_t{1} << 63, (std::uint64_t{8} << 20) + 1}) {
    const std::string message = fault_of(little_endian(length) + "{}");
    EXPECT_TRUE(contains(message, "a header length of " + std::to_string(length))) << message;
  }
  EXPECT_TRUE(contains(fault_of(little_endian(8 << 20) + "{}"), "truncated"));
  EXPECT_TRUE(contains(fault_of(little_endian(0)), "invalid JSON"));
  EXPECT_TRUE(contains(fault_of("<html><body>not found"), "is this a model file?"));
}

TEST(HostileSafetensors, AHeaderThatIsNotAnObjectIsRefused) {
  for (const char* header : {"", "[]", "1", "null", "\"x\"", "{", "{}}", "{} {}", "{\"x\"}", "\xFF"}) {
    EXPECT_NE(fault_of_header(header), "") << header;
  }
  EXPECT_TRUE(contains(fault_of_header(" {}"), "'{'"));
  EXPECT_TRUE(contains(fault_of_header(std::string("{}\0\0", 4)), "NUL"));
}

TEST(HostileSafetensors, DeepNestingIsRefused) {
  EXPECT_TRUE(contains(fault_of_header("{\"x\":" + std::string(1'000'000, '[')), "deeper"));
  std::string objects;
  for (int i = 0; i < 200'000; ++i) objects += "{\"x\":";
  EXPECT_TRUE(contains(fault_of_header(objects), "deeper"));
}

TEST(HostileSafetensors, DuplicateKeysAreRefused) {
  const std::string x = "\"x\":" + entry("\"F32\"", "[1]", "[0,4]");
  EXPECT_TRUE(contains(fault_of_header("{" + x + "," + x + "}", 4), "the key \"x\" twice"));
  EXPECT_TRUE(contains(fault_of_header(R"({"__metadata__":{"a":"1","a":"2"}})"), "the key \"a\" twice"));
  EXPECT_TRUE(contains(fault_of_header(R"({"__metadata__":{},"__metadata__":{}})"), "twice"));
  EXPECT_TRUE(contains(fault_of_header(R"({"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4),
                       "the key \"dtype\" twice"));
}

TEST(HostileSafetensors, ProductsThatOverflowAreRefused) {
  for (const char* shape :
       {"[4294967296,4294967296]", "[9223372036854775807,2]", "[2305843009213693952,8]", "[4294967296,4294967296,0]",
        "[65536,65536,65536,65536]", "[4611686018427387904]", "[4611686018427387905]"}) {
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", shape, "[0,4]"), "does not fit in 64 bits")) << shape;
  }
  EXPECT_TRUE(
      contains(fault_of_entry("\"F32\"", "[9223372036854775808]", "[0,4]"), "found the size 9223372036854775808"));
  expect_opens(make_file(R"({"x":)" + entry("\"F32\"", "[0,9223372036854775807,4]", "[0,0]") + "}", ""));
}

TEST(HostileSafetensors, AShapeThatNoTensorCanHaveIsAnErrorWhenItIsRead) {
  const TemporaryFolder folder;
  const std::string header = R"({"x":)" + entry("\"F16\"", "[4611686018427387904,0]", "[0,0]") + "}";
  const SafetensorsFile file = SafetensorsFile::open(folder.put("m", make_file(header, "")));
  EXPECT_TRUE(contains(message_of<ModelError>([&] { file.read("x"); }), "found shape (4611686018427387904, 0)"));
}

TEST(HostileSafetensors, SizesAndOffsetsMustBeWholeNumbers) {
  for (const char* number : {"-1", "1.0", "1e0", "-0", "\"1\"", "null", "true", "[1]", "{}", "18446744073709551616"}) {
    const std::string in_brackets = "[" + std::string(number) + "]";
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", in_brackets, "[0,4]"), "in shape")) << number;
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[1]", "[" + std::string(number) + ",4]"), "in data_offsets"));
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[1]", "[0," + std::string(number) + "]"), "in data_offsets"));
  }
}

TEST(HostileSafetensors, FieldsOfAnotherTypeAreRefused) {
  for (const char* value : {"1", "null", "\"x\"", "{}", "false"}) {
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", value, "[0,4]"), "expected an array of sizes")) << value;
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[1]", value), "expected two numbers")) << value;
  }
  for (const char* offsets : {"[]", "[0]", "[0,4,4]"}) {
    EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[1]", offsets), "expected two numbers")) << offsets;
  }
  for (const char* dtype : {"1", "null", "[]", "{}"}) {
    EXPECT_TRUE(contains(fault_of_entry(dtype, "[1]", "[0,4]"), "as dtype")) << dtype;
  }
  for (const char* dtype : {"\"\"", "\"f32\"", "\"F33\"", "\"F32 \"", "\"F32\\u0000\""}) {
    EXPECT_TRUE(contains(fault_of_entry(dtype, "[1]", "[0,4]"), "the dtype")) << dtype;
  }
  for (const char* fields : {"1", "null", "[]", "\"F32\""}) {
    const std::string message = fault_of_header(R"({"x":)" + std::string(fields) + "}");
    EXPECT_TRUE(contains(message, "tensor \"x\": found") && contains(message, "an object")) << message;
  }
  EXPECT_TRUE(contains(fault_of_header(R"({"x":{"shape":[1],"data_offsets":[0,4]}})", 4), "no field dtype"));
  EXPECT_TRUE(contains(fault_of_header(R"({"x":{"dtype":"F32","data_offsets":[0,4]}})", 4), "no field shape"));
  EXPECT_TRUE(contains(fault_of_header(R"({"x":{"dtype":"F32","shape":[1]}})", 4), "no field data_offsets"));
}

TEST(HostileSafetensors, MetadataMustBeTexts) {
  for (const char* value : {"1", "null", "[]", "\"x\""}) {
    EXPECT_TRUE(contains(fault_of_header(R"({"__metadata__":)" + std::string(value) + "}"), "an object of texts"));
  }
  for (const char* value : {"1", "null", "[]", "{}"}) {
    const std::string message = fault_of_header(R"({"__metadata__":{"k":)" + std::string(value) + "}}");
    EXPECT_TRUE(contains(message, "__metadata__: \"k\": found")) << message;
  }
}

TEST(HostileSafetensors, OffsetsMustFitTheShape) {
  EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[2]", "[0,4]"), "found data_offsets of 4 bytes, expected 8"));
  EXPECT_TRUE(contains(fault_of_entry("\"F16\"", "[1]", "[0,4]"), "found data_offsets of 4 bytes, expected 2"));
  EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[]", "[0,0]", 0), "found data_offsets of 0 bytes, expected 4"));
  EXPECT_TRUE(contains(fault_of_entry("\"F32\"", "[1]", "[4,0]"), "end before they begin"));
}

TEST(HostileSafetensors, TensorsMustCoverTheFileWithoutGapsAndOverlaps) {
  const auto two = [](const std::string& first, const std::string& second) {
    return "{\"a\":" + entry("\"U8\"", "[4]", first) + ",\"b\":" + entry("\"U8\"", "[4]", second) + "}";
  };
  expect_opens(make_file(two("[0,4]", "[4,8]"), "12345678"));
  expect_opens(make_file(two("[4,8]", "[0,4]"), "12345678"));
  EXPECT_TRUE(contains(fault_of_header(two("[0,4]", "[3,7]"), 7), "tensor \"b\": found its values at byte"));
  EXPECT_TRUE(contains(fault_of_header(two("[0,4]", "[0,4]"), 4), "gap or overlap"));
  EXPECT_TRUE(contains(fault_of_header(two("[0,4]", "[5,9]"), 9), "gap or overlap"));
  EXPECT_TRUE(contains(fault_of_header(two("[1,5]", "[5,9]"), 9), "gap or overlap"));
  EXPECT_TRUE(contains(fault_of_header(two("[0,4]", "[4,8]"), 9), "something after the last tensor"));
  EXPECT_TRUE(contains(fault_of_header(two("[0,4]", "[4,8]"), 7), "truncated"));
  EXPECT_TRUE(
      contains(fault_of_header(two("[18446744073709551612,18446744073709551616]", "[0,4]"), 8), "whole number"));
  EXPECT_TRUE(contains(fault_of_header(two("[18446744073709551611,18446744073709551615]", "[0,4]"), 8), "64 bits"));
}

TEST(HostileSafetensors, NamesMustBePrintableAndShort) {
  const auto named = [](const std::string& name) {
    return "{\"" + name + "\":" + entry("\"F32\"", "[1]", "[0,4]") + "}";
  };
  EXPECT_TRUE(contains(fault_of_header(named(""), 4), "an empty name"));
  EXPECT_TRUE(contains(fault_of_header(named("a\\u001b[2J"), 4), "control characters"));
  EXPECT_TRUE(contains(fault_of_header(named("a\\u0000"), 4), "control characters"));
  EXPECT_TRUE(contains(fault_of_header(named(std::string(2000, 'x')), 4), "a name of 2000 bytes"));
}

TEST(HostileSafetensors, TooManyTensorsAndDimensionsAreRefused) {
  std::string header = "{";
  for (int i = 0; i <= 100'001; ++i) {
    header += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":" + entry("\"U8\"", "[0]", "[0,0]");
  }
  EXPECT_TRUE(contains(fault_of_header(header + "}"), "100002 tensors, expected at most 100000"));
  std::string shape = "[1";
  for (int i = 0; i < 40; ++i) shape += ",1";
  EXPECT_TRUE(contains(fault_of_entry("\"F32\"", shape + "]", "[0,4]"), "a shape of 41 sizes"));
}

TEST(HostileSafetensors, OnlyRegularFilesAreRead) {
  const TemporaryFolder folder;
  const auto message = [](const std::string& path) {
    return message_of<IoError>([&] { SafetensorsFile::open(path); });
  };
  EXPECT_TRUE(contains(message(folder.path("none")), "No such file or directory"));
  EXPECT_TRUE(contains(message(folder.folder()), "Is a directory"));
  EXPECT_TRUE(contains(message("/dev/zero"), "expected a regular file"));
}

}  // namespace
}  // namespace elman::io
