#include "elman/data/table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "elman/data/npy.h"
#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Strings = std::vector<std::string>;
using Numbers = std::vector<double>;

class TableTest : public testing::Test {
 protected:
  Table read(const std::string& content, const TableOptions& options = {}, const std::string& name = "t.csv") {
    const text::TextFile file(folder_.put(name, content));
    const TableFile table(file, options);
    names_ = table.names();
    std::vector<std::size_t> columns(names_.size());
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
    return table.read(columns);
  }
  std::string fault(const std::string& content, const TableOptions& options = {}, const std::string& name = "t.csv") {
    return message_of<DataError>([&] { read(content, options, name); });
  }

  Strings names_;

 private:
  TemporaryFolder folder_;
};

TEST_F(TableTest, ReadsNumbersUnderTheirNames) {
  const Table table = read("t,u,y\n0,1.5,-2e3\n1,+.25,1e-400\n");
  EXPECT_EQ(names_, (Strings{"t", "u", "y"}));
  EXPECT_EQ(table.numbers[1], (Numbers{1.5, 0.25}));
  EXPECT_EQ(table.numbers[2], (Numbers{-2000, 0}));
  EXPECT_EQ(table.lines, (std::vector<std::size_t>{2, 3}));
}

TEST_F(TableTest, AFirstLineOfNumbersAloneIsARow) {
  EXPECT_EQ(read("1,2\n3,4\n").numbers[1], (Numbers{2, 4}));
  EXPECT_EQ(names_, (Strings{"1", "2"}));
}

TEST_F(TableTest, TakesTabsAndSemicolonsAndDecimalCommas) {
  EXPECT_EQ(read("a\tb\n1\t2\n").numbers[1], Numbers{2});
  EXPECT_EQ(read("a;b\n1,5;2\n", {.decimal_comma = true}).numbers[0], Numbers{1.5});
  EXPECT_EQ(read("a,b;c\n1;2\n").numbers[1], Numbers{2});
  EXPECT_EQ(read("a;b,c\n12,3\n", {.separator = Separator::comma}).numbers[1], Numbers{3});
}

TEST_F(TableTest, DropsByteOrderMarkCarriageReturnsSpacesAndEmptyLinesAtTheEnd) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a , b\r\n 1 ,\t2 \r\n\r\n\n")
                .numbers[1],
            Numbers{2});
  EXPECT_EQ(names_, (Strings{"a", "b"}));
}

TEST_F(TableTest, QuotedCellsHoldSeparatorsAndQuotes) {
  read("\"a,\"\"x\"\"\",b\n\"1\" ,\"2\"\n");
  EXPECT_EQ(names_, (Strings{"a,\"x\"", "b"}));
  EXPECT_TRUE(contains(fault("a,b\n\"1,2\n"), "t.csv:2:1: found a quote, expected its second one"));
  EXPECT_TRUE(contains(fault("a,b\n\"1\"x,2\n"), "t.csv:2:4: found 'x' after a cell in quotes"));
}

TEST_F(TableTest, MissingValuesAreNoNumbers) {
  const Table table = read("a,b\n1,\nNA,NaN\n?,null\n");
  for (const std::size_t row : {0U, 1U, 2U}) EXPECT_TRUE(std::isnan(table.numbers[1][row]));
  EXPECT_TRUE(std::isnan(table.numbers[0][1]));
}

