#include "elman/data/text_streams.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::data {
namespace {

using Ids = std::vector<std::int32_t>;

// The ids 100, 101, 102 and on.
TextPart text_of(std::int32_t size, std::size_t most_in_memory = TextIds::most_in_memory) {
  auto ids = std::make_shared<TextIds>(most_in_memory);
  for (std::int32_t i = 0; i < size; ++i) ids->add(100 + i);
  ids->finish();
  return {ids, 0, ids->size()};
}

TEST(TextIds, ReadTheSameFromMemoryAndFromAFile) {
  for (const std::size_t most : {1000, 7, 1}) {
    const TextPart text = text_of(50, most);
    ASSERT_EQ(text.size(), 50U);
    Ids read(20);
    text.read(11, read);
    Ids expected(20);
    std::iota(expected.begin(), expected.end(), 111);
    EXPECT_EQ(read, expected);
    EXPECT_THROW(text.read(31, read), UsageError);
  }
}

TEST(TextIds, APartMayLeaveOutItsMiddle) {
  TextPart text = text_of(20);
  text.begin = 2;
  text.end = 18;
  text.before = 5;
  text.left_out = 4;
  ASSERT_EQ(text.size(), 12U);
  const Ids all{102, 103, 104, 105, 106, 111, 112, 113, 114, 115, 116, 117};
  for (std::size_t at = 0; at < all.size(); ++at) {
    for (std::size_t count = 0; at + count <= all.size(); ++count) {
      Ids read(count);
      text.read(at, read);
      EXPECT_EQ(read, Ids(all.begin() + static_cast<std::ptrdiff_t>(at),
                          all.begin() + static_cast<std::ptrdiff_t>(at + count)));
    }
  }
}

TEST(TextIds, AreRenumberedAsTheyAreRead) {
  TextIds ids(2);
  for (const std::int32_t id : {0, 2, 1, 2}) ids.add(id);
  ids.finish();
  ids.renumber({7, 8, 9});
  Ids read(4);
  ids.read(0, read);
  EXPECT_EQ(read, (Ids{7, 9, 8, 9}));
}

TEST(TextStreams, GoOnFromChunkToChunk) {
  TextStreams streams(text_of(22), 2, 4);
  EXPECT_EQ(streams.chunks(), 3);
  streams.begin(0, 0);
  StreamChunk chunk;
  Ids first;
  Ids second;
  for (int i = 0; i < 3; ++i) {
    streams.next(chunk);
    ASSERT_EQ(chunk.streams, 2);
    for (std::size_t row = 0; row < chunk.targets.size(); row += 2) {
      first.push_back(chunk.targets[row]);
      second.push_back(chunk.targets[row + 1]);
      const std::int32_t before = chunk.targets[row] == 100 ? text::Vocabulary::end : chunk.targets[row] - 1;
      EXPECT_EQ(chunk.ids[row], before);
      EXPECT_EQ(chunk.ids[row + 1], chunk.targets[row + 1] - 1);
    }
  }
  Ids expected(11);
  std::iota(expected.begin(), expected.end(), 100);
  EXPECT_EQ(first, expected);
  std::iota(expected.begin(), expected.end(), 111);
  EXPECT_EQ(second, expected);
}

TEST(TextStreams, GoOnAtTheBeginningAfterTheTextsEnd) {
  TextStreams streams(text_of(10), 2, 5);
  streams.begin(8, 0);
  StreamChunk chunk;
  streams.next(chunk);
  EXPECT_EQ(chunk.targets, (Ids{108, 103, 109, 104, 100, 105, 101, 106, 102, 107}));
  EXPECT_EQ(chunk.ids, (Ids{107, 102, 108, 103, 109, 104, 100, 105, 101, 106}));
}

TEST(TextStreams, BeginAfterChunksThatAreDone) {
  TextStreams whole(text_of(50), 3, 4);
  StreamChunk expected;
  whole.begin(17, 0);
  for (int done = 0; done < whole.chunks(); ++done) {
    whole.next(expected);
    TextStreams later(text_of(50, 5), 3, 4);
    StreamChunk chunk;
    later.begin(17, done);
    later.next(chunk);
    EXPECT_EQ(chunk.ids, expected.ids);
    EXPECT_EQ(chunk.targets, expected.targets);
  }
}

TEST(TextStreams, AShortTextHasFewerStreams) {
  TextStreams streams(text_of(3), 8, 4);
  EXPECT_EQ(streams.streams(), 3);
  EXPECT_EQ(streams.chunks(), 1);
  EXPECT_THROW(TextStreams(text_of(0), 1, 4), UsageError);
}

}  // namespace
}  // namespace elman::data
