// Model files from strangers: each is an error message or a model that works, never a crash or a hang.
#include <gtest/gtest.h>

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/tasks/task.h"
#include "tests/io/safetensors_bytes.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// As small as a model gets: every byte of its file can be tried.
std::string tiny_model_file() {
  const TemporaryFolder folder;
  data::TextPairs pairs;
  pairs.pairs.push_back({{"a"}, {"b"}, 1});
  model::Seq2SeqOptions options{.embedding_size = 1, .hidden_size = 1, .bidirectional = false};
  options.attention = model::AttentionKind::dot;
  tasks::save(folder.path("m"), *tasks::make_transducer(pairs, options, 1));
  return bytes_of_file(folder.path("m"));
}

// Whether the file is a model; then it also has to predict. Anything but ModelError is a failure.
bool survives(const std::string& path) {
  try {
    const std::unique_ptr<tasks::Model> model = tasks::open(path);
    (void)model->predictor({.search = {.max_length = 5}})->predict("ab");
    return true;
  } catch (const ModelError& error) {
    EXPECT_TRUE(contains(error.what(), path)) << error.what();
    return false;
  } catch (const DataError&) {  // a model that reads features, where the line has none
    return true;
  }
}

std::string fault_of(const std::string& bytes) {
  const TemporaryFolder folder;
  return message_of<ModelError>([&] { tasks::open(folder.put("m", bytes)); });
}

// Of words and parts of words.
std::string model_file_with_merges() {
  const TemporaryFolder folder;
  data::TextPairs pairs;
  for (text::SymbolOptions* side : {&pairs.format.source, &pairs.format.target}) {
    side->kind = text::SymbolKind::bpe;
    side->encoding = std::make_shared<text::BytePairEncoding>(
        text::BytePairEncoding::from_list(std::vector<std::string>{"\u00E9", "a b", "ab c"}));
  }
  pairs.pairs.push_back({{"abc"}, {"ab"}, 1});
  tasks::save(folder.path("m"), *tasks::make_transducer(pairs, {.embedding_size = 1, .hidden_size = 1}, 1));
  return bytes_of_file(folder.path("m"));
}

TEST(HostileModelFile, MergesThatCannotBeAreRefused) {
  const std::string whole = model_file_with_merges();
  const auto fault = [&](const std::string& from, const std::string& to) {
    return fault_of(io::with_description(whole, from, to));
  };
  EXPECT_TRUE(
      contains(fault("\"a b\",\"ab c\"", "\"ab c\",\"a b\""), "\"source-merges\": byte-pair encoding: found a merge"));
  EXPECT_TRUE(contains(fault("\"a b\",", "\"a b\",\"a b\","), "twice"));
  EXPECT_TRUE(contains(fault("\"a b\",", "7,"), "not text"));
  EXPECT_TRUE(contains(fault("\"target-merges\":", "\"x\":"), "\"target-merges\""));
  EXPECT_TRUE(contains(fault("\"target-merges\":", "\"target-merges\":{},\"x\":"), "not a list"));
  // A vocabulary that lacks symbols reads them as unknown.
  const TemporaryFolder folder;
  EXPECT_TRUE(survives(folder.put("m", io::with_description(whole, "\"a b\",\"ab c\"", "\"b a\",\"ba c\""))));
}

TEST(HostileModelFile, TruncatedAtEveryByteIsRefused) {
  const TemporaryFolder folder;
  const std::string whole = tiny_model_file();
  const std::string path = folder.put("m", whole);
  EXPECT_TRUE(survives(path));
  for (std::size_t size = whole.size(); size-- > 0;) {
    std::filesystem::resize_file(path, size);
    ASSERT_FALSE(survives(path)) << size << " bytes";
  }
}

TEST(HostileModelFile, EveryByteFlippedIsAnErrorOrAModel) {
  const TemporaryFolder folder;
  const std::string whole = tiny_model_file();
  const std::string path = folder.put("m", whole);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  int refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int mask : {0x01, 0x15, 0x80, 0xFF}) {
      file.seekp(static_cast<std::streamoff>(i)).put(static_cast<char>(whole[i] ^ mask)).flush();
      refused += survives(path) ? 0 : 1;
    }
    file.seekp(static_cast<std::streamoff>(i)).put(whole[i]).flush();
  }
  EXPECT_GT(refused, static_cast<int>(2 * whole.size()));  // of four times as many: most of the file is structure
  EXPECT_TRUE(survives(path));
}

