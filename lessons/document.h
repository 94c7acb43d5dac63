// What a lesson has to say, as data. How it looks, on paper, as JSON, as a picture or as a page, is the program's
// business.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace elman::lessons {

// A number, and how people are shown it.
struct Number {
  double value = 0;
  int digits = 0;           // after the point
  bool scientific = false;  // 1.5e-07
};

// Begins a section. Sections of steps are the numbers of one step each, and can be looked at one by one.
struct Heading {
  std::string text = {};
  int step = 0;  // from 1; 0 for a section that is none
};

// A cell of a table of the same document.
struct Place {
  std::string table;
  std::size_t row = 0;
  std::size_t column = 0;
};

// What a claim rests on. Numbers are compared as they are shown, so that the reader can see it too.
enum class Relation { equal, different, less, at_most };
using Operand = std::variant<Place, Number, std::string>;
struct Condition {
  Operand left;
  Relation relation = Relation::equal;
  Operand right;
};

struct Paragraph {
  std::string text = {};
  std::string claim = {};                  // its key, if it is true only of some numbers
  std::vector<Condition> conditions = {};  // of a claim: all of them hold
};

// Lines drawn with characters, shown as they are.
struct Figure {
  std::vector<std::string> lines;
};

struct Factor {
  std::string name = {};
  Number value = {};
};

// name = function(sum of products): "h1(2)" = tanh(w1 x1(2) + U2 h1(1)). Without a function the sum is the result.
struct Formula {
  std::string name = {};
  std::string function = {};
  std::vector<std::vector<Factor>> terms = {};
  Number sum = {};
  Number result = {};
};

using Cell = std::variant<std::string, Number>;

// The id, for programs, is the same in every language.
struct Table {
  std::string id = {};
  std::vector<std::string> columns = {};
  std::vector<std::vector<Cell>> rows = {};
};

struct Series {
  std::string name = {};
  std::vector<double> values = {};  // at x = start, start + step, ...
  double start = 0;
  double step = 1;
};

// A place on the curves.
struct Mark {
  std::string name = {};
  double x = 0;
  double y = 0;
};

// Curves. On a logarithmic scale, values that are not positive are left out.
struct Plot {
  std::string id = {};
  std::string title = {};
  std::string x_label = {};
  std::string y_label = {};
  bool logarithmic = false;
  std::vector<Series> series = {};
  std::vector<Mark> marks = {};
};

// A matrix as a picture: the darker a cell, the larger its number. With `diverging`, two colours part at 0.
struct Heat {
  std::string id = {};
  std::string title = {};
  std::string x_label = {};
  std::string y_label = {};
  std::vector<std::string> columns = {};
  std::vector<std::string> rows = {};
  std::vector<std::vector<double>> values = {};
  int digits = 2;
  bool diverging = false;
};

// A text with a number for each of its characters, as its shade: the darker, the larger. With `diverging`, two colours
// part at 0.
struct ShadedText {
  struct Character {
    std::string text;
    double value = 0;
  };
  std::string id = {};
  std::string title = {};
  std::vector<std::vector<Character>> lines = {};
  int digits = 2;
  bool diverging = false;
};

// The network unrolled in time: layers from the bottom, each with the names of its units ("h1"). Values and weights are
// those of the document's formulas, "h1(2)" being unit h1 at step 2.
struct Unrolled {
  std::string id = {};
  std::string title = {};
  std::vector<std::vector<std::string>> layers = {};
  int first = 1;  // the steps that are shown
  int last = 1;
};

// What a network reads to answer at step t: the last inputs through a window or, one at a time, all that came, with a
// loop that carries something from step to step.
struct View {
  std::string name = {};     // of the network
  std::string formula = {};  // "h(t) = tanh( W x(t) + b )"
  int window = 1;            // the inputs that it sees if it has no loop: x(t), ..., x(t - window + 1)
  std::string loop = {};     // what the loop carries, "y" or "h"
};

// Networks one below the other, each with the same inputs, the last of which is x(t). The output is y(t).
struct Views {
  std::string id = {};
  std::string title = {};
  std::vector<std::string> inputs = {};
  std::vector<View> networks = {};
};

// To think about. The answer is out of sight at first.
struct Question {
  std::string text;
  std::string answer;
};

// Something to try: a command that works, and what to look for.
struct Attempt {
  std::string command;
  std::string text;
};

using Block = std::variant<Heading, Paragraph, Figure, Formula, Table, Plot, Heat, ShadedText, Unrolled, Views,
                           Question, Attempt>;

// An option of the lesson as it was set, by its flag's name.
struct OptionValue {
  std::string name;
  std::string value;
};

struct Document {
  std::string lesson = {};
  std::string language = {};  // "en", "zh"
  std::string title = {};
  int number = 0;         // its place in the course, from 1
  int count = 0;          // of the lessons that there are
  std::string next = {};  // the lesson after it; empty for the last
  std::vector<OptionValue> options = {};
  std::vector<std::string> answers = {};  // lines of the course's page that have their counterpart here
  std::vector<Block> blocks = {};
};

// Whether a condition holds in these blocks. Throws Error for a place that is not there.
bool holds(const Condition& condition, const std::vector<Block>& blocks);

// The table of that id, or null.
const Table* find_table(const std::vector<Block>& blocks, const std::string& id);

// "3.14", "1.5e-07".
std::string shown(const Number& number);
std::string shown(const Cell& cell);

}  // namespace elman::lessons
