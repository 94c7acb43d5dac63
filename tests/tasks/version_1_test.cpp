// Models of format version 1 open and predict what they always did. tests/data/model/version_1.elman was trained by
// elman 0.1.0; version_1_predicted.tsv is what that wrote: elman predict version_1.elman --beam 2 --nbest 1.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "elman/tasks/task.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

const std::string path = ELMAN_TEST_DATA "/model/version_1.elman";

struct Expected {
  std::string source;  // text TAB features
  std::string output;
  double log_probability = 0;
};

std::vector<Expected> expected_predictions() {
  std::ifstream file(ELMAN_TEST_DATA "/model/version_1_predicted.tsv");
  std::vector<Expected> all;
  std::string text;
  std::string features;
  std::string output;
  std::string log_probability;
  while (std::getline(file, text, '\t') && std::getline(file, features, '\t') && std::getline(file, output, '\t') &&
         std::getline(file, log_probability)) {
    all.push_back({text + "\t" + features, output, std::stod(log_probability)});
  }
  return all;
}

void expect_predictions(const tasks::Model& model) {
  const auto predictor = model.predictor({.search = {.beam = 2}});
  const std::vector<Expected> all = expected_predictions();
  EXPECT_EQ(all.size(), 6U);
  for (const Expected& expected : all) {
    const tasks::Prediction prediction = predictor->predict(expected.source);
    EXPECT_EQ(prediction.best().text, expected.output) << expected.source;
    EXPECT_NEAR(prediction.best().log_probability, expected.log_probability, 2e-4) << expected.source;
  }
}

TEST(Version1, OpensAndPredictsWhatItDid) {
  const std::unique_ptr<tasks::Model> model = tasks::open(path);
  EXPECT_EQ(io::ModelFile::open(path).description().format_version, 1);
  EXPECT_EQ(model->kind(), "seq2seq");
  EXPECT_EQ(model->provenance.at("elman"), "0.1.0");
  expect_predictions(*model);
}

TEST(Version1, IsWrittenAgainInThisVersion) {
  const TemporaryFolder folder;
  tasks::save(folder.path("m"), *tasks::open(path));
  const io::ModelFile file = io::ModelFile::open(folder.path("m"));
  EXPECT_EQ(file.description().format_version, io::model_format_version);
  model::Seq2SeqOptions options;
  EXPECT_NO_THROW(file.read("options", fields(options))) << "with every option that there is by now";
  EXPECT_EQ(options.architecture, model::Architecture::gru);
  expect_predictions(*tasks::open(folder.path("m")));
}

TEST(Version1, LacksOptionsThatCameLaterAndNoOthers) {
  model::Seq2SeqOptions options;
  const io::ModelFile file = io::ModelFile::open(path);
  EXPECT_NO_THROW(file.read("options", fields(options)));
  EXPECT_EQ(options.hidden_size, 8);
  const model::Seq2SeqOptions defaults;
  EXPECT_EQ(options.encoder, defaults.encoder) << "what the file does not have keeps its default";
  EXPECT_EQ(options.heads, defaults.heads);
}

}  // namespace
}  // namespace elman::test