TEST_F(TableTest, SaysWhereAndWhatIsWrong) {
  EXPECT_TRUE(contains(fault(""), "found no rows"));
  EXPECT_TRUE(contains(fault("a,b\n"), "found no rows"));
  EXPECT_TRUE(contains(fault("a,b\n1,2\n1\n"), "t.csv:3:2: found 1 cells, expected 2"));
  EXPECT_TRUE(contains(fault("a,b\n1,2,3\n"), "t.csv:2:5: found 3 cells, expected 2"));
  EXPECT_TRUE(contains(fault("a,b\n1,2\n\n3,4\n"), "t.csv:3:1: found an empty line"));
  EXPECT_TRUE(contains(fault("a,b\n1,two\n"), "t.csv:2:3: found"));
  EXPECT_TRUE(contains(fault("a,b\n1,1e999\n"), "expected a number of at most 1e100"));
  EXPECT_TRUE(contains(fault("a,b\n1,-1e101\n"), "expected a number of at most 1e100"));
  EXPECT_TRUE(contains(fault("a,b\n1,inf\n"), "t.csv:2:3"));
  EXPECT_TRUE(contains(fault("a;b\n1,5;2\n"), "--decimal-comma"));
  EXPECT_TRUE(contains(fault("a,b\n1,2\n", {.decimal_comma = true}), "separated by commas"));
  EXPECT_TRUE(contains(fault("a,a\n1,2\n"), "twice"));
  EXPECT_TRUE(contains(fault("a,\n1,2\n"), "no name for column 2"));
  EXPECT_TRUE(contains(fault("a,b\n1,\xFF\n"), "expected UTF-8"));
  EXPECT_TRUE(contains(fault("a,b\n1," + std::string(17 << 20, '1') + "\n"), "expected a row of a table"));
}

TEST_F(TableTest, AColumnThatIsNotThereIsToldWithThoseThatAre) {
  const TemporaryFolder folder;
  const text::TextFile file(folder.put("t.csv", "a,b\n1,2\n"));
  const TableFile table(file);
  EXPECT_EQ(table.column("b", "--target"), 1U);
  EXPECT_TRUE(contains(message_of<UsageError>([&] { (void)table.column("c", "--target"); }), "--target: "));
}

std::string npy(const std::string& header, const std::string& values, char version = 1) {
  std::string padded = header + "\n";
  std::string file = std::string("\x93NUMPY") + version + '\0';
  file += static_cast<char>(padded.size() & 255U);
  file += static_cast<char>(padded.size() >> 8U);
  if (version > 1) file += std::string(2, '\0');
  return file + padded + values;
}

template <class Number>
std::string bytes_of(std::initializer_list<Number> numbers) {
  std::string bytes(numbers.size() * sizeof(Number), '\0');
  std::memcpy(bytes.data(), std::data(numbers), bytes.size());
  return bytes;
}

TEST_F(TableTest, ReadsArraysOfNumPy) {
  const std::string two = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }";
  EXPECT_EQ(read(npy(two, bytes_of<double>({1, 2, 3, 4})), {}, "a.npy").numbers[1], (Numbers{2, 4}));
  const std::string turned = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }";
  EXPECT_EQ(read(npy(turned, bytes_of<double>({1, 2, 3, 4})), {}, "a.npy").numbers[1], (Numbers{3, 4}));
  const std::string one = "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }";
  EXPECT_EQ(read(npy(one, bytes_of<std::int32_t>({1, -2, 3}), 2), {}, "a.npy").numbers[0], (Numbers{1, -2, 3}));
}

TEST_F(TableTest, RefusesArraysThatAreNone) {
  const auto refused = [&](const std::string& bytes) { return fault(bytes, {}, "a.npy"); };
  EXPECT_TRUE(contains(refused("a,b\n1,2\n"), "found no array"));
  const std::string good = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", bytes_of<double>({1, 2}));
  EXPECT_EQ(read(good, {}, "a.npy").rows(), 2U);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_NE(refused(good.substr(0, size)), "") << size;
  EXPECT_TRUE(contains(refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,2,2), }", "")), "3 axes"));
  EXPECT_TRUE(contains(refused(npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "")), "type"));
  EXPECT_TRUE(contains(refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "")),
                       "4 GB"));
  EXPECT_NE(refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000,4000000000), }", "")), "");
  EXPECT_TRUE(
      contains(refused(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", bytes_of<double>({INFINITY}))),
               "1e100"));
}

}  // namespace
}  // namespace elman::data
