#include "cli/course/html.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/course/html_frame.h"
#include "cli/course/json.h"
#include "cli/course/steps.h"
#include "cli/course/svg.h"
#include "cli/course/text.h"
#include "cli/show/markup.h"

namespace elman::cli {
namespace {

using lessons::course_text;
using lessons::Language;
using lessons::shown;

std::string code(const std::string& text) { return "<code>" + escaped(text) + "</code>"; }

// One block after the other, in sections that headings begin.
class BlockWriter {
 public:
  explicit BlockWriter(const lessons::Document& document) : document_(document) {}

  std::string html() {
    for (const lessons::Block& block : document_.blocks) std::visit(*this, block);
    if (in_attempts_) html_ += "</ul>\n";
    return html_ + (in_section_ ? "</section>\n" : "");
  }

  void operator()(const lessons::Heading& block) {
    const std::string step = block.step > 0 ? fmt::format(" data-step=\"{}\"", block.step) : "";
    html_ += fmt::format("{}<section{}>\n<h2>{}</h2>\n", in_section_ ? "</section>\n" : "", step, escaped(block.text));
    in_section_ = true;
  }

  void operator()(const lessons::Paragraph& block) {
    if (block.claim.empty()) {
      html_ += "<p>" + escaped(block.text) + "</p>\n";
      return;
    }
    std::string places;
    for (const lessons::Condition& condition : block.conditions) {
      for (const lessons::Operand* side : {&condition.left, &condition.right}) {
        const auto* place = std::get_if<lessons::Place>(side);
        if (place != nullptr)
          places += (places.empty() ? "" : " ") + place_name(place->table, place->row, place->column);
      }
    }
    html_ += fmt::format("<p class=\"claim\" tabindex=\"0\" data-claim=\"{}\" data-because=\"{}\">{}</p>\n",
                         block.claim, escaped(places), escaped(block.text));
  }

  void operator()(const lessons::Figure& block) {
    html_ += "<pre tabindex=\"0\">";
    for (const std::string& line : block.lines) html_ += escaped(line) + "\n";
    html_ += "</pre>\n";
  }

  void operator()(const lessons::Formula& block) {
    const bool wrapped = !block.function.empty();
    std::string names = cell(block.name, "result", block.name) + cell(" = ");
    std::string values = cell("") + cell(" = ");
    if (wrapped) names += cell(block.function + "( ");
    if (wrapped) values += cell(block.function + "( ");
    for (std::size_t i = 0; i < block.terms.size(); ++i) {
      if (i > 0) names += cell(" + ");
      if (i > 0) values += cell(" + ");
      for (std::size_t j = 0; j < block.terms[i].size(); ++j) {
        const lessons::Factor& factor = block.terms[i][j];
        const bool bracketed = factor.value.value < 0 && i + j > 0;
        const std::string value = bracketed ? "(" + shown(factor.value) + ")" : shown(factor.value);
        if (j > 0) names += cell("·");
        if (j > 0) values += cell("·");
        names += reference(factor.name, factor.name);
        values += reference(value, factor.name);
      }
    }
    if (wrapped) names += cell(" )");
    if (wrapped) values += cell(" )");
    std::string html = "<tr>" + names + "</tr>\n<tr class=\"value\">" + values + "</tr>\n";
    const auto last_row = [&](const std::string& text, const char* style, const std::string& name) {
      const std::string named = name.empty() ? "" : fmt::format(" data-name=\"{}\" tabindex=\"0\"", escaped(name));
      return fmt::format("<tr{}><td></td><td> = </td><td colspan=\"{}\"><span{}{}>{}</span></td></tr>\n",
                         name.empty() ? " class=\"value\"" : "", 4 * block.terms.size() + 4, style, named,
                         escaped(text));
    };
    if (wrapped) html += last_row(block.function + "( " + shown(block.sum) + " )", "", "");
    html += last_row(shown(block.result), " class=\"result\"", block.name);
    html_ += scrolled("formula", block.name, "<table role=\"presentation\">" + html + "</table>");
  }

