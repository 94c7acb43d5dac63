// How a lesson is put together.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lessons/document.h"
#include "lessons/texts.h"

namespace elman::lessons {

// The value of {name} in a passage.
struct Value {
  std::string_view name;
  std::string text;
};

// "3.14", "1.5e-07".
std::string shown(double value, int digits);
std::string shown(const Number& number);

// A document that grows block by block; passages are named by their keys. Throws Error for a key that the lesson's
// texts lack, and for a {name} without a value.
class Page {
 public:
  Page(std::string_view lesson, Texts texts, Language language);

  std::string text(std::string_view key, std::initializer_list<Value> values = {}) const;

  void heading(std::string_view key, std::initializer_list<Value> values = {});
  void paragraph(std::string_view key, std::initializer_list<Value> values = {});
  void figure(std::vector<std::string> lines);
  // The engine has computed the result. Throws Error unless it is what the formula gives.
  void formula(Formula formula);
  void table(Table table);
  void plot(Plot plot);
  // The command runs as `elman lesson ARGUMENTS`.
  void attempt(std::string_view arguments, std::string_view key);

  Document finish() { return std::move(document_); }

 private:
  Texts texts_;
  Language language_;
  Document document_;
};

// Before a lesson says that something holds. Throws Error that names what does not.
void ensure(bool holds, std::string_view what);

}  // namespace elman::lessons
