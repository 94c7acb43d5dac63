#include "elman/decode/tag_metrics.h"

#include <gtest/gtest.h>

#include <iterator>
#include <sstream>
#include <vector>

#include "elman/error.h"

namespace elman::decode {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

// The spans of one sequence: gold, found, right.
std::vector<std::size_t> spans(SpanKind kind, const std::string& symbols, const std::string& output,
                               const std::string& gold) {
  TagScorer scorer(kind);
  scorer.add(words(symbols), words(output), words(gold));
  return {scorer.score().spans, scorer.score().spans_found, scorer.score().spans_right};
}

std::vector<std::size_t> chunks(const std::string& output, const std::string& gold) {
  return spans(SpanKind::chunks, gold, output, gold);
}

using Counts = std::vector<std::size_t>;

TEST(TagScore, CountsSymbolsAndSequences) {
  TagScorer scorer(SpanKind::none);
  scorer.add(words("a b c"), words("X Y Z"), words("X Y Z"));
  scorer.add(words("a b c d e"), words("X Y Z Z Z"), words("X Y Z X Y"));
  EXPECT_EQ(scorer.score(), (TagScore{.sequences = 2, .sequences_right = 1, .symbols = 8, .symbols_right = 6}));
  EXPECT_DOUBLE_EQ(scorer.score().symbol_accuracy(), 75);
  EXPECT_DOUBLE_EQ(scorer.score().sequence_accuracy(), 50);
  EXPECT_EQ(scorer.score().f1(), 0);
}

TEST(TagScore, NothingScoredIsZeroPercent) {
  EXPECT_EQ(TagScore().symbol_accuracy(), 0);
  EXPECT_EQ(TagScore().sequence_accuracy(), 0);
  EXPECT_EQ(TagScore().precision(), 0);
  EXPECT_EQ(TagScore().recall(), 0);
  EXPECT_EQ(TagScore().f1(), 0);
}

TEST(TagScore, F1IsTheHarmonicMeanOfPrecisionAndRecall) {
  const TagScore score{.spans = 10, .spans_found = 5, .spans_right = 4};
  EXPECT_DOUBLE_EQ(score.precision(), 80);
  EXPECT_DOUBLE_EQ(score.recall(), 40);
  EXPECT_DOUBLE_EQ(score.f1(), 2 * 80.0 * 40 / 120);
}

TEST(TagScore, PartsAddUpToTheWhole) {
  TagScorer one(SpanKind::chunks);
  TagScorer other(SpanKind::chunks);
  TagScorer both(SpanKind::chunks);
  for (TagScorer* scorer : {&one, &both}) scorer->add(words("a b"), words("B-X I-X"), words("B-X O"));
  for (TagScorer* scorer : {&other, &both}) scorer->add(words("a"), words("B-X"), words("B-X"));
  TagScore sum = one.score();
  sum.add(other.score());
  EXPECT_EQ(sum, both.score());
}

TEST(TagScorer, AChunkIsRightIfItsPlaceAndKindAre) {
  EXPECT_EQ(chunks("B-NP I-NP O B-VP", "B-NP I-NP O B-VP"), (Counts{2, 2, 2}));
  EXPECT_EQ(chunks("B-NP O O B-VP", "B-NP I-NP O B-VP"), (Counts{2, 2, 1}));
  EXPECT_EQ(chunks("B-VP I-VP O B-VP", "B-NP I-NP O B-VP"), (Counts{2, 2, 1}));
  EXPECT_EQ(chunks("O O O O", "B-NP I-NP O B-VP"), (Counts{2, 0, 0}));
  EXPECT_EQ(chunks("B-NP B-NP", "B-NP I-NP"), (Counts{1, 2, 0}));
}

// As conlleval counts them.
TEST(TagScorer, AChunkMayBeginWithI) {
  EXPECT_EQ(chunks("O I-NP I-NP O", "O B-NP I-NP O"), (Counts{1, 1, 1}));
  EXPECT_EQ(chunks("B-NP I-VP", "B-NP B-VP"), (Counts{2, 2, 2}));
  EXPECT_EQ(chunks("I-NP B-NP I-NP", "B-NP B-NP I-NP"), (Counts{2, 2, 2}));
}

TEST(TagScorer, KindsMayHaveHyphensAndBytesOfAnyKind) {
  EXPECT_EQ(chunks("B-a-b I-a-b", "B-a-b I-a-c"), (Counts{2, 1, 0}));
  EXPECT_EQ(chunks("B-é I-é", "B-é I-é"), (Counts{1, 1, 1}));
}

TEST(TagScorer, MorphsAreComparedAsAListOfTexts) {
  // un-happi-ness / unhappi-ness
  EXPECT_EQ(spans(SpanKind::segments, "u n h a p p i n e s s", "B I I I I I I B I I I", "B I B I I I I B I I I"),
            (Counts{3, 2, 1}));
  // ab-ab-c / ab-abc: one "ab" pairs with one
  EXPECT_EQ(spans(SpanKind::segments, "a b a b c", "B I B I I", "B I B I B"), (Counts{3, 2, 1}));
  // a-b-a / ab-a: the common subsequence is the last "a", at another place in the list
  EXPECT_EQ(spans(SpanKind::segments, "a b a", "B I B", "B B B"), (Counts{3, 2, 1}));
}

TEST(TagScorer, AWordBeginsItsFirstMorph) {
  EXPECT_EQ(spans(SpanKind::segments, "a b", "I I", "B I"), (Counts{1, 1, 1}));
  EXPECT_EQ(spans(SpanKind::segments, "a b", "I B", "B I"), (Counts{1, 2, 0}));
}

TEST(TagScorer, LengthsThatDifferAreRefused) {
  TagScorer scorer(SpanKind::none);
  EXPECT_THROW(scorer.add(words("a b"), words("X"), words("X Y")), UsageError);
  EXPECT_THROW(scorer.add(words("a"), words("X Y"), words("X Y")), UsageError);
}

TEST(SpanKind, IsSeenFromTheTags) {
  EXPECT_EQ(span_kind_of(words("B I")), SpanKind::segments);
  EXPECT_EQ(span_kind_of(words("B")), SpanKind::segments);
  EXPECT_EQ(span_kind_of(words("I")), SpanKind::none);
  EXPECT_EQ(span_kind_of(words("O B-LOC I-LOC")), SpanKind::chunks);
  EXPECT_EQ(span_kind_of(words("I-LOC")), SpanKind::chunks);
  EXPECT_EQ(span_kind_of(words("O")), SpanKind::none);
  EXPECT_EQ(span_kind_of(words("NOUN VERB")), SpanKind::none);
  EXPECT_EQ(span_kind_of(words("B I O")), SpanKind::none);
  EXPECT_EQ(span_kind_of(words("B-X X")), SpanKind::none);
  EXPECT_EQ(span_kind_of({}), SpanKind::none);
}

}  // namespace
}  // namespace elman::decode