  void operator()(const lessons::Table& block) {
    std::string html = "<table class=\"data\"><thead><tr>";
    for (std::size_t i = 0; i < block.columns.size(); ++i) {
      const bool named = !block.columns[i].empty();
      html += fmt::format("<{0}{1}{2}>{3}</{0}>", named ? "th" : "td", named ? " scope=\"col\"" : "",
                          holds_numbers(block, i) ? " class=\"number\"" : "", escaped(block.columns[i]));
    }
    html += "</tr></thead><tbody>\n";
    const bool by_step = block.id == "steps" && block.columns[0] == "t";
    for (std::size_t row = 0; row < block.rows.size(); ++row) {
      html += by_step ? fmt::format("<tr data-step=\"{}\">", row + 1) : "<tr>";
      for (std::size_t i = 0; i < block.rows[row].size(); ++i) {
        const std::string name = by_step && i > 0 && step_count(document_) > 0
                                     ? fmt::format(" data-name=\"{}({})\"", escaped(block.columns[i]), row + 1)
                                     : "";
        html += fmt::format("<td{}{} data-place=\"{}\">{}</td>", holds_numbers(block, i) ? " class=\"number\"" : "",
                            name, escaped(place_name(block.id, row, i)), escaped(shown(block.rows[row][i])));
      }
      html += "</tr>\n";
    }
    html_ += scrolled("table", block.id, html + "</tbody></table>");
  }

  void operator()(const lessons::Plot& block) { draw(svg_of(block)); }
  void operator()(const lessons::Heat& block) { draw(svg_of(block)); }
  void operator()(const lessons::ShadedText& block) { draw(svg_of(block)); }
  void operator()(const lessons::Unrolled& block) { draw(svg_of(block, document_)); }
  void operator()(const lessons::Views& block) { draw(svg_of(block)); }

  void operator()(const lessons::Question& block) {
    html_ += fmt::format("<details class=\"question\"><summary>{}</summary><p>{}</p></details>\n", escaped(block.text),
                         escaped(block.answer));
  }

  void operator()(const lessons::Attempt& block) {
    if (!in_attempts_) {
      (*this)(lessons::Heading{course_text("try", language_of(document_))});
      html_ += "<ul class=\"attempts\">\n";
    }
    in_attempts_ = true;
    html_ += "<li>" + escaped(block.text) + code(block.command) + "</li>\n";
  }

 private:
  static std::string place_name(const std::string& table, std::size_t row, std::size_t column) {
    return fmt::format("{}:{}:{}", table, row, column);
  }

  static bool holds_numbers(const lessons::Table& table, std::size_t column) {
    return std::ranges::any_of(table.rows,
                               [&](const auto& row) { return std::holds_alternative<lessons::Number>(row[column]); });
  }

  static std::string cell(const std::string& text, const std::string& style = "", const std::string& name = "") {
    return fmt::format("<td{}{}>{}</td>", style.empty() ? "" : " class=\"" + style + "\"",
                       name.empty() ? "" : " data-ref=\"" + escaped(name) + "\"", escaped(text));
  }
  static std::string reference(const std::string& text, const std::string& name) { return cell(text, "factor", name); }

  std::string scrolled(const std::string& kind, const std::string& name, const std::string& html) const {
    return fmt::format("<div class=\"scroll {}\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">{}</div>\n", kind,
                       escaped(name), html);
  }

  void draw(const std::string& svg) { html_ += "<figure tabindex=\"0\">" + svg + "</figure>\n"; }

  const lessons::Document& document_;
  std::string html_;
  bool in_section_ = false;
  bool in_attempts_ = false;
};

// A JSON document within a script element.
std::string embedded(const lessons::Document& document) {
  std::string json = as_json(document, -1);
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at))
    json.replace(at, 1, "\\u003c");
  return "<script type=\"application/json\" id=\"document\">" + json + "</script>\n";
}

std::string stepper(const lessons::Document& document) {
  const int count = step_count(document);
  if (count < 2) return "";
  const Language language = language_of(document);
  return fmt::format(
      "<div class=\"steps\"><label for=\"step\">{}</label><input type=\"range\" id=\"step\" min=\"0\" max=\"{}\" "
      "value=\"0\" step=\"1\"><output id=\"step-shown\" for=\"step\" data-all=\"{}\" data-one=\"{}\"></output></div>\n",
      course_text("ui-step", language), count, course_text("ui-all-steps", language),
      std::string(find_text(lessons::course_texts, "ui-one-step", language)));
}

