#include "cli/course/files.h"

#include <filesystem>
#include <system_error>

#include "cli/course/html.h"
#include "cli/course/svg.h"
#include "elman/error.h"
#include "elman/system/atomic_file.h"

namespace elman::cli {
namespace {

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw IoError("cannot make the folder: " + path + ": " + error.message());
}

}  // namespace

void write_figures(const lessons::Document& document, const std::string& folder) {
  make_folder(folder);
  const auto write = [&](const std::string& id, const std::string& svg) {
    system::write_file_atomically(folder + "/" + document.lesson + "-" + id + ".svg", svg_file(svg));
  };
  for (const lessons::Block& block : document.blocks) {
    if (const auto* plot = std::get_if<lessons::Plot>(&block)) write(plot->id, svg_of(*plot));
    if (const auto* heat = std::get_if<lessons::Heat>(&block)) write(heat->id, svg_of(*heat));
    if (const auto* text = std::get_if<lessons::ShadedText>(&block)) write(text->id, svg_of(*text));
    if (const auto* network = std::get_if<lessons::Unrolled>(&block)) write(network->id, svg_of(*network, document));
    if (const auto* views = std::get_if<lessons::Views>(&block)) write(views->id, svg_of(*views));
  }
}

void write_page(const lessons::Document& document, const std::string& path) {
  system::write_file_atomically(path, page_of(document, false));
}

void write_course(const std::string& folder, const LessonListener& begins) {
  make_folder(folder);
  for (const lessons::Language language : {lessons::Language::en, lessons::Language::zh}) {
    const std::string own = folder + "/" + name_of(language);
    make_folder(own);
    for (const lessons::Lesson& lesson : lessons::course()) {
      begins(lesson, language);
      const lessons::Document document = lessons::teach(lesson, {}, language);
      system::write_file_atomically(own + "/" + std::string(lesson.name) + ".html", page_of(document, true));
    }
    system::write_file_atomically(own + "/index.html", contents_page(language));
    system::write_file_atomically(own + "/terms.html", glossary_page(language));
  }
  system::write_file_atomically(folder + "/index.html", entrance_page());
}

}  // namespace elman::cli