TEST(HostileModelFile, OptionsBeyondMemoryAreRefusedBeforeItIsAskedFor) {
  // All sizes agree with each other; the weights are holes of a file that takes no room.
  const std::int64_t hidden = 100'000;
  const int layers = 8;
  const std::int64_t symbols = text::Vocabulary::special_count + 1;
  std::string header = "{";
  std::int64_t offset = 0;
  const auto add = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
    std::int64_t bytes = sizeof(float);
    for (const std::int64_t size : shape) bytes *= size;
    header += "\"" + name + R"(":{"dtype":"F32","shape":)" + nlohmann::json(shape).dump() + R"(,"data_offsets":[)" +
              std::to_string(offset) + "," + std::to_string(offset + bytes) + "]},";
    offset += bytes;
  };
  for (const std::string side : {"encoder", "decoder"}) {
    add(side + ".embedding.weight", {symbols, 1});
    for (int layer = 0; layer < layers; ++layer) {
      const std::string name = "_l" + std::to_string(layer);
      add(side + ".rnn.weight_ih" + name, {4 * hidden, layer == 0 ? 1 : hidden});
      add(side + ".rnn.weight_hh" + name, {4 * hidden, hidden});
      add(side + ".rnn.bias_ih" + name, {4 * hidden});
      add(side + ".rnn.bias_hh" + name, {4 * hidden});
    }
  }
  add("combine.weight", {hidden, 2 * hidden});
  add("combine.bias", {hidden});
  add("output.weight", {symbols, hidden});
  add("output.bias", {symbols});
  std::string bytes = io::with_description(tiny_model_file(), "\"hidden-size\":1", "\"hidden-size\":100000");
  for (const std::string side : {"encoder", "decoder"}) {
    bytes =
        io::with_description(bytes, "\"" + side + "-layers\":1", "\"" + side + "-layers\":" + std::to_string(layers));
  }
  const auto metadata = io::read_plain(bytes).metadata;
  header += "\"__metadata__\":" + nlohmann::json(metadata).dump() + "}";
  const TemporaryFolder folder;
  const std::string path = folder.put("m", io::make_file(header, ""));
  std::error_code refused;
  std::filesystem::resize_file(path, 8 + header.size() + static_cast<std::uintmax_t>(offset), refused);
  if (refused) GTEST_SKIP() << "no files of " << offset << " bytes here: " << refused.message();
  const std::string message = message_of<ModelError>([&] { tasks::open(path); });
  EXPECT_TRUE(contains(message, "bytes of memory")) << message;
}

TEST(HostileModelFile, OptionsThatTheTensorsDoNotBearOutAreRefused) {
  const std::string whole = tiny_model_file();
  const auto fault = [&](const std::string& from, const std::string& to) {
    return fault_of(io::with_description(whole, from, to));
  };
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":99999"), "encoder.rnn.weight_ih_l0"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":1000000000"), "expected 1 to 100000"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":-1"), "expected 1 to 100000"));
  EXPECT_TRUE(contains(fault("\"encoder-layers\":1", "\"encoder-layers\":1000"), "no tensor"));
  EXPECT_TRUE(contains(fault("\"encoder-layers\":1", "\"encoder-layers\":1000000000"), "expected 1 to 1000"));
  EXPECT_TRUE(contains(fault("\"bidirectional\":false", "\"bidirectional\":true"), "bidirectional"));
  EXPECT_TRUE(contains(fault("\"attention\":\"dot\"", "\"attention\":\"none\""), "tensors, expected"));
  EXPECT_TRUE(contains(fault("\"pointer\":false", "\"pointer\":true"), "gate.weight"));
  EXPECT_TRUE(contains(fault("\"coverage-loss\":0", "\"coverage-loss\":1"), "coverage.weight"));
  EXPECT_TRUE(contains(fault("\"coverage-loss\":0", "\"coverage-loss\":-1"), "expected 0 to 1000"));
  EXPECT_TRUE(contains(fault("\"arch\":\"lstm\"", "\"arch\":\"gru\""), "rnn.weight_ih"));
  EXPECT_TRUE(contains(fault("\"dropout\":", "\"dropout\":2,\"x\":"), "dropout"));
}

TEST(HostileModelFile, IdsAndVocabularyHaveToAgree) {
  const std::string whole = tiny_model_file();
  const auto fault = [&](const std::string& from, const std::string& to) {
    return fault_of(io::with_description(whole, from, to));
  };
  EXPECT_TRUE(contains(fault("\"</s>\",\"a\"", "\"</s>\""), "encoder.embedding.weight"));
  EXPECT_TRUE(contains(fault("\"</s>\",\"b\"", "\"</s>\",\"b\",\"c\""), "decoder.embedding.weight"));
  EXPECT_TRUE(contains(fault("\"<pad>\",\"<unk>\"", "\"<unk>\",\"<pad>\""), "vocabulary"));
  EXPECT_TRUE(contains(fault("\"</s>\",\"a\"", "\"</s>\",\"<s>\""), "again"));
  EXPECT_TRUE(contains(fault("\"</s>\",\"a\"", "\"</s>\",7"), "not text"));
}

