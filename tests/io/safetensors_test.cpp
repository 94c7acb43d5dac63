#include "elman/io/safetensors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/io/safetensors_bytes.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::io {
namespace {

constexpr const char* scalar_dtype = sizeof(Scalar) == 4 ? "F32" : "F64";

std::vector<NamedTensor> sample() {
  return {{"rnn.weight_ih_l0", Tensor({2, 3}, {1, 2, 3, 4, 5, Scalar(0.1)})},
          {"a.bias", Tensor({2}, {-1, std::numeric_limits<Scalar>::denorm_min()})},
          {"empty", Tensor({0, 4})},
          {"scalar \"ü\"", Tensor(Shape{}, {7})},
          {"four", Tensor::full({1, 2, 1, 2}, Scalar(-0.0))}};
}

const Metadata sample_metadata{{"options", R"({"a":"line\n字"})"}, {"", "empty key"}, {"control", "\x01\x7F"}};

std::vector<NamedTensor> read_all(const SafetensorsFile& file) {
  std::vector<NamedTensor> tensors;
  for (const TensorInfo& info : file.tensors()) tensors.push_back({info.name, file.read(info.name)});
  return tensors;
}

template <class Value>
std::string raw(std::initializer_list<Value> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(Value)};
}

// A file with one tensor "x" of one dimension.
std::string one_tensor(const std::string& dtype, std::size_t size, const std::string& values) {
  return make_file(R"({"x":{"dtype":")" + dtype + R"(","shape":[)" + std::to_string(size) + R"(],"data_offsets":[0,)" +
                       std::to_string(values.size()) + "]}}",
                   values);
}

std::vector<Scalar> values_of(const Tensor& tensor) { return {tensor.span().begin(), tensor.span().end()}; }

TEST(Safetensors, WhatIsWrittenIsReadBack) {
  const TemporaryFolder folder;
  const std::vector<NamedTensor> tensors = sample();
  write_safetensors(folder.path("m"), tensors, sample_metadata);
  const SafetensorsFile file = SafetensorsFile::open(folder.path("m"));
  EXPECT_EQ(file.metadata(), sample_metadata);
  ASSERT_EQ(file.tensors().size(), tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const auto& [name, tensor] = tensors[i];
    EXPECT_EQ(file.tensors()[i].name, name);
    EXPECT_EQ(file.tensors()[i].dtype, scalar_dtype);
    EXPECT_EQ(file.tensors()[i].bytes, tensor.span().size_bytes());
    const Tensor read = file.read(name);
    EXPECT_EQ(read.shape(), tensor.shape());
    EXPECT_EQ(values_of(read), values_of(tensor));
  }
  EXPECT_EQ(file.tensors()[0].shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(file.find("a.bias")->shape, std::vector<std::int64_t>{2});
  EXPECT_EQ(file.find("b.bias"), nullptr);
}

TEST(Safetensors, SavingWhatWasLoadedGivesTheSameBytes) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("first"), sample(), sample_metadata);
  const SafetensorsFile file = SafetensorsFile::open(folder.path("first"));
  write_safetensors(folder.path("second"), read_all(file), file.metadata());
  EXPECT_EQ(bytes_of_file(folder.path("first")), bytes_of_file(folder.path("second")));
}

TEST(Safetensors, AnIndependentReaderReadsIt) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("m"), sample(), sample_metadata);
  const PlainFile file = read_plain(bytes_of_file(folder.path("m")));
  EXPECT_EQ(file.metadata, sample_metadata);
  EXPECT_EQ(file.header.size() % 8, 0U);
  ASSERT_EQ(file.tensors.size(), sample().size());
  for (const auto& [name, tensor] : sample()) {
    const PlainTensor& plain = file.tensors.at(name);
    EXPECT_EQ(plain.dtype, scalar_dtype);
    EXPECT_EQ(Shape(plain.shape.data(), static_cast<int>(plain.shape.size())), tensor.shape());
    EXPECT_EQ(plain.values, values_of(tensor));
  }
}

TEST(Safetensors, AFileWithoutTensorsOrMetadataIsValid) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("m"), {});
  EXPECT_EQ(bytes_of_file(folder.path("m")), little_endian(8) + "{}      ");
  EXPECT_TRUE(SafetensorsFile::open(folder.path("m")).tensors().empty());
  write_safetensors(folder.path("m"), {}, {{"a", "b"}});
  EXPECT_EQ(SafetensorsFile::open(folder.path("m")).metadata(), (Metadata{{"a", "b"}}));
}

