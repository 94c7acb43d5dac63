#include "cli/course/html_frame.h"

#include <fmt/format.h>

#include "cli/course/assets.h"
#include "cli/show/markup.h"

namespace elman::cli {

using lessons::course_text;

std::string html_language(lessons::Language language) { return language == lessons::Language::zh ? "zh-Hans" : "en"; }

std::string framed(const PageFrame& frame) {
  // Nothing may be fetched, whatever a page says.
  constexpr const char* policy =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
      "form-action 'none'";
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{}</title>\n<style>\n",
      html_language(frame.language), policy, escaped(frame.title));
  page.append(page_css).append(figure_css).append("</style>\n</head>\n<body>\n");
  page +=
      fmt::format("<a class=\"skip\" href=\"#main\">{}</a>\n<header><nav aria-label=\"{}\">{}</nav>",
                  course_text("ui-skip", frame.language), course_text("ui-navigation", frame.language), frame.links);
  page += fmt::format("<button id=\"theme\" type=\"button\" hidden>{}</button></header>\n<main id=\"main\">\n",
                      course_text("ui-theme", frame.language));
  page += frame.main + "</main>\n";
  if (!frame.footer.empty()) page += "<footer>" + frame.footer + "</footer>\n";
  page.append(frame.script).append("<script>\n").append(page_js).append("</script>\n</body>\n</html>\n");
  return page;
}

}  // namespace elman::cli
