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

std::string shown(double value, int digits);

// A claim that may be made, and what has to hold for it.
struct Claim {
  std::string_view key;  // "claim:..."
  std::vector<Condition> conditions;
  std::vector<Value> values = {};
};

// A document that grows block by block; passages are named by their keys. Throws Error for a key that the lesson's
// texts lack, and the texts that it shares with others as well, and for a {name} without a value.
class Page {
 public:
  Page(std::string_view lesson, Texts texts, Language language, Texts shared = {});

  std::string text(std::string_view key, std::initializer_list<Value> values = {}) const;
  Language language() const { return language_; }

  void heading(std::string_view key, std::initializer_list<Value> values = {});
  // Begins the section of a step, from 1.
  void step(int step, std::string_view key, std::initializer_list<Value> values = {});
  // Of what is true of any numbers. Throws Error for the key of a claim.
  void paragraph(std::string_view key, std::initializer_list<Value> values = {});
  // Makes the first of these claims whose conditions hold in the tables so far, if there is one, and says which key it
  // was. Throws Error for a claim without conditions.
  std::string claim(const std::vector<Claim>& claims);
  void figure(std::vector<std::string> lines);
  // The engine has computed the result. Throws Error unless it is what the formula gives.
  void formula(Formula formula);
  void table(Table table);
  // Of the table of that id. Throws Error if there is none.
  std::size_t rows(const std::string& table) const;
  void draw(Plot plot) { document_.blocks.emplace_back(std::move(plot)); }
  void draw(Heat heat) { document_.blocks.emplace_back(std::move(heat)); }
  void draw(ShadedText text) { document_.blocks.emplace_back(std::move(text)); }
  void draw(Unrolled network) { document_.blocks.emplace_back(std::move(network)); }
  void draw(Views views) { document_.blocks.emplace_back(std::move(views)); }
  // The passage of that key, and that of "KEY-answer".
  void question(std::string_view key, std::initializer_list<Value> values = {});
  // The command runs as `elman lesson ARGUMENTS`.
  void attempt(std::string_view arguments, std::string_view key);

  Document finish() { return std::move(document_); }

 private:
  std::string_view passage(std::string_view key) const;

  Texts texts_;
  Texts shared_;
  Language language_;
  Document document_;
};

// Conditions on cells, by table, row and column.
Condition is(Place left, Relation relation, Place right);
Condition is(Place left, Relation relation, double right, int digits = 6);
Condition is(Place left, Relation relation, std::string right);
Condition is(double left, Relation relation, Place right);
// All of both.
std::vector<Condition> joined(std::vector<Condition> all, const std::vector<Condition>& more);

// Before a lesson says that something holds. Throws Error that names what does not.
void ensure(bool holds, std::string_view what);

}  // namespace elman::lessons
