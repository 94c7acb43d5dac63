// What a lesson has to say, as data. How it looks, on paper, as JSON or as a picture, is the program's business.
#pragma once

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

struct Heading {
  std::string text;
};

struct Paragraph {
  std::string text;
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
  std::vector<double> values = {};  // at x = 0, 1, 2, ...
};

// Curves on a logarithmic scale; values that are not positive are left out.
struct Plot {
  std::string id = {};
  std::string title = {};
  std::string x_label = {};
  std::vector<Series> series = {};
};

// Something to try: a command that works, and what to look for.
struct Attempt {
  std::string command;
  std::string text;
};

using Block = std::variant<Heading, Paragraph, Figure, Formula, Table, Plot, Attempt>;

struct Document {
  std::string lesson;
  std::string title;
  std::vector<Block> blocks;
};

}  // namespace elman::lessons
