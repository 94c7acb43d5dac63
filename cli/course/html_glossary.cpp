#include <fmt/format.h>

#include "cli/course/html.h"
#include "cli/course/html_frame.h"
#include "cli/show/markup.h"
#include "lessons/glossary.h"

namespace elman::cli {
namespace {

using lessons::course_text;
using lessons::Language;

// "hello, memory" as links.
std::string lesson_links(std::string_view names) {
  std::string links;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    links += fmt::format("{}<a href=\"{}.html\">{}</a>", links.empty() ? "" : ", ", name, name);
    names.remove_prefix(std::min(names.size(), name.size() + 2));
  }
  return links;
}

std::string page_table(Language language) {
  const bool chinese = language == Language::zh;
  std::string html = "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"" +
                     escaped(course_text("page-lines", language)) + "\"><table class=\"data wide\"><thead><tr>";
  for (const char* key : {"page-section", "page-line", "page-lesson", "page-where"}) {
    html += "<th scope=\"col\">" + escaped(course_text(key, language)) + "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const lessons::PageLine& line : lessons::page_lines()) {
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", line.section,
                        escaped(chinese ? line.zh : line.en), lesson_links(line.lesson), escaped(line.where));
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace

std::string glossary_page(Language language) {
  const bool chinese = language == Language::zh;
  const Language other = chinese ? Language::en : Language::zh;
  PageFrame frame{.language = language, .title = course_text("terms", language)};
  frame.links = fmt::format("<a href=\"index.html\">{}</a><a href=\"../{}/terms.html\" lang=\"{}\">{}</a>",
                            course_text("title", language), name_of(other), html_language(other),
                            course_text("ui-language", other));
  frame.main = "<h1>" + escaped(frame.title) + "</h1>\n<dl>\n";
  for (const lessons::Term& term : lessons::glossary()) {
    frame.main +=
        fmt::format("<dt>{} <span lang=\"{}\">({})</span></dt><dd>{} {}</dd>\n", escaped(chinese ? term.zh : term.en),
                    html_language(other), escaped(chinese ? term.en : term.zh),
                    escaped(chinese ? term.meaning_zh : term.meaning_en), lesson_links(term.lesson));
  }
  frame.main += "</dl>\n<h2>" + escaped(course_text("page-lines", language)) + "</h2>\n" + page_table(language);
  return framed(frame);
}

}  // namespace elman::cli