// Made by tests/data/io/make_fixture.py.
TEST(Safetensors, ReadsWhatTheOfficialPackageWrote) {
  const SafetensorsFile file = SafetensorsFile::open(ELMAN_TEST_DATA "/io/python.safetensors");
  EXPECT_EQ(file.metadata(), (Metadata{{"text", "línea \"1\"\n字"}, {"format", "pt"}}));
  EXPECT_EQ(file.tensors().size(), 9U);
  EXPECT_EQ(file.read("float32").shape(), (Shape{2, 3}));
  EXPECT_EQ(values_of(file.read("float32")),
            (std::vector<Scalar>{1.5, -2.25, Scalar(3e38F), Scalar(1e-45F), Scalar(0.1F), 0}));
  EXPECT_TRUE(std::signbit(file.read("float32")[5]));
  EXPECT_EQ(values_of(file.read("float64")), (std::vector<Scalar>{Scalar(0.1), Scalar(-1e-300), Scalar(12345.678)}));
  EXPECT_EQ(file.read("float16").shape(), (Shape{2, 2, 2}));
  EXPECT_EQ(values_of(file.read("float16")),
            (std::vector<Scalar>{0, 0, 1, -2.5, 65504, Scalar(0x1p-14), Scalar(0x1p-24), Scalar(0.333251953125)}));
  EXPECT_TRUE(std::signbit(file.read("float16")[1]));
  EXPECT_EQ(values_of(file.read("bfloat16")), (std::vector<Scalar>{1, -3.140625, Scalar(0x1p100), Scalar(0x1p-130)}));
  EXPECT_EQ(file.read("scalar").item(), 7);
  EXPECT_EQ(file.read("empty").shape(), (Shape{0, 3}));
  const Tensor infinite = file.read("infinite", {.allow_non_finite = true});
  EXPECT_EQ(infinite[1], std::numeric_limits<Scalar>::infinity());
  EXPECT_EQ(infinite[2], -std::numeric_limits<Scalar>::infinity());
  EXPECT_TRUE(std::isnan(infinite[3]));
}

TEST(Safetensors, ConversionsWorkAcrossBlocks) {
  const TemporaryFolder folder;
  constexpr std::size_t count = 100'001;
  std::string halves;
  std::string doubles;
  for (std::size_t i = 0; i < count; ++i) {
    halves += raw<std::uint16_t>({static_cast<std::uint16_t>(0x3C00 + i % 1024)});  // 1 + (i % 1024) / 1024
    doubles += raw<double>({static_cast<double>(i)});
  }
  const Tensor from_halves = SafetensorsFile::open(folder.put("h", one_tensor("F16", count, halves))).read("x");
  const Tensor from_doubles = SafetensorsFile::open(folder.put("d", one_tensor("F64", count, doubles))).read("x");
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(from_halves[static_cast<std::int64_t>(i)], 1 + static_cast<Scalar>(i % 1024) / 1024) << i;
    ASSERT_EQ(from_doubles[static_cast<std::int64_t>(i)], static_cast<Scalar>(i)) << i;
  }
}

