#include "elman/tasks/pair_corpus.h"

#include <gtest/gtest.h>

#include <fstream>

#include "elman/error.h"
#include "tests/support/temporary_files.h"

namespace elman::tasks {
namespace {

TEST(PairCorpus, DataThatChangeWhileTheyAreReadAreRefused) {
  const TemporaryFile train("ab\tx\ncd\ty\nef\tz\n");
  const TemporaryFile dev("gh\tx\n");
  PairRules rules;
  const auto read = [&] {
    return read_pair_corpus(
        {train.path(), dev.path()}, {}, 1, [](const std::string&) {}, rules);
  };
  EXPECT_EQ(read().size.pairs, 3U);
  rules.objection = [&](const data::TextPair&) {
    std::ofstream(train.path(), std::ios::binary) << "ab\tx\ncd\ty\nef\tw\n";
    return std::string();
  };
  try {
    read();
    FAIL() << "a hash would be recorded that is not that of what was learnt";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("has changed while it was read"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace elman::tasks