TEST(HostileModelFile, OfAKindThatThereIsNotIsRefusedByName) {
  const std::string whole = tiny_model_file();
  const auto fault = [&](const std::string& kind) {
    return fault_of(io::with_description(whole, "\"model\":\"seq2seq\"", "\"model\":" + kind));
  };
  const std::string message = fault("\"juggler\"");
  EXPECT_TRUE(contains(message, "found a model of kind 'juggler', expected one of seq2seq")) << message;
  EXPECT_TRUE(contains(fault("7"), "is not a name"));
  EXPECT_TRUE(contains(fault("\"\\u001b[2J\""), "U+001B"));
  EXPECT_LT(fault("\"" + std::string(100'000, 'k') + "\"").size(), 400U);
  EXPECT_LT(fault("\"\\u001b" + std::string(100'000, 'k') + "\"").size(), 600U);
}

TEST(HostileModelFile, WithoutASectionIsRefused) {
  const std::string whole = tiny_model_file();
  for (const std::string section : {"options", "text", "source-vocabulary", "target-vocabulary", "provenance"}) {
    const std::string message = fault_of(io::with_description(whole, "\"" + section + "\":", "\"x\":"));
    EXPECT_TRUE(contains(message, section)) << message;
  }
  for (const std::string key : {"model", "format-version"}) {
    const std::string message = fault_of(io::with_description(whole, "\"" + key + "\":", "\"x-" + key + "\":"));
    EXPECT_TRUE(contains(message, "no \"" + key + "\"")) << message;
  }
}

TEST(HostileModelFile, SectionsOfAnotherFormAreRefused) {
  const std::string whole = tiny_model_file();
  for (const std::string section : {"options", "text", "source-vocabulary", "provenance"}) {
    for (const std::string value :
         {"7", "\"x\"", "null", "true", "[[]]", "[7]", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":null}"}) {
      const std::string renamed =
          io::with_description(whole, "\"" + section + "\":", "\"" + section + "\":" + value + ",\"x\":");
      EXPECT_TRUE(contains(fault_of(renamed), section == "provenance" ? "provenance" : "\"")) << section << value;
    }
  }
  const auto fault = [&](const std::string& from, const std::string& to) {
    return fault_of(io::with_description(whole, from, to));
  };
  EXPECT_TRUE(contains(fault("\"source-vocabulary\":", "\"source-vocabulary\":{},\"x\":"), "not a list"));
  EXPECT_TRUE(contains(fault("\"options\":", "\"options\":[],\"x\":"), "\"options\""));
}

TEST(HostileModelFile, ValuesOfAnotherTypeAreRefusedByName) {
  const std::string whole = tiny_model_file();
  const auto fault = [&](const std::string& from, const std::string& to) {
    return fault_of(io::with_description(whole, from, to));
  };
  EXPECT_TRUE(contains(fault("\"bidirectional\":false", "\"bidirectional\":0"),
                       "\"bidirectional\" is \"0\", expected true or false"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":\"1\""), "expected a whole number"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":1e300"), "expected a whole number"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":1.0"), "expected a whole number"));
  EXPECT_TRUE(contains(fault("\"hidden-size\":1", "\"hidden-size\":18446744073709551615"), "whole number from"));
  EXPECT_TRUE(contains(fault("\"arch\":\"lstm\"", "\"arch\":1"), "expected text"));
  EXPECT_TRUE(contains(fault("\"arch\":\"lstm\"", "\"arch\":\"\\u001b[2J\""), "\\x1B[2J"));
  EXPECT_TRUE(contains(fault("\"feature-separator\":\";\"", "\"feature-separator\":\"\""), "one ASCII character"));
}

TEST(HostileModelFile, VersionsAreWholeNumbersFromOne) {
  const std::string whole = tiny_model_file();
  for (const std::string version : {"0", "-1", "1.5", "1e30", "\"2\"", "null", "18446744073709551616"}) {
    const std::string message = fault_of(io::with_description(
        whole, "\"format-version\":" + std::to_string(io::model_format_version), "\"format-version\":" + version));
    EXPECT_TRUE(contains(message, "format-version")) << message;
  }
}

TEST(HostileModelFile, WeightsThatAreNotFiniteAreRefused) {
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    std::string bytes = tiny_model_file();
    const Scalar value = bad;
    bytes.replace(bytes.size() - sizeof value, sizeof value, reinterpret_cast<const char*>(&value), sizeof value);
    EXPECT_TRUE(contains(fault_of(bytes), "output.bias"));
  }
}

}  // namespace
}  // namespace elman::test