TEST(Safetensors, RefusesValuesThatAreNotFinite) {
  const SafetensorsFile file = SafetensorsFile::open(ELMAN_TEST_DATA "/io/python.safetensors");
  const std::string message = message_of<ModelError>([&] { file.read("infinite"); });
  EXPECT_TRUE(contains(message, "python.safetensors: tensor \"infinite\": found inf as value 1, expected")) << message;
  const TemporaryFolder folder;
  std::vector<Scalar> values(70'000, 1);
  values[66'000] = std::numeric_limits<Scalar>::quiet_NaN();
  write_safetensors(folder.path("m"), std::vector<NamedTensor>{{"x", Tensor({70'000}, values)}});
  const SafetensorsFile diverged = SafetensorsFile::open(folder.path("m"));
  EXPECT_TRUE(contains(message_of<ModelError>([&] { diverged.read("x"); }), "found nan as value 66000"));
  EXPECT_TRUE(std::isnan(diverged.read("x", {.allow_non_finite = true})[66'000]));
}

TEST(Safetensors, ANumberThatTheScalarCannotHoldIsNotFinite) {
  if (sizeof(Scalar) == 8) GTEST_SKIP() << "a double holds every dtype's numbers";
  const TemporaryFolder folder;
  const SafetensorsFile file = SafetensorsFile::open(folder.put("m", one_tensor("F64", 2, raw({1.0, 1e300}))));
  EXPECT_TRUE(contains(message_of<ModelError>([&] { file.read("x"); }), "found inf as value 1"));
}

TEST(Safetensors, ReadsIntoStorageOfTheSameShapeOnly) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("m"), sample());
  const SafetensorsFile file = SafetensorsFile::open(folder.path("m"));
  Tensor destination({2, 3});
  const Scalar* storage = destination.data();
  file.read_into("rnn.weight_ih_l0", destination);
  EXPECT_EQ(values_of(destination), values_of(sample()[0].tensor));
  EXPECT_EQ(destination.data(), storage);
  Tensor other = Tensor::full({3, 2}, 9);
  EXPECT_TRUE(contains(message_of<ModelError>([&] { file.read_into("rnn.weight_ih_l0", other); }),
                       "tensor \"rnn.weight_ih_l0\": found shape (2, 3), expected (3, 2)"));
  EXPECT_EQ(values_of(other), std::vector<Scalar>(6, 9));
  Tensor none;
  EXPECT_TRUE(contains(message_of<UsageError>([&] { file.read_into("a.bias", none); }), "has no storage"));
}

TEST(Safetensors, SaysWhichTensorsItCannotRead) {
  const std::string path = ELMAN_TEST_DATA "/io/python.safetensors";
  const SafetensorsFile file = SafetensorsFile::open(path);
  const auto message = [&](const char* name) { return message_of<ModelError>([&] { file.read(name); }); };
  EXPECT_TRUE(contains(message("none"), path + ": tensor \"none\": found no such tensor among 9"));
  EXPECT_TRUE(contains(message("int64"), "tensor \"int64\": found dtype I64, expected F16"));
  EXPECT_TRUE(contains(message("five"), "tensor \"five\": found 5 dimensions, expected at most 4"));
}

TEST(Safetensors, AFileThatGetsShorterAfterItWasOpenedIsTruncated) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("m"), sample());
  const SafetensorsFile file = SafetensorsFile::open(folder.path("m"));
  std::filesystem::resize_file(folder.path("m"), file.header_bytes() + 8 + 2 * sizeof(Scalar));
  const std::string message = message_of<ModelError>([&] { file.read("rnn.weight_ih_l0"); });
  EXPECT_TRUE(contains(message, "found " + std::to_string(2 * sizeof(Scalar)) + " bytes, expected " +
                                    std::to_string(6 * sizeof(Scalar)) + "; the file is truncated"))
      << message;
}

TEST(Safetensors, AFileThatIsReplacedIsStillTheOldOne) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("m"), sample());
  const SafetensorsFile file = SafetensorsFile::open(folder.path("m"));
  write_safetensors(folder.path("m"), std::vector<NamedTensor>{{"other", Tensor({1})}});
  EXPECT_EQ(values_of(file.read("a.bias")), values_of(sample()[1].tensor));
}

TEST(Safetensors, MoreThanTheMachineHasIsRefusedBeforeItIsAllocated) {
  const TemporaryFolder folder;
  const std::string header = R"({"x":{"dtype":"F32","shape":[1048576,1048576],"data_offsets":[0,4398046511104]}})";
  const std::string path = folder.put("m", make_file(header, ""));
  if (::truncate(path.c_str(), static_cast<off_t>(8 + header.size() + 4'398'046'511'104)) != 0) {
    GTEST_SKIP() << "no file of 4 TiB, even a sparse one, on this file system";
  }
  const SafetensorsFile file = SafetensorsFile::open(path);
  const std::string message = message_of<ModelError>([&] { file.read("x"); });
  EXPECT_TRUE(contains(message, "found 1099511627776 values") && contains(message, "bytes of memory of this machine"))
      << message;
}

TEST(Safetensors, RefusesToWriteWhatItCouldNotRead) {
  const TemporaryFolder folder;
  const std::string path = folder.put("m", "old");
  const auto message = [&](const std::vector<NamedTensor>& tensors, const Metadata& metadata) {
    return message_of<UsageError>([&] { write_safetensors(path, tensors, metadata); });
  };
  const Tensor x({1});
  EXPECT_TRUE(contains(message({{"", x}}, {}), "empty name"));
  EXPECT_TRUE(contains(message({{"a\n", x}}, {}), "tensor \"a\\n\": found a name with control characters"));
  EXPECT_TRUE(contains(message({{std::string(1025, 'a'), x}}, {}), "a name of 1025 bytes"));
  EXPECT_TRUE(contains(message({{"__metadata__", x}}, {}), "that name is reserved"));
  EXPECT_TRUE(contains(message({{"a", x}, {"b", x}, {"a", x}}, {}), "\"a\": found the name twice"));
  EXPECT_TRUE(contains(message({{"a", Tensor()}}, {}), "found no values"));
  EXPECT_TRUE(contains(message({{"a\xFF", x}}, {}), "not UTF-8"));
  EXPECT_TRUE(contains(message({}, {{"a", "\xFF"}}), "the metadata: found bytes that are not UTF-8"));
  EXPECT_TRUE(
      contains(message({}, {{"a", std::string(SafetensorsFile::max_header_bytes, 'x')}}), "the metadata is too large"));
  EXPECT_TRUE(contains(message(std::vector<NamedTensor>(100'001, {"a", x}), {}), "100001 tensors"));
  EXPECT_EQ(bytes_of_file(path), "old");
  EXPECT_EQ(folder.names(), std::set<std::string>{"m"});
}

}  // namespace
}  // namespace elman::io
