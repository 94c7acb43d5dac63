#include "elman/io/model_file.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/io/safetensors_bytes.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::io {
namespace {

struct Juggling {
  int balls = 3;
  double height = 1.5;
  bool blindfolded = false;
  std::string name = "Ada";
};
Fields fields(Juggling& options) {
  return {Field("balls", options.balls, "how many").between(1, 11),
          {"height", options.height, "metres"},
          {"blindfolded", options.blindfolded, "or not"},
          {"name", options.name, "who"}};
}

ModelDescription juggler(const Juggling& options = {}) {
  ModelDescription description{.kind = "juggler", .sections = {}, .provenance = {{"where", "Straße"}, {"seed", "1"}}};
  description.sections = {{.name = "options", .values = values_of(options)},
                          {.name = "tricks", .list = {"cascade", "", "\"shower\"", "fontäne"}, .is_list = true},
                          {.name = "nothing", .is_list = true}};
  return description;
}

const std::vector<NamedTensor> weights{{"arm.weight", Tensor({2, 3}, {1, 2, 3, 4, 5, 6})},
                                       {"arm.bias", Tensor({2}, {7, 8})}};

// A file of that description, opened.
class Written {
 public:
  explicit Written(const ModelDescription& description = juggler()) {
    write_model_file(folder_.path("m"), description, weights);
  }
  std::string bytes() const { return bytes_of_file(folder_.path("m")); }
  ModelFile open() const { return ModelFile::open(folder_.path("m")); }
  ModelFile open_with(const std::string& from, const std::string& to) const {
    return ModelFile::open(folder_.put("changed", with_description(bytes(), from, to)));
  }

 private:
  TemporaryFolder folder_;
};

TEST(ModelFile, GivesBackWhatWasWritten) {
  const Written written({juggler({.balls = 7, .height = 0.1 + 0.2, .blindfolded = true, .name = "\"G\" \\ H"})});
  const ModelFile file = written.open();
  EXPECT_EQ(file.description().format_version, model_format_version);
  EXPECT_EQ(file.description().kind, "juggler");
  EXPECT_EQ(file.description().provenance, juggler().provenance);
  EXPECT_EQ(file.list("tricks"), juggler().sections[1].list);
  EXPECT_TRUE(file.list("nothing").empty());
  Juggling read;
  file.read("options", fields(read));
  EXPECT_EQ(read.balls, 7);
  EXPECT_EQ(read.height, 0.1 + 0.2);
  EXPECT_TRUE(read.blindfolded);
  EXPECT_EQ(read.name, "\"G\" \\ H");
  std::vector<NamedTensor> tensors{{"arm.bias", Tensor({2})}, {"arm.weight", Tensor({2, 3})}};
  EXPECT_NO_THROW(file.check_tensors(tensors));
  file.read_tensors(tensors);
  EXPECT_EQ(tensors[0].tensor[1], 8);
  EXPECT_EQ(tensors[1].tensor[5], 6);
}

TEST(ModelFile, AWholeNumberIsANumberToo) {
  Juggling read;
  Written().open_with("\"height\":1.5", "\"height\":2").read("options", fields(read));
  EXPECT_EQ(read.height, 2);
}

TEST(ModelFile, WhatAnOlderFileDoesNotHaveYetKeepsItsValue) {
  const Written written;
  Juggling read{.balls = 9};
  EXPECT_THROW(written.open_with("\"balls\":3,", "").read("options", fields(read)), ModelError);
  const std::string older = with_description(
      written.bytes(), "\"format-version\":" + std::to_string(model_format_version), "\"format-version\":1");
  const TemporaryFolder folder;
  const ModelFile file = ModelFile::open(folder.put("m", with_description(older, "\"balls\":3,", "")));
  file.read("options", fields(read));
  EXPECT_EQ(read.balls, 9);
  EXPECT_EQ(read.name, "Ada");
}

TEST(ModelFile, WhatDoesNotFitIsRefusedByName) {
  const Written written;
  const auto fault = [&](const std::string& from, const std::string& to) {
    Juggling read;
    return message_of<ModelError>([&] { written.open_with(from, to).read("options", fields(read)); });
  };
  EXPECT_TRUE(contains(fault("\"balls\":3", "\"balls\":12"), "balls is 12, expected 1 to 11"));
  EXPECT_TRUE(contains(fault("\"balls\":3", "\"balls\":true"), "\"balls\" is \"true\", expected a whole number"));
  EXPECT_TRUE(contains(fault("\"name\":\"Ada\"", "\"name\":3"), "\"name\" is \"3\", expected text"));
  EXPECT_TRUE(contains(fault("\"options\":", "\"choices\":"), "found no \"options\", expected it in a model of kind"));
}

TEST(ModelFile, AListIsNoValuesAndValuesAreNoList) {
  const ModelFile file = Written().open();
  EXPECT_TRUE(contains(message_of<ModelError>([&] { (void)file.list("options"); }), "\"options\" is not a list"));
  EXPECT_TRUE(contains(message_of<ModelError>([&] { (void)file.list("none"); }), "found no \"none\""));
  Juggling read;
  EXPECT_TRUE(contains(message_of<ModelError>([&] { file.read("tricks", fields(read)); }), "\"tricks\""));
}

TEST(ModelFile, HasJustTheTensorsThatAreExpected) {
  const ModelFile file = Written().open();
  const auto fault = [&](const std::vector<NamedTensor>& expected) {
    return message_of<ModelError>([&] { file.check_tensors(expected); });
  };
  EXPECT_TRUE(contains(fault({{"arm.weight", Tensor({2, 3})}}), "found 2 tensors, expected 1"));
  EXPECT_TRUE(contains(fault({{"leg.weight", Tensor({2, 3})}}), "no tensor leg.weight"));
  EXPECT_TRUE(contains(fault({{"arm.weight", Tensor({3, 2})}}), "(2, 3), expected (3, 2)"));
}

TEST(ModelFile, ASafetensorsFileOfOthersIsNoModel) {
  const TemporaryFolder folder;
  write_safetensors(folder.path("m"), weights, {{"format", "pt"}});
  const std::string message = message_of<ModelError>([&] { ModelFile::open(folder.path("m")); });
  EXPECT_TRUE(contains(message, "not a model of elman")) << message;
}

TEST(ModelFile, TextThatIsNotUtf8IsNotWritten) {
  const TemporaryFolder folder;
  ModelDescription description = juggler();
  description.provenance["where"] = "Stra\xDF";
  EXPECT_THROW(write_model_file(folder.path("m"), description, weights), UsageError);
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace elman::io
