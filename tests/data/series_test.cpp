#include "elman/data/series.h"

#include <gtest/gtest.h>

#include "elman/data/delays.h"
#include "elman/data/scaling.h"
#include "elman/data/time_labels.h"
#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Numbers = std::vector<double>;
using Strings = std::vector<std::string>;

SeriesSet read(const std::string& content, const SeriesOptions& options = {}) {
  const TemporaryFolder folder;
  return read_series(text::TextFile(folder.put("t.csv", content)), options);
}

template <class Fault>
std::string fault(const std::string& content, const SeriesOptions& options = {}) {
  return message_of<Fault>([&] { read(content, options); });
}

TEST(ReadSeries, TakesTheFirstColumnForTheTimeAndTheLastForTheTarget) {
  const SeriesSet set = read("t,u,y\n1,2,3\n2,4,6\n");
  EXPECT_EQ(set.columns.targets, Strings{"y"});
  EXPECT_EQ(set.columns.time, "t");
  EXPECT_EQ(set.series[0].targets, (Numbers{3, 6}));
  EXPECT_TRUE(set.series[0].inputs.empty());
  EXPECT_EQ(set.series[0].labels, (Strings{"1", "2"}));
  EXPECT_EQ(read("y\n1\n2\n").columns.time, "none");
}

TEST(ReadSeries, TakesColumnsByTheirNames) {
  const SeriesSet set = read("d,a,b,c\n1,2,3,4\n2,5,6,7\n", {.columns = {.targets = {"c", "a"}, .inputs = {"b"}}});
  EXPECT_EQ(set.series[0].targets, (Numbers{4, 2, 7, 5}));
  EXPECT_EQ(set.series[0].inputs, (Numbers{3, 6}));
  EXPECT_TRUE(contains(fault<DataError>("a,\"b,c\"\n1,2\n"), "a name without a comma"));
  EXPECT_TRUE(contains(fault<UsageError>("a,b\n1,2\n", {.columns = {.targets = {"x"}}}), "--target"));
  EXPECT_TRUE(contains(fault<UsageError>("a,b\n1,2\n", {.columns = {.targets = {"b"}, .inputs = {"b"}}}), "two roles"));
}

TEST(ReadSeries, CutsTheFileIntoSeries) {
  const SeriesOptions options{.columns = {.series = "s"}};
  const SeriesSet set = read("t,s,y\n1,A,1\n2,A,2\n1,B,3\n", options);
  ASSERT_EQ(set.series.size(), 2U);
  EXPECT_EQ(set.series[1].name, "B");
  EXPECT_EQ(set.series[1].targets, Numbers{3});
  EXPECT_TRUE(contains(fault<DataError>("t,s,y\n1,A,1\n1,B,3\n2,A,2\n", options), "t.csv:4:1: found a row of series"));
}

TEST(ReadSeries, SaysWhatIsMissing) {
  EXPECT_TRUE(contains(fault<DataError>("t,y\n1,1\n2,\n"), "t.csv:3:1: found no value in column"));
  const auto values = [](const std::string& content, MissingValues how) {
    return read(content, {.missing = how}).series[0].targets;
  };
  const std::string gap = "t,y\n1,1\n2,\n3,NA\n4,4\n5,\n";
  EXPECT_EQ(values(gap, MissingValues::interpolate), (Numbers{1, 2, 3, 4, 4}));
  EXPECT_EQ(values(gap, MissingValues::forward), (Numbers{1, 1, 1, 4, 4}));
  EXPECT_EQ(values(gap, MissingValues::drop), (Numbers{1, 4}));
  EXPECT_EQ(values("t,y\n1,\n2,2\n", MissingValues::interpolate), (Numbers{2, 2}));
  EXPECT_NE(fault<DataError>("t,y\n1,\n2,2\n", {.missing = MissingValues::forward}), "") << "nothing comes before";
  EXPECT_NE(fault<DataError>("t,y\n1,\n2,\n", {.missing = MissingValues::interpolate}), "");
  EXPECT_NE(fault<DataError>("t,y\n1,\n2,\n", {.missing = MissingValues::drop}), "");
  EXPECT_EQ(read(gap, {.missing = MissingValues::forward}).notices.size(), 1U);
}

TEST(ReadSeries, RefusesTimesOutOfOrderAndTellsOfGaps) {
  EXPECT_TRUE(contains(fault<DataError>("t,y\n2,1\n1,2\n"), "t.csv:3:1: found"));
  EXPECT_TRUE(contains(fault<DataError>("t,y\n2024-02-01,1\n2024-01-31,2\n"), "ascending order"));
  EXPECT_NE(fault<DataError>("t,y\n1,1\n1,2\n"), "");
  EXPECT_TRUE(read("t,y\n2024-01-01,1\n2024-02-01,2\n2024-03-01,2\n").notices.empty()) << "months";
  const SeriesSet gaps = read("t,y\n2024-01-05,1\n2024-01-08,2\n2024-01-09,2\n2024-01-10,2\n2024-01-11,2\n");
  ASSERT_EQ(gaps.notices.size(), 1U);
  EXPECT_TRUE(contains(gaps.notices[0], "1 gap"));
  EXPECT_TRUE(read("t,y\nred,1\nblue,2\n").notices.empty()) << "labels that are no times";
  EXPECT_EQ(read("t,y\n2,1\n1,2\n", {.columns = {.time = "none"}}).series[0].rows(), 2U);
}