// As a shell reads it: in quotes if there is a sign in it that a shell would take for its own.
std::string shell_word(const std::string& text) {
  constexpr const char* plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,=+-_/";
  if (text.find_first_not_of(plain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

// The command that writes this document.
std::string command_of(const lessons::Document& document) {
  std::string command = "elman lesson " + document.lesson;
  for (const lessons::OptionValue& option : document.options) {
    if (option.value.empty() || option.value == "false") continue;
    command += " --" + option.name + (option.value == "true" ? "" : " " + shell_word(option.value));
  }
  return command + language_flag(document);
}

std::string footer_of(const lessons::Document& document, bool in_course) {
  if (document.next.empty()) return "";
  const Language language = language_of(document);
  const std::string command = code("elman lesson " + document.next + language_flag(document));
  const std::string name = in_course ? fmt::format("<a href=\"{0}.html\">{0}</a>", document.next) : command;
  return "<span>" + course_text("ui-next", language, {{"next", name}}) + "</span>";
}

std::string course_links(const std::string& file, Language language) {
  const Language other = language == Language::en ? Language::zh : Language::en;
  return fmt::format(
      "<a href=\"index.html\">{}</a><a href=\"terms.html\">{}</a><a href=\"../{}/{}\" lang=\"{}\">{}</a>",
      course_text("title", language), course_text("terms", language), name_of(other), file, html_language(other),
      course_text("ui-language", other));
}

}  // namespace

std::string page_of(const lessons::Document& document, bool in_course) {
  const Language language = language_of(document);
  const std::string place = course_text(
      "ui-place", language, {{"number", std::to_string(document.number)}, {"count", std::to_string(document.count)}});
  PageFrame frame{.language = language, .title = document.title};
  frame.links = in_course ? course_links(document.lesson + ".html", language) : escaped(course_text("title", language));
  frame.main = fmt::format("<p class=\"place\">{}</p>\n<h1>{}</h1>\n<p class=\"hint\">{}</p>\n", place,
                           escaped(document.title), code(command_of(document)));
  frame.main += stepper(document);
  frame.main += BlockWriter(document).html();
  if (!document.answers.empty()) {
    frame.main += "<section><h2>" + escaped(course_text("on-the-page", language)) + "</h2>\n<ul>\n";
    for (const std::string& line : document.answers) frame.main += "<li>" + escaped(line) + "</li>\n";
    frame.main += "</ul></section>\n";
  }
  frame.main += "<div id=\"derivation\" role=\"status\" aria-live=\"polite\"></div>\n";
  frame.footer = footer_of(document, in_course);
  frame.script = embedded(document);
  return framed(frame);
}

std::string contents_page(Language language) {
  PageFrame frame{.language = language, .title = course_text("title", language)};
  frame.links = course_links("index.html", language);
  frame.main = "<h1>" + escaped(frame.title) + "</h1>\n<ol class=\"contents\">\n";
  for (const lessons::Lesson& lesson : lessons::course()) {
    frame.main += fmt::format("<li><a href=\"{}.html\">{}</a><br><span>{}</span></li>\n", lesson.name,
                              escaped(find_text(lesson.texts, "title", language)),
                              escaped(find_text(lesson.texts, "summary", language)));
  }
  frame.main += "</ol>\n";
  return framed(frame);
}

std::string entrance_page() {
  PageFrame frame{.title = "Elman"};
  frame.main = "<h1>Elman</h1>\n<div class=\"beside\">\n";
  for (const Language language : {Language::en, Language::zh}) {
    frame.main +=
        fmt::format("<section lang=\"{0}\"><h2><a href=\"{1}/index.html\">{2}</a></h2>\n<ol class=\"contents\">\n",
                    html_language(language), name_of(language), escaped(course_text("title", language)));
    for (const lessons::Lesson& lesson : lessons::course()) {
      frame.main += fmt::format("<li><a href=\"{}/{}.html\">{}</a></li>\n", name_of(language), lesson.name,
                                escaped(find_text(lesson.texts, "title", language)));
    }
    frame.main += "</ol></section>\n";
  }
  frame.main += "</div>\n";
  return framed(frame);
}

}  // namespace elman::cli