TEST(TimeLabels, AreNumbersOrDates) {
  EXPECT_EQ(time_of("3.5"), 3.5);
  EXPECT_EQ(time_of("1970-01-02"), 86400);
  EXPECT_EQ(time_of("1970-01-01T01:02:03"), 3723);
  EXPECT_EQ(time_of("1970/01/01 00:01"), 60);
  EXPECT_EQ(time_of("1970-01-01T00:01Z"), 60);
  for (const char* none :
       {"", "red", "2024-13-01", "2024-02-30", "2024-1-1", "2024-01-01 25:00", "1970-01-01x", "inf"}) {
    EXPECT_FALSE(time_of(none)) << none;
  }
}

TEST(TimeLabels, GoOnEvenly) {
  EXPECT_EQ(labels_after({"1954", "1955"}, 2), (Strings{"1956", "1957"}));
  EXPECT_EQ(labels_after({"0.5", "1"}, 1), Strings{"1.5"});
  EXPECT_EQ(labels_after({"2023-12-30", "2023-12-31"}, 2), (Strings{"2024-01-01", "2024-01-02"}));
  EXPECT_EQ(labels_after({"2023-12-31 22:00", "2023-12-31 23:00"}, 1), Strings{"2024-01-01 00:00:00"});
}

TEST(TimeLabels, GoOnByMonths) {
  EXPECT_EQ(labels_after({"2023-11-01", "2023-12-01"}, 3), (Strings{"2024-01-01", "2024-02-01", "2024-03-01"}));
  EXPECT_EQ(labels_after({"2022-05-01", "2023-05-01"}, 1), Strings{"2024-05-01"});
  EXPECT_EQ(labels_after({"2023-10-31", "2023-11-30", "2023-12-31"}, 3),
            (Strings{"2024-01-31", "2024-02-29", "2024-03-31"}));
  EXPECT_EQ(labels_after({"2023-06-30", "2023-09-30", "2023-12-31"}, 2), (Strings{"2024-03-31", "2024-06-30"}));
  EXPECT_EQ(labels_after({"2023-11-30", "2023-12-30", "2024-01-30"}, 2), (Strings{"2024-02-29", "2024-03-30"}));
}

TEST(TimeLabels, EndWhereNobodyKnowsHowTheyGoOn) {
  EXPECT_TRUE(labels_after({"red", "blue"}, 1).empty());
  EXPECT_TRUE(labels_after({"1"}, 1).empty());
  EXPECT_TRUE(labels_after({"1", "2", "4"}, 1).empty());
  EXPECT_TRUE(labels_after({"2024-03-07", "2024-03-08", "2024-03-11"}, 1).empty()) << "no weekends";
  EXPECT_TRUE(labels_after({"2024-03-08", "2024-03-07"}, 1).empty());
  EXPECT_EQ(labels_after({"9999-12-29", "9999-12-30"}, 3), (Strings{"9999-12-31", "", ""}));
}

TEST(ParseDelays, ReadsRangesAndLists) {
  EXPECT_EQ(parse_delays("1..3,12", "delays", 1), (std::vector<int>{1, 2, 3, 12}));
  EXPECT_EQ(parse_delays("0", "delays", 0), std::vector<int>{0});
  EXPECT_TRUE(parse_delays("none", "delays", 1).empty());
  EXPECT_TRUE(parse_delays("", "delays", 1).empty());
  for (const char* bad : {"0", "3..1", "1,1", "1..2,2", "1,", ",1", "a", "1..", "..2", "-1", "1..99999999", "10001"}) {
    EXPECT_TRUE(contains(message_of<UsageError>([&] { parse_delays(bad, "delays", 1); }), "delays: found")) << bad;
  }
}

TEST(Delays, SayWhatAStepReads) {
  const Delays delays{.outputs = {1, 3}, .inputs = {0, 2}};
  EXPECT_EQ(delays.longest(), 3);
  const ScaledSeries<double> series{
      .targets = 2, .inputs = 1, .y = {0, 10, 1, 11, 2, 12, 3, 13}, .u = {20, 21, 22, 23}};
  EXPECT_EQ(series.rows(), 4U);
  Numbers read(regressor_count(delays, 2, 1));
  copy_regressors(series, delays, 3, read.data());
  EXPECT_EQ(read, (Numbers{2, 12, 0, 10, 23, 21}));
  const Strings targets{"a", "b"};
  const Strings inputs{"u"};
  EXPECT_EQ(regressor_names(delays, targets, inputs),
            (Strings{"a(t-1)", "b(t-1)", "a(t-3)", "b(t-3)", "u(t)", "u(t-2)"}));
}

TEST(FitScale, IsThatOfTheValues) {
  const Scale standard = fit_scale(Numbers{1, 3}, ScalingKind::standard, "y");
  EXPECT_EQ(standard.offset, 2);
  EXPECT_EQ(standard.factor, 1);
  EXPECT_EQ(standard.original(standard.scaled(7)), 7);
  const Scale range = fit_scale(Numbers{1, 3}, ScalingKind::min_max, "y");
  EXPECT_EQ(range.scaled(1), 0);
  EXPECT_EQ(range.scaled(3), 1);
  EXPECT_EQ(fit_scale(Numbers{1, 3}, ScalingKind::none, "y").scaled(5), 5);
  EXPECT_TRUE(contains(message_of<DataError>([] {
                         fit_scale(Numbers{2, 2}, ScalingKind::standard, "y");
                       }),
                       "same value"));
  EXPECT_GT(fit_scale(Numbers{1e8, 1e8 + 1e-8, 1e8}, ScalingKind::standard, "y").factor, 0);
}

}  // namespace
}  // namespace elman::data
